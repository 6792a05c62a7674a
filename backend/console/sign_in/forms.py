"""The forms of signing in, in the console's words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils import timezone

from backend.console.sign_in import lock_out

PASSWORD_HELP = "12 characters or more. Three or four random words are easy to remember and hard to guess."  # noqa: S105


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


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth publishes no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        _without_placeholders(self)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth publishes no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Current password"
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password2"].label = "New password again"
        _without_placeholders(self)

    def clean_oldpassword(self) -> str:
        """Guesses count here as they do where one signs in."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError("This is not your current password.")
        return password


def _without_placeholders(form: Form) -> None:
    for field in form.fields.values():
        # They would repeat the label in grey, as if something had been filled in.
        field.widget.attrs.pop("placeholder", None)
