"""The forms that set a reminder for a person and change its words."""

from django import forms

from backend.console.person.asking.timing_fields import NewTiming, zone_of
from notifications.reminders import ReminderWish


class Words(forms.Form):
    text = forms.CharField(
        label="What it says",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Read in the app. The lock screen shows a neutral line.",
    )


class ChangeForm(Words):
    """Its words alone; it rings as before."""

    version = forms.CharField(widget=forms.HiddenInput)


class ReminderForm(Words, NewTiming):
    def wish(self, clinic_tzid: str) -> ReminderWish:
        """Return what a valid form means. Sent twice, its own id sets one reminder."""
        typed = self.cleaned_data
        return ReminderWish(typed["text"], self.recurrence(), zone_of(typed["zone"], clinic_tzid), id=typed["id"])
