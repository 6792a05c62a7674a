"""Setting up the second factor, and what a session remembers of it."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse

from backend.accounts.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class ActivateTotp(ActivateTOTPView):  # type: ignore[misc]  # allauth publishes no types
    """Whoever has just typed a code of the new authenticator has shown the second factor."""

    template_name = "console/sign_in/activate_totp.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type=Authenticator.Type.TOTP)
        return response


def was_shown(request: HttpRequest) -> bool:
    """Whether this session saw the second factor; a password alone, from whatever page, does not count."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def sign_in_with_new_password(request: HttpRequest, account: Account) -> None:
    """Start a session right after the password was chosen; allauth would ask for it again at once."""
    login(request, account, backend=BACKEND)
    record_authentication(request, account, "password", username=account.login, reauthenticated=True)
