"""Forms around passkeys: allauth checks what a browser says of one, and whatever is wrong with it is one refusal."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

REFUSED = "The passkey was not accepted. Please try once more."
LONGEST_NAME = 60
NAME_HELP = "So that you know it again, for example: work laptop"
# What allauth and fido2 raise for answers that no browser gives.
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    name = forms.CharField(required=False, max_length=LONGEST_NAME, help_text=NAME_HELP)

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValidationError, *MALFORMED) as error:
            raise ValidationError(REFUSED) from error
        return _checked(self, cleaned)


class _PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except MALFORMED as error:
            raise ValidationError(REFUSED) from error

    def clean(self) -> dict[str, Any]:
        return _checked(self, super().clean())


class PasskeyForm(_PasskeyForm):
    """The second step of signing in."""


class PasskeyAgainForm(_PasskeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before one changes how one signs in."""


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(max_length=LONGEST_NAME, help_text=NAME_HELP)


def _checked(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Say what is wrong with the hidden field where it can be seen."""
    if "credential" in form.errors:
        raise ValidationError(REFUSED)
    return cleaned
