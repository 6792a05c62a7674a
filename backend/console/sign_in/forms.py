"""The sign-in form in the console's words."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """Asks for the login, as the page did where it was chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Login"
        for field in self.fields.values():
            # It would repeat the label in grey, as if something had been filled in.
            field.widget.attrs.pop("placeholder", None)
