"""The form that logs a contact: how, and what came of it by the button that is pressed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from backend.aftercare.models import Contact
from backend.aftercare.quiet.contacts import ContactWish
from backend.console.form_fields import DateInput, TimeInput
from backend.recurrence import to_instant

HOW_WORDS = {
    Contact.How.PHONE: "By phone",
    Contact.How.IN_PERSON: "In person",
    Contact.How.MESSAGE: "By message",
    Contact.How.VIDEO: "By video",
    Contact.How.OTHER: "Otherwise",
}
OUTCOME_WORDS = {
    Contact.Outcome.REACHED: "Reached: we spoke",
    Contact.Outcome.MESSAGE_LEFT: "Left a message",
    Contact.Outcome.NOT_REACHED: "Did not reach them",
}


class ContactForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.TypedChoiceField(
        choices=list(HOW_WORDS.items()), coerce=Contact.How, initial=Contact.How.PHONE, widget=forms.RadioSelect
    )
    outcome = forms.TypedChoiceField(
        label="What came of it", choices=list(OUTCOME_WORDS.items()), coerce=Contact.Outcome
    )
    note = forms.CharField(
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For your team. The person can read it in their export.",
    )
    day = forms.DateField(label="On this day", required=False, widget=DateInput)
    time = forms.TimeField(label="At", required=False, widget=TimeInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, other in (("day", "time"), ("time", "day")):
            if cleaned.get(other) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "Give day and time, or neither for now.")
        return cleaned

    def wish(self, clinic_tzid: str) -> ContactWish:
        """Return what a valid form means; day and time are those of the clinic."""
        typed = self.cleaned_data
        at = datetime.combine(typed["day"], typed["time"]) if typed["day"] else None
        return ContactWish(
            typed["how"],
            typed["outcome"],
            typed["note"],
            occurred_at=to_instant(at, ZoneInfo(clinic_tzid)) if at else None,
            id=typed["id"],
            body={name: str(value) for name, value in typed.items()},
        )
