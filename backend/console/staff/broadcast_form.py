"""The form in which staff write to several of their people, and the plan it means."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms

from backend.care_team.broadcasts.serializers import LONGEST_WORDS
from backend.care_team.broadcasts.writing import Draft, Plan, Preview
from backend.care_team.phones import Obstacle
from backend.console.form_fields import DateInput, TimeInput

AT_ONCE, LATER = "at-once", "later"
SPREADS = [
    ("0", "All at the same time"),
    ("15", "Spread over a quarter of an hour"),
    ("60", "Spread over an hour"),
    ("240", "Spread over four hours"),
]
# Why a phone stays silent; the words wait in the app all the same.
OBSTACLE_WORDS = {
    Obstacle.NO_PHONE: "no phone is signed in",
    Obstacle.BLOCKED: "notifications are off on their phone",
    Obstacle.MESSAGES_OFF: "they asked not to be rung for messages",
}


class BroadcastForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="What you want to say",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Everybody gets the same words and reads them in the app. The lock screen shows none of them.",
    )
    when = forms.ChoiceField(
        label="When", choices=[(AT_ONCE, "Now"), (LATER, "At a time")], initial=AT_ONCE, widget=forms.RadioSelect
    )
    day = forms.DateField(label="Day", required=False, widget=DateInput)
    time_of_day = forms.TimeField(label="Time of day", required=False, widget=TimeInput)
    spread_minutes = forms.ChoiceField(label="All together, or a few at a time", choices=SPREADS, initial="0")
    person_ids = forms.MultipleChoiceField(
        label="Who gets it",
        widget=forms.CheckboxSelectMultiple,
        help_text="Your people who share their plan with you.",
        error_messages={
            "required": "Choose somebody.",
            "invalid_choice": "Somebody on the list cannot be written to any more. Look at who is left.",
        },
    )

    def __init__(self, people: Preview, data: object = None) -> None:
        """`people` is everybody whom one may write to now; a fresh form has them all ticked."""
        choices = list(_choices(people))
        ticked = {"id": uuid4(), "person_ids": [person_id for person_id, _ in choices]}
        super().__init__(data, initial=ticked)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["person_ids"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        for name in ("day", "time_of_day"):
            if cleaned.get("when") == LATER and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "Say when, or choose now.")
        return cleaned

    def plan(self, tzid: str) -> Plan:
        """Return what a valid form means; day and time are read in this zone."""
        typed = self.cleaned_data
        spread = timedelta(minutes=int(typed["spread_minutes"]))
        return Plan(self._send_at(ZoneInfo(tzid)), spread, tuple(UUID(each) for each in typed["person_ids"]))

    def draft(self, tzid: str) -> Draft:
        """Sent twice, the form's own id makes one broadcast."""
        typed = self.cleaned_data
        body = {name: str(value) for name, value in typed.items()}
        return Draft(typed["words"], self.plan(tzid), id=typed["id"], body=body)

    def _send_at(self, zone: ZoneInfo) -> datetime | None:
        typed = self.cleaned_data
        if typed["when"] == AT_ONCE:
            return None
        return datetime.combine(typed["day"], typed["time_of_day"], zone).astimezone(UTC)


def _choices(people: Preview) -> Iterable[tuple[str, str]]:
    reasons = {each.person_id: OBSTACLE_WORDS[each.reason] for each in people.not_reached}
    for each in people.addressees:
        handle = each.person.account.handle or "(no handle)"
        reason = reasons.get(each.person.pk)
        yield str(each.person.pk), f"{handle}: {reason}" if reason else handle
