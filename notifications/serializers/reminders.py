from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Instant, PlainText
from notifications.models import Reminder
from notifications.reminders import ReminderChange, ReminderWish
from notifications.schedules import FLOATING, upcoming
from notifications.serializers.rules import (
    OccurrenceSerializer,
    RuleShape,
    WallTime,
    WindowField,
    ZoneSerializer,
    ZoneShape,
    zone_as_json,
)

SHOWN_OCCURRENCES = 5


class ReminderShape(RuleShape):
    into = ReminderWish
    id = serializers.UUIDField(required=False)
    text = PlainText(max_length=500)
    zone = ZoneShape(required=False)
    window_minutes = WindowField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["recurrence"] = self.repetition(attrs)
        attrs.setdefault("zone", FLOATING)
        if "window_minutes" in attrs:
            attrs["window"] = timedelta(minutes=attrs.pop("window_minutes"))
        return attrs


class ReminderChangeShape(RuleShape):
    """A rule is changed as a whole: `dtstart` with all that belongs to it, or nothing of it."""

    into = ReminderChange
    dtstart = WallTime(required=False)
    text = PlainText(max_length=500, required=False)
    zone = ZoneShape(required=False)
    window_minutes = WindowField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "dtstart" in attrs:
            attrs["recurrence"] = self.repetition(attrs)
        elif {"rrule", "exdates", "rdates"} & set(self.initial_data):
            raise serializers.ValidationError({"dtstart": "A changed rule needs its start."})
        if "window_minutes" in attrs:
            attrs["window"] = timedelta(minutes=attrs.pop("window_minutes"))
        return {key: value for key, value in attrs.items() if key not in {"rrule", "exdates", "rdates"}}


class ReminderSerializer(serializers.Serializer[Reminder]):
    """Needs `now` in the context."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    dtstart = WallTime(source="schedule.dtstart")
    rrule = serializers.CharField(source="schedule.rrule", allow_blank=True)
    exdates = serializers.ListField(child=WallTime(), source="schedule.exdates")
    rdates = serializers.ListField(child=WallTime(), source="schedule.rdates")
    zone = serializers.SerializerMethodField()
    window_minutes = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    next_occurrences = serializers.SerializerMethodField()

    @extend_schema_field(ZoneSerializer)
    def get_zone(self, reminder: Reminder) -> dict[str, str]:
        return zone_as_json(reminder.schedule.tzid)

    def get_window_minutes(self, reminder: Reminder) -> int:
        return int(reminder.schedule.window / timedelta(minutes=1))

    @extend_schema_field(OccurrenceSerializer(many=True))
    def get_next_occurrences(self, reminder: Reminder) -> Any:
        found = upcoming(reminder.schedule, after=self.context["now"], limit=SHOWN_OCCURRENCES)
        return OccurrenceSerializer(found, many=True).data
