from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Instant, PlainText
from backend.recurrence import times_of
from notifications.models import Reminder
from notifications.reminders import ReminderChange, ReminderWish, coming_of
from notifications.schedules import FLOATING
from notifications.serializers.rules import (
    EVENT_PARTS,
    MOST_REMINDS,
    NO_TIMING,
    DayTime,
    RingSerializer,
    TimingShape,
    WallTime,
    WindowField,
    ZoneSerializer,
    ZoneShape,
    zone_as_json,
)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class ReminderParts(TimingShape):
    """What setting and changing a reminder have in common."""

    zone = ZoneShape(required=False)
    window_minutes = WindowField(required=False)
    remind_again_after_minutes = serializers.ListField(child=WindowField(), required=False, max_length=MOST_REMINDS)
    ends_on = serializers.DateField(required=False, allow_null=True)

    def values_in(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "window_minutes" in attrs:
            attrs["window"] = attrs.pop("window_minutes") * MINUTE
        if "remind_again_after_minutes" in attrs:
            minutes = sorted(set(attrs.pop("remind_again_after_minutes")))
            attrs["remind_again_after"] = tuple(each * MINUTE for each in minutes)
        return attrs


class ReminderShape(ReminderParts):
    into = ReminderWish
    id = serializers.UUIDField(required=False, allow_null=True)
    text = PlainText(max_length=500)
    occurred_at = Instant(required=False, allow_null=True)
    sent_at = Instant(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        timing = self.timing(attrs)
        if timing is None:
            raise serializers.ValidationError({"dtstart": NO_TIMING})
        attrs.setdefault("zone", FLOATING)
        return self.values_in(attrs) | {"timing": timing}


class ReminderChangeShape(ReminderParts):
    """The timing is replaced as a whole, but `event_at` alone moves the event."""

    into = ReminderChange
    text = PlainText(max_length=500, required=False)
    event_at = Instant(required=False, allow_null=True)
    paused_from = Instant(required=False, allow_null=True)
    paused_until = Instant(required=False, allow_null=True)
    stopped = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        moves_event = "event_at" in attrs and not {"dtstart", *EVENT_PARTS[1:]} & set(attrs)
        event = {"event_at": attrs.pop("event_at")} if moves_event else {}
        timing = self.timing(attrs)
        return self.values_in(attrs) | event | ({"timing": timing} if timing else {})


class SetBySerializer(serializers.Serializer[Any]):
    handle = serializers.CharField(source="account.handle", allow_null=True)
    site = serializers.CharField(source="site.name")


class ReminderSerializer(serializers.Serializer[Reminder]):
    """`set_by` is null for one's own."""

    # In the context: `now`, `wishes` of the account, and which are `held_back`.

    id = serializers.UUIDField()
    text = serializers.CharField()
    dtstart = WallTime(source="schedule.dtstart", allow_null=True)
    rrule = serializers.CharField(source="schedule.rrule", allow_blank=True)
    times = serializers.SerializerMethodField()
    exdates = serializers.ListField(child=WallTime(), source="schedule.exdates")
    rdates = serializers.ListField(child=WallTime(), source="schedule.rdates")
    event_at = serializers.DateTimeField(source="schedule.anchor_at", allow_null=True)
    offsets_minutes = serializers.SerializerMethodField()
    offsets_days = serializers.SerializerMethodField()
    local_time = DayTime(source="schedule.offset_time", allow_null=True)
    ends_on = serializers.DateField(source="schedule.ends_on", allow_null=True)
    zone = serializers.SerializerMethodField()
    window_minutes = serializers.SerializerMethodField()
    remind_again_after_minutes = serializers.SerializerMethodField()
    paused_from = serializers.DateTimeField(source="schedule.paused_from", allow_null=True)
    paused_until = serializers.DateTimeField(source="schedule.paused_until", allow_null=True)
    stopped = serializers.SerializerMethodField()
    set_by = SetBySerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    next_occurrences = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=DayTime()))
    def get_times(self, reminder: Reminder) -> list[str]:
        rrule = reminder.schedule.rrule
        return [each.strftime("%H:%M") for each in times_of(rrule)] if rrule else []

    def get_offsets_minutes(self, reminder: Reminder) -> list[int]:
        return _whole(reminder.schedule.offsets, MINUTE) if reminder.schedule.offset_time is None else []

    def get_offsets_days(self, reminder: Reminder) -> list[int]:
        return _whole(reminder.schedule.offsets, DAY) if reminder.schedule.offset_time is not None else []

    @extend_schema_field(ZoneSerializer)
    def get_zone(self, reminder: Reminder) -> dict[str, str]:
        return zone_as_json(reminder.schedule.tzid)

    def get_window_minutes(self, reminder: Reminder) -> int:
        return int(reminder.schedule.window / MINUTE)

    def get_remind_again_after_minutes(self, reminder: Reminder) -> list[int]:
        return _whole(reminder.schedule.remind_again_after, MINUTE)

    def get_stopped(self, reminder: Reminder) -> bool:
        return reminder.schedule.stopped_at is not None

    @extend_schema_field(RingSerializer(many=True))
    def get_next_occurrences(self, reminder: Reminder) -> Any:
        found = coming_of(
            reminder.schedule,
            wishes=self.context["wishes"],
            is_held_back=reminder.pk in self.context["held_back"],
            now=self.context["now"],
        )
        return RingSerializer(found, many=True).data


def _whole(spans: Sequence[timedelta], unit: timedelta) -> list[int]:
    return [int(each / unit) for each in spans]
