"""Bearer tokens: knox's hashing, our sessions."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token

from backend.accounts.models import Account, Session
from backend.accounts.sessions import last_owner_of, refusal_of, touch
from backend.api.problems import NotAuthenticated


class SessionRefused(NotAuthenticated):
    """`account` is whose token it was: it may do nothing more, but answers under it are still read for danger."""

    def __init__(self, reason: str, account: Account | None) -> None:
        super().__init__(reason)
        self.account = account


class SessionTokenAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox publishes no types
    """`Authorization: Bearer hr_…`. Raises SessionRefused with `revoked` or `unknown`."""

    def authenticate_credentials(self, token: bytes) -> tuple[Account, Session]:
        now = timezone.now()
        digest = hash_token(token.decode("ascii", errors="replace"))
        session = Session.objects.filter(digest=digest).select_related("user").first()
        refusal = refusal_of(session, digest, now=now)
        if session is None or refusal is not None:
            raise SessionRefused(refusal or "unknown", last_owner_of(digest))
        touch(session, now=now)
        return session.user, session


class SessionTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself when defined
    target_class = SessionTokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token that begins with hr_."}
