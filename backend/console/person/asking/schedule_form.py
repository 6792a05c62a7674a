"""The form that schedules a check-in, and the recurrence it means."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django import forms

from backend.aftercare.check_in_schedules import Draft
from backend.aftercare.quiet.missed_policy import missed_policy
from backend.console.form_fields import DateInput, TimeInput
from backend.console.instruments import InstrumentForm
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


class ScheduleForm(InstrumentForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
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
        label="Whose time",
        choices=[
            ("floating", "The person's time, also when they travel"),
            ("fixed", "The clinic's time, wherever they are"),
        ],
        initial="floating",
        widget=forms.RadioSelect,
    )
    window_hours = forms.IntegerField(
        label="Hours to answer",
        min_value=1,
        max_value=72,
        initial=missed_policy().window_minutes // 60,
        help_text="After that it counts as missed.",
    )
    remind_again_hours = forms.IntegerField(
        label="Hours until it rings again",
        min_value=1,
        max_value=71,
        initial=missed_policy().reminders_after_minutes[0] // 60,
        required=False,
        help_text="Empty: rings once.",
    )

    @classmethod
    def defaults(cls, first_day: date) -> dict[str, object]:
        """What a fresh form holds; complete, so that its dates can be shown at once."""
        fields = cls.base_fields.items()
        return {name: field.initial for name, field in fields} | {"id": uuid4(), "first_day": first_day}

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        again, window = cleaned.get("remind_again_hours"), cleaned.get("window_hours")
        if again and window and again >= window:
            self.add_error("remind_again_hours", "Ring again before the time to answer is over.")
        return cleaned

    def draft(self, clinic_tzid: str) -> Draft:
        """Return what a valid form means. Sent twice, its own id makes one schedule."""
        typed = self.cleaned_data
        again = typed["remind_again_hours"]
        return Draft(
            instrument=typed["instrument"],
            recurrence=Recurrence(datetime.combine(typed["first_day"], typed["time_of_day"]), self._rrule()),
            zone=FLOATING if typed["zone"] == FLOATING.policy else Zone("fixed", clinic_tzid),
            window=timedelta(hours=typed["window_hours"]),
            remind_again_after=(timedelta(hours=again),) if again else (),
            id=typed["id"],
            body={name: str(value) for name, value in typed.items()},
        )

    def _rrule(self) -> str | None:
        typed = self.cleaned_data
        if typed["repeat"] == ONCE:
            return None
        if typed["repeat"] == DAILY:
            return "FREQ=DAILY"
        days = typed["weekdays"] or [WEEKDAYS[typed["first_day"].weekday()][0]]
        return f"FREQ=WEEKLY;INTERVAL={typed['every_weeks'] or 1};BYDAY={','.join(days)}"
