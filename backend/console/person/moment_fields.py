"""When something happened, as staff fill it in: a moment of the clinic's time, or left empty for now."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from backend.console.form_fields import DateInput, TimeInput
from backend.recurrence import to_instant


class MomentFields(forms.Form):
    day = forms.DateField(label="On this day", required=False, widget=DateInput)
    time = forms.TimeField(label="At", required=False, widget=TimeInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, other in (("day", "time"), ("time", "day")):
            if cleaned.get(other) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "Give day and time, or neither for now.")
        return cleaned

    def moment(self, clinic_tzid: str) -> datetime | None:
        """Return what was typed as an instant; None for now. Only for a valid form."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return to_instant(datetime.combine(day, time), ZoneInfo(clinic_tzid)) if day else None
