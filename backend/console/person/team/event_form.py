"""The form that puts on record what has happened."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from backend.accounts.models import Staff
from backend.aftercare.life_events.pausing import PAUSES
from backend.aftercare.life_events.recording import Draft
from backend.aftercare.models import LifeEvent
from backend.console.form_fields import DateInput
from backend.console.roles import staff_words


class EventForm(forms.Form):
    """A pause has a last day, a transfer a colleague, and nothing else has either."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    to_staff_id = forms.TypedChoiceField(label="To whom", coerce=UUID)
    from_on = forms.DateField(
        label="Since when", required=False, widget=DateInput, help_text="A day of the clinic. Empty: today."
    )
    until_on = forms.DateField(
        label="Last day", required=False, widget=DateInput, help_text="Empty: until somebody ends it."
    )
    reason = forms.CharField(
        label="Note",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Read by staff who may see the plan.",
    )

    def __init__(self, *args: Any, kind: LifeEvent.Kind, colleagues: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == LifeEvent.Kind.TRANSFERRED:
            self.fields["to_staff_id"].choices = colleague_choices(colleagues)  # type: ignore[attr-defined]
        else:
            del self.fields["to_staff_id"]
        if kind not in PAUSES:
            del self.fields["until_on"]

    def draft(self) -> Draft:
        """Return what a valid form says. Sent twice, its own id puts it on record once."""
        typed = self.cleaned_data
        return Draft(
            self.kind,
            typed["from_on"],
            typed.get("until_on"),
            typed.get("to_staff_id"),
            typed["reason"] or None,
            id=typed["id"],
            body={"kind": self.kind.value} | {name: str(value) for name, value in typed.items()},
        )


def colleague_choices(colleagues: Iterable[Staff]) -> list[tuple[str, str]]:
    return [("", "Choose a colleague"), *((str(each.pk), staff_words(each)) for each in colleagues)]
