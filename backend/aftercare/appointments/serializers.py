from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts.serializers import ZoneField
from backend.aftercare.appointments.booking import AppointmentChange, AppointmentWish
from backend.aftercare.appointments.reminders import minutes_of
from backend.aftercare.models import Appointment
from backend.aftercare.serializers import FromPhone
from backend.api.serializers import PlainText, Shape
from notifications.serializers.rules import WallTime

# Twice before, as clinics do: the day before, and in time to set out.
USUAL_REMINDERS = [24 * 60, 60]
MOST_REMINDERS = 5
EARLIEST_MINUTES = 30 * 24 * 60


class _Reminders(serializers.ListField):
    child = serializers.IntegerField(min_value=5, max_value=EARLIEST_MINUTES)

    def to_internal_value(self, data: Any) -> Any:
        return tuple(dict.fromkeys(super().to_internal_value(data)))


class _Parts(Shape):
    """What booking and changing have in common."""

    starts_at = WallTime(source="local")
    tzid = ZoneField(required=False)
    duration_minutes = serializers.IntegerField(min_value=5, max_value=24 * 60)
    kind = serializers.ChoiceField(Appointment.Kind.choices)
    place = PlainText(max_length=200, required=False, allow_blank=True)
    note = PlainText(max_length=2000, required=False, allow_blank=True)
    remind_before_minutes = _Reminders(max_length=MOST_REMINDERS, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "kind" in attrs:
            attrs["kind"] = Appointment.Kind(attrs["kind"])
        return attrs


class AppointmentShape(FromPhone, _Parts):
    into = AppointmentWish

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for clock in ("occurred_at", "sent_at"):
            attrs.pop(clock)
        attrs.setdefault("remind_before_minutes", tuple(USUAL_REMINDERS))
        return super().validate(attrs) | {"body": self.initial_data}


class AppointmentChangeShape(_Parts):
    into = AppointmentChange
    starts_at = WallTime(source="local", required=False)
    duration_minutes = serializers.IntegerField(min_value=5, max_value=24 * 60, required=False)
    kind = serializers.ChoiceField(Appointment.Kind.choices, required=False)
    outcome = serializers.ChoiceField(Appointment.Outcome.choices, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("outcome"):
            attrs["outcome"] = Appointment.Outcome(attrs["outcome"])
        return super().validate(attrs)


class AppointmentSerializer(serializers.Serializer[Appointment]):
    """`starts_at` is the wall time in `tzid`, `at` the instant that it means."""

    id = serializers.UUIDField()
    site = serializers.CharField(source="site.name")
    starts_at = WallTime(source="local")
    tzid = serializers.CharField()
    at = serializers.DateTimeField(source="starts_at")
    duration_minutes = serializers.IntegerField()
    kind = serializers.ChoiceField(Appointment.Kind.choices)
    place = serializers.CharField()
    note = serializers.CharField()
    remind_before_minutes = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()

    def get_remind_before_minutes(self, appointment: Appointment) -> list[int]:
        return minutes_of(appointment)

    @extend_schema_field(serializers.ChoiceField(Appointment.Outcome.choices, allow_null=True))
    def get_outcome(self, appointment: Appointment) -> str | None:
        return appointment.outcome or None


class NextAppointmentSerializer(serializers.Serializer[Appointment]):
    """The next one, in a line."""

    id = serializers.UUIDField()
    starts_at = WallTime(source="local")
    tzid = serializers.CharField()
    at = serializers.DateTimeField(source="starts_at")
    kind = serializers.ChoiceField(Appointment.Kind.choices)
