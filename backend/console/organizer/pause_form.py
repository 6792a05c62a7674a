"""The form for closing or pausing a meeting."""

from datetime import date
from typing import Any

from django import forms

from backend.console.form_fields import DateInput
from meetings.models import Meeting, State

STATES = (
    (State.ACTIVE, "It takes place as always"),
    (State.PLACE_CLOSED, "The place is closed; online goes on where there is a link or number"),
    (State.PAUSED, "It is paused altogether"),
)


class PauseForm(forms.Form):
    state = forms.ChoiceField(label="How it is", choices=STATES, widget=forms.RadioSelect)
    state_until = forms.DateField(
        label="Up to and including",
        required=False,
        widget=DateInput,
        help_text="On the day after, it is listed as always again. Empty: until you say so.",
    )

    def __init__(self, data: Any = None, *, meeting: Meeting, today: date) -> None:
        super().__init__(data, initial={"state": meeting.state, "state_until": meeting.state_until})
        self._today = today

    def clean_state_until(self) -> date | None:
        until: date | None = self.cleaned_data["state_until"]
        if until and until < self._today:
            raise forms.ValidationError("This day is over.")
        return until

    def body(self) -> dict[str, Any]:
        """Return what a program would PATCH. Only for a valid form."""
        state, until = self.cleaned_data["state"], self.cleaned_data["state_until"]
        return {"state": state, "state_until": until.isoformat() if until and state != State.ACTIVE else None}
