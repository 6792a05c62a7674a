"""The form that starts the standard check-ins."""

from datetime import date
from uuid import uuid4

from django import forms

from backend.aftercare.cadences.starting import Start
from backend.console.form_fields import DateInput, TimeInput
from backend.console.person.asking.timing_fields import ZONE_CHOICES, zone_of


class StandardForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    start_on = forms.DateField(label="First day", widget=DateInput)
    time = forms.TimeField(label="Time of day", initial="09:00", widget=TimeInput)
    zone = forms.ChoiceField(
        label="Whose time", choices=ZONE_CHOICES, initial=ZONE_CHOICES[0][0], widget=forms.RadioSelect
    )

    @classmethod
    def defaults(cls, start_on: date) -> dict[str, object]:
        """What a fresh form holds; complete, so that its dates can be shown at once."""
        fields = cls.base_fields.items()
        return {name: field.initial for name, field in fields} | {"id": uuid4(), "start_on": start_on}

    def start(self, clinic_tzid: str) -> Start:
        """Return what a valid form means. Sent twice, its own id starts them once."""
        typed = self.cleaned_data
        body = {name: str(value) for name, value in typed.items()}
        return Start(typed["start_on"], typed["time"], zone_of(typed["zone"], clinic_tzid), id=typed["id"], body=body)
