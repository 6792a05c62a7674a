"""The forms of signing in, in the console's words."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django.forms import Form
from django.utils import timezone

from backend.console.sign_in import lock_out


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """Asks for the login, as the page did where it was chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Login"
        _without_placeholders(self)


class _CountedCodeForm(BaseAuthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}
        _without_placeholders(self)

    def clean_code(self) -> str:
        wait = lock_out.count_code(self.user, now=timezone.now())
        if wait:
            raise ImmediateHttpResponse(lock_out.page(context.request, wait))
        code: str = super().clean_code()
        lock_out.forget_codes(self.user)
        return code


class CodeForm(_CountedCodeForm, AuthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """The second step of signing in."""


class CodeAgainForm(_CountedCodeForm, ReauthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """Before one changes how one signs in."""


def _without_placeholders(form: Form) -> None:
    for field in form.fields.values():
        # They would repeat the label in grey, as if something had been filled in.
        field.widget.attrs.pop("placeholder", None)
