"""How staff and organizers sign in: allauth's password and TOTP, with our rules."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from backend.accounts.models import Account
from backend.api.secrets import derived_key
from backend.console.sign_in import lock_out, sessions

# What is said instead of allauth's words. Where one ends up after signing in or out is message enough.
WORDS = {
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": "",
    "account/messages/password_changed.txt": "Password changed. You are signed out everywhere else.",
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

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in WORDS:
            super().add_message(request, level, message_template, *args, **kwargs)
        elif words := WORDS[message_template]:
            messages.add_message(request, level, words)


class SealedSecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """TOTP secrets and recovery codes are stored encrypted."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(derived_key("second-factor")))
