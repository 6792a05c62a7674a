"""How staff and organizers sign in: allauth's password and second factor, with our rules and words."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from backend.accounts.factors import factors_of
from backend.accounts.models import Account
from backend.api.secrets import derived_key
from backend.console.sign_in import lock_out, second_factor, sessions

# What is said instead of allauth's words. Where one ends up after signing in or out is message enough.
WORDS = {
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": "",
    "account/messages/password_changed.txt": "Password changed. You are signed out everywhere else.",
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/webauthn_added.txt": "Your passkey is set up.",
    "mfa/messages/recovery_codes_generated.txt": "",
}
# The ways to prove again who one is.
WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use your passkey",
}


class StaffOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Nobody signs up here: staff are invited, people use the app."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Login and password do not fit together.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as too_many:
            raise ImmediateHttpResponse(lock_out.page(request, timedelta(hours=1))) from too_many

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def set_password(self, user: Account, password: str) -> None:
        """Whoever knew the old one is signed out with it."""
        super().set_password(user, password)
        sessions.end_others(user, but=self.request.console_session, now=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Nobody types the password twice to set up their first second factor."""
        if second_factor.is_first(self.request, now=timezone.now()):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, str]]:
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [method | {"description": WAYS[method["id"]]} for method in methods]

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in WORDS:
            super().add_message(request, level, message_template, *args, **kwargs)
        elif words := WORDS[message_template]:
            messages.add_message(request, level, words)


class SealedSecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """TOTP secrets and recovery codes are stored encrypted. Of a passkey only the public half is here."""

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        count = factors_of(user).filter(type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What phones and computers list a passkey under."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Handrail"}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(derived_key("second-factor")))
