"""The form that records an absence, and the request that it stands for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms

from backend.accounts.guard import SITE_ROLES
from backend.accounts.models import Staff
from backend.accounts.staffing import FOLLOWING_ROLES
from backend.care_team.duty.covers import may_record_for
from backend.console.form_fields import DateInput, TimeInput
from backend.console.roles import staff_words

FIELD_OF_POINTER = {"/starts_at": "from_day", "/ends_at": "until_day", "absence-overlaps": "from_day"}


class CoverForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    absent_id = forms.ChoiceField(label="Who is away")
    cover_id = forms.ChoiceField(label="Who covers", help_text="Sees and answers for the people of who is away.")
    from_day = forms.DateField(label="From", required=False, widget=DateInput, help_text="Empty: from now.")
    from_time = forms.TimeField(label="At", required=False, widget=TimeInput, help_text="Empty: from midnight.")
    until_day = forms.DateField(label="Until", widget=DateInput, help_text="The day they are back.")
    until_time = forms.TimeField(label="At", required=False, widget=TimeInput, help_text="Empty: at midnight.")

    def __init__(self, data: Any = None, *, staff: Staff, colleagues: Sequence[Staff]) -> None:
        super().__init__(data, initial={"id": uuid4(), "absent_id": staff.pk})
        absent = [each for each in colleagues if may_record_for(staff, each.pk)]
        covering = [each for each in colleagues if each.role in {*FOLLOWING_ROLES, *SITE_ROLES}]
        self._offer("absent_id", [(each.pk, staff_words(each)) for each in absent])
        self._offer("cover_id", [("", "Choose a colleague"), *((each.pk, staff_words(each)) for each in covering)])

    def body(self, tzid: str) -> dict[str, Any]:
        """Return what a program would POST; days and times are read in this zone. Only for a valid form."""
        typed = self.cleaned_data
        return {
            "id": str(typed["id"]),
            "absent_id": typed["absent_id"],
            "cover_id": typed["cover_id"],
            "starts_at": _instant(typed["from_day"], typed["from_time"], tzid),
            "ends_at": _instant(typed["until_day"], typed["until_time"], tzid),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("from_time") and not cleaned.get("from_day") and "from_day" not in self.errors:
            self.add_error("from_day", "Say on which day.")
        return cleaned

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # of a choice field


def _instant(day: date | None, at: time | None, tzid: str) -> str | None:
    if day is None:
        return None
    return datetime.combine(day, at or time(0), ZoneInfo(tzid)).astimezone(UTC).isoformat()
