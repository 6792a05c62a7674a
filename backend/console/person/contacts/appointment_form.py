"""The form that books or changes an appointment, at a local time of the clinic."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from backend.aftercare.appointments.booking import AppointmentChange, AppointmentWish, etag
from backend.aftercare.appointments.reminders import minutes_of
from backend.aftercare.appointments.serializers import MOST_REMINDERS, USUAL_REMINDERS
from backend.aftercare.models import Appointment
from backend.console.form_fields import DateInput, TimeInput

KIND_WORDS = {
    Appointment.Kind.IN_PERSON: "In person",
    Appointment.Kind.PHONE: "By phone",
    Appointment.Kind.VIDEO: "By video",
}
REMINDER_WORDS = {
    7 * 24 * 60: "A week before",
    2 * 24 * 60: "2 days before",
    24 * 60: "The day before",
    2 * 60: "2 hours before",
    60: "1 hour before",
    15: "15 minutes before",
}
# Where refusals of an appointment belong.
FIELD_OF_POINTER = {"/starts_at": "day", "appointment-in-past": "day"}


class AppointmentForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(widget=DateInput)
    time = forms.TimeField(label="Starts at", widget=TimeInput)
    duration_minutes = forms.IntegerField(label="How many minutes", min_value=5, max_value=24 * 60, initial=50)
    kind = forms.TypedChoiceField(
        label="How you meet",
        choices=list(KIND_WORDS.items()),
        coerce=Appointment.Kind,
        initial=Appointment.Kind.IN_PERSON,
        widget=forms.RadioSelect,
    )
    place = forms.CharField(max_length=200, required=False, help_text="A room, an address or a link.")
    note = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads place and note. The lock screen shows neither.",
    )
    remind_before = forms.TypedMultipleChoiceField(
        label="Their phone rings",
        coerce=int,
        required=False,
        initial=USUAL_REMINDERS,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, reminders: Iterable[int] = (), **kwargs: Any) -> None:
        """`reminders` are those that the appointment has already, in minutes before it begins."""
        super().__init__(*args, **kwargs)
        minutes = sorted({*REMINDER_WORDS, *reminders}, reverse=True)
        choices = [(each, REMINDER_WORDS.get(each, f"{each} minutes before")) for each in minutes]
        self.fields["remind_before"].choices = choices  # type: ignore[attr-defined]  # of a choice field

    @classmethod
    def fresh(cls) -> "AppointmentForm":
        return cls(initial={"id": uuid4()})

    @classmethod
    def of(cls, appointment: Appointment, data: Any = None) -> "AppointmentForm":
        reminders = minutes_of(appointment)
        held = {
            "version": etag(appointment),
            "day": appointment.local.date(),
            "time": appointment.local.time(),
            "duration_minutes": appointment.duration_minutes,
            "kind": appointment.kind,
            "place": appointment.place,
            "note": appointment.note,
            "remind_before": reminders,
        }
        return cls(data, initial=held, reminders=reminders)

    def clean_remind_before(self) -> tuple[int, ...]:
        chosen: list[int] = self.cleaned_data["remind_before"]
        if len(chosen) > MOST_REMINDERS:
            raise forms.ValidationError(f"Choose {MOST_REMINDERS} at most.")
        return tuple(chosen)

    def wish(self) -> AppointmentWish:
        """Return what a valid form asks for. Sent twice, its own id makes one appointment."""
        body = {name: str(value) for name, value in self.cleaned_data.items()}
        return AppointmentWish(**self._parts(), id=self.cleaned_data["id"], body=body)

    def change(self) -> AppointmentChange:
        return AppointmentChange(**self._parts())

    def _parts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "local": datetime.combine(typed["day"], typed["time"]),
            "remind_before_minutes": typed["remind_before"],
            **{name: typed[name] for name in ("duration_minutes", "kind", "place", "note")},
        }
