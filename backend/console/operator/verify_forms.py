"""What an operator says of a help line: that it is right, or that it is not."""

from django import forms
from django.core.validators import URLValidator

from backend.console.site.seen import SeenForm

MOST = 500
# Of a row's number; Python refuses to read endless ones.
MOST_DIGITS = 20


class PageField(forms.URLField):
    """An address that a later reader can open: pages of the web alone."""

    default_validators = [URLValidator(schemes=["https", "http"])]

    def __init__(self, *, label: str, required: bool) -> None:
        super().__init__(label=label, required=required, max_length=MOST, assume_scheme="https")


class RightForm(SeenForm):
    """`etag` is the number of the newest finding that stood on the page."""

    page = PageField(label="Address of the page you read", required=True)

    @property
    def seen(self) -> int:
        """Only for a valid form. What is no number of ours was never on the page."""
        number: str = self.cleaned_data["etag"]
        return int(number) if number.isdecimal() and len(number) < MOST_DIGITS else -1


class WrongForm(forms.Form):
    prefix = "wrong"
    page = PageField(label="Page you read", required=False)
