"""How staff and organizers sign in: allauth's password and TOTP, with our rules."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from backend.api.secrets import derived_key
from backend.console.sign_in import lock_out

# Where one ends up is message enough.
SILENT = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


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

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)


class SealedSecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """TOTP secrets and recovery codes are stored encrypted."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(derived_key("second-factor")))
