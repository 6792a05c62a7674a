"""When something rings, as staff fill it in: shared by the forms that plan check-ins and those that set reminders."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from backend.console.form_fields import DateInput, TimeInput
from backend.recurrence import Recurrence
from notifications.schedules import FLOATING, Zone

WEEKDAYS = (
    ("MO", "Monday"),
    ("TU", "Tuesday"),
    ("WE", "Wednesday"),
    ("TH", "Thursday"),
    ("FR", "Friday"),
    ("SA", "Saturday"),
    ("SU", "Sunday"),
)
ONCE, DAILY, WEEKLY = "once", "daily", "weekly"
ZONE_CHOICES = (
    ("floating", "The person's time, also when they travel"),
    ("fixed", "The clinic's time, wherever they are"),
)
# Where refusals of a timing belong.
FIELD_OF_POINTER = {"/dtstart": "first_day", "/rrule": "repeat", "rule-never-fires": "first_day"}


class TimingFields(forms.Form):
    first_day = forms.DateField(label="First day", widget=DateInput)
    time_of_day = forms.TimeField(label="Time of day", initial="09:00", widget=TimeInput)
    repeat = forms.ChoiceField(
        label="How often",
        choices=[(ONCE, "Once"), (DAILY, "Every day"), (WEEKLY, "On chosen days of the week")],
        initial=DAILY,
        widget=forms.RadioSelect,
    )
    weekdays = forms.MultipleChoiceField(
        label="Days of the week",
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For chosen days. Without a tick it is the weekday of the first day.",
    )
    every_weeks = forms.IntegerField(
        label="Every how many weeks",
        min_value=1,
        max_value=12,
        initial=1,
        required=False,
        help_text="For chosen days: 1 is every week, 2 every other week.",
    )
    zone = forms.ChoiceField(
        label="Whose time", choices=ZONE_CHOICES, initial=ZONE_CHOICES[0][0], widget=forms.RadioSelect
    )

    def recurrence(self) -> Recurrence:
        """Only for a valid form."""
        typed = self.cleaned_data
        return Recurrence(datetime.combine(typed["first_day"], typed["time_of_day"]), _rrule(typed))

    def body(self) -> dict[str, str]:
        """What was typed, to know the same form by when it is sent again."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


class NewTiming(TimingFields):
    """Of something that is not there yet: `id` is its own, so that sending the form twice makes one."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def defaults(cls, first_day: date) -> dict[str, object]:
        """What a fresh form holds; its timing is complete, so that the dates can be shown at once."""
        fields = cls.base_fields.items()
        return {name: field.initial for name, field in fields} | {"id": uuid4(), "first_day": first_day}


def zone_of(choice: str, clinic_tzid: str) -> Zone:
    return FLOATING if choice == FLOATING.policy else Zone("fixed", clinic_tzid)


def _rrule(typed: dict[str, Any]) -> str | None:
    if typed["repeat"] == ONCE:
        return None
    if typed["repeat"] == DAILY:
        return "FREQ=DAILY"
    days = typed["weekdays"] or [WEEKDAYS[typed["first_day"].weekday()][0]]
    return f"FREQ=WEEKLY;INTERVAL={typed['every_weeks'] or 1};BYDAY={','.join(days)}"
