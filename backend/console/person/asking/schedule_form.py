"""The form that schedules a check-in, and the recurrence it means."""

from datetime import timedelta

from django import forms

from backend.aftercare.check_in_schedules import Draft
from backend.aftercare.quiet.missed_policy import missed_policy
from backend.console.instruments import InstrumentForm
from backend.console.person.asking.timing_fields import NewTiming, zone_of


class ScheduleForm(InstrumentForm, NewTiming):
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
            recurrence=self.recurrence(),
            zone=zone_of(typed["zone"], clinic_tzid),
            window=timedelta(hours=typed["window_hours"]),
            remind_again_after=(timedelta(hours=again),) if again else (),
            id=typed["id"],
            body=self.body(),
        )
