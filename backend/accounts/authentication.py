"""Bearer tokens: knox's hashing, our sessions."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token

from backend.accounts.models import Account, Session
from backend.accounts.sessions import refusal_of, touch
from backend.api.problems import NotAuthenticated


class SessionTokenAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox publishes no types
    """`Authorization: Bearer hr_…`. Raises NotAuthenticated with `revoked` or `unknown`."""

    def authenticate_credentials(self, token: bytes) -> tuple[Account, Session]:
        now = timezone.now()
        digest = hash_token(token.decode("ascii", errors="replace"))
        session = Session.objects.filter(digest=digest).select_related("user").first()
        refusal = refusal_of(session, digest, now=now)
        if session is None or refusal is not None:
            raise NotAuthenticated(refusal or "unknown")
        touch(session, now=now)
        return session.user, session


class SessionTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself when defined
    target_class = SessionTokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token that begins with hr_."}
