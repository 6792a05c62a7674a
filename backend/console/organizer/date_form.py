"""The form for one date that is different, and the request that it stands for."""

from datetime import date, datetime
from typing import Any

from django import forms

from backend.console.form_fields import DateInput, TimeInput
from meetings.dates.dated import ExceptionKind

KINDS = (
    (ExceptionKind.CANCELLED, "Cancelled"),
    (ExceptionKind.RESCHEDULED, "At another time"),
    (ExceptionKind.ONLINE, "Online on that day"),
    (ExceptionKind.EXTRA, "An extra one, beside the usual dates"),
)
FIELD_OF_POINTER = {
    "/starts_at": "day",
    "/online": "online_url",
    "/online/url": "online_url",
    "/online/phone": "online_phone",
    "/online/notes": "online_notes",
}
HAS_A_TIME = {ExceptionKind.RESCHEDULED, ExceptionKind.EXTRA}


class DateForm(forms.Form):
    kind = forms.TypedChoiceField(
        label="What is different", choices=KINDS, coerce=ExceptionKind, widget=forms.RadioSelect
    )
    recurrence_id = forms.ChoiceField(label="Which date", required=False, help_text="An extra one needs none.")
    day = forms.DateField(label="On this day", required=False, widget=DateInput)
    time = forms.TimeField(label="At", required=False, widget=TimeInput)
    online_url = forms.CharField(label="Link", max_length=2000, required=False, help_text="Begins with https://")
    online_phone = forms.CharField(label="Phone number", max_length=255, required=False)
    online_notes = forms.CharField(
        label="Passcode or other notes", max_length=2000, required=False, help_text="Everybody can read this."
    )
    reason = forms.CharField(max_length=500, required=False, help_text="Everybody can read this too.")

    def __init__(self, data: Any = None, *, days: list[date]) -> None:
        super().__init__(data, initial={"kind": ExceptionKind.CANCELLED})
        choices = [("", "Choose a date"), *((day.isoformat(), f"{day:%a %-d %b %Y}") for day in days)]
        self.fields["recurrence_id"].choices = choices  # type: ignore[attr-defined]  # of a choice field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        if kind in HAS_A_TIME:
            for name in ("day", "time"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Say when it is instead." if kind != ExceptionKind.EXTRA else "Say when.")
        if kind != ExceptionKind.EXTRA and not cleaned.get("recurrence_id") and "recurrence_id" not in self.errors:
            self.add_error("recurrence_id", "Choose the date.")
        return cleaned

    def body(self) -> dict[str, Any]:
        """Return what a program would POST for the same date. Only for a valid form."""
        typed = self.cleaned_data
        kind: ExceptionKind = typed["kind"]
        at = datetime.combine(typed["day"], typed["time"]) if kind in HAS_A_TIME else None
        online = {part: typed[f"online_{part}"] for part in ("url", "phone", "notes")}
        return {
            "kind": kind.value,
            "recurrence_id": None if kind is ExceptionKind.EXTRA else typed["recurrence_id"],
            "starts_at": at.isoformat() if at else None,
            "online": online if kind is ExceptionKind.ONLINE else None,
            "reason": typed["reason"],
        }
