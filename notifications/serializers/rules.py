"""Rules and zones as they are written in requests and answers, for every app in which something repeats."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Instant, Part, PlainText, Shape
from backend.recurrence import Recurrence, RecurrenceError, Relative, with_times
from backend.recurrence.day_times import MAX_TIMES
from backend.recurrence.occurrences import YEARS
from notifications.ledger import stages
from notifications.schedules import FLOATING, Timing, Zone
from notifications.schedules.checking import MAX_OFFSETS

WALL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
MAX_DATES = 1000
LONGEST_WINDOW_MINUTES = 7 * 24 * 60
MOST_REMINDS = len(stages.REMINDS)
MAX_OFFSET_DAYS = 366
MAX_OFFSET_MINUTES = MAX_OFFSET_DAYS * 24 * 60
EVENT_PARTS = ("event_at", "offsets_minutes", "offsets_days", "local_time")
RULE_PARTS = ("rrule", "exdates", "rdates", "times")
NO_TIMING = "Say when: dtstart with a rule, or event_at with offsets."


@extend_schema_field({"type": "string", "pattern": rf"^{WALL_TIME.pattern}$", "example": "2026-11-23T09:00:00"})
class WallTime(serializers.Field[datetime, Any, str, Any]):
    """A local time without offset, as a clock on the wall shows it."""

    def to_internal_value(self, data: Any) -> datetime:
        try:
            if isinstance(data, str) and WALL_TIME.fullmatch(data):
                return datetime.fromisoformat(data)
        except ValueError:
            pass
        raise serializers.ValidationError("Give a local time without offset, as in 2026-11-23T09:00:00.")

    def to_representation(self, value: datetime) -> str:
        return value.isoformat(timespec="seconds")


class ZoneShape(Part):
    """`{"policy": "floating"}` follows the person, `{"policy": "fixed", "tzid": …}` stays."""

    policy = serializers.ChoiceField(["floating", "fixed"])
    # Checked with the rule: an unknown zone is a problem of its own.
    tzid = PlainText(max_length=64, required=False)

    def to_internal_value(self, data: Any) -> Any:
        checked = super().to_internal_value(data)
        if checked["policy"] == "fixed" and "tzid" not in checked:
            raise serializers.ValidationError({"tzid": "A fixed zone needs its name."})
        return Zone(checked["policy"], checked.get("tzid") if checked["policy"] == "fixed" else None)


class RuleShape(Shape):
    """The parts of a recurrence; `repetition` puts them together."""

    dtstart = WallTime()
    rrule = PlainText(max_length=500, required=False, allow_null=True, allow_blank=True, default=None)
    exdates = serializers.ListField(child=WallTime(), required=False, default=list, max_length=MAX_DATES)
    rdates = serializers.ListField(child=WallTime(), required=False, default=list, max_length=MAX_DATES)

    def repetition(self, given: dict[str, Any]) -> Recurrence:
        return Recurrence(
            given.pop("dtstart"), given.pop("rrule") or None, tuple(given.pop("exdates")), tuple(given.pop("rdates"))
        )


class DayTime(serializers.TimeField):
    """A time of the day in whole minutes, as in 08:30."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class TimingShape(RuleShape):
    """When: by a rule from `dtstart`, or around an event by offsets. Exactly one of the two."""

    dtstart = WallTime(required=False)
    times = serializers.ListField(child=DayTime(), required=False, min_length=1, max_length=MAX_TIMES)
    event_at = Instant(required=False)
    offsets_minutes = serializers.ListField(
        child=serializers.IntegerField(min_value=-MAX_OFFSET_MINUTES, max_value=MAX_OFFSET_MINUTES),
        required=False,
        min_length=1,
        max_length=MAX_OFFSETS,
    )
    offsets_days = serializers.ListField(
        child=serializers.IntegerField(min_value=-MAX_OFFSET_DAYS, max_value=MAX_OFFSET_DAYS),
        required=False,
        min_length=1,
        max_length=MAX_OFFSETS,
    )
    local_time = DayTime(required=False)

    def timing(self, given: dict[str, Any]) -> Timing | None:
        """Take the parts of a timing out of what was given; None when there are none. Raises ValidationError."""
        event = {name: given.pop(name) for name in EVENT_PARTS if name in given}
        times = given.pop("times", None)
        if "dtstart" in given:
            if event:
                raise _error(next(iter(event)), "Give either a rule with its start or an event with offsets.")
            return _with_times(self.repetition(given), times)
        rule = [name for name in RULE_PARTS if name in self.initial_data]
        for name in ("rrule", "exdates", "rdates"):
            given.pop(name)
        if rule:
            raise _error("dtstart", "A rule needs its start.")
        return _around(event) if event else None


def _with_times(recurrence: Recurrence, times: list[time] | None) -> Recurrence:
    if times is None:
        return recurrence
    if recurrence.rrule is None:
        raise _error("rrule", "Times of the day need a daily or weekly rule.")
    try:
        return replace(recurrence, rrule=with_times(recurrence.rrule, times))
    except RecurrenceError as error:
        raise _error("times", error.detail) from error


def _around(event: dict[str, Any]) -> Relative:
    if "event_at" not in event:
        raise _error("event_at", "Offsets need the event that they count from.")
    minutes, days, local_time = (event.get(name) for name in EVENT_PARTS[1:])
    if (minutes is None) == (days is None):
        raise _error("offsets_minutes", "Give offsets_minutes, or offsets_days with local_time.")
    if (days is None) != (local_time is None):
        raise _error("local_time", "Days are counted with a local time, minutes without one.")
    offsets = [timedelta(minutes=each) for each in minutes or ()] + [timedelta(days=each) for each in days or ()]
    return Relative(event["event_at"], tuple(offsets), local_time)


def _error(field: str, detail: str) -> serializers.ValidationError:
    return serializers.ValidationError({field: detail})


class WindowField(serializers.IntegerField):
    """Minutes, as a timedelta."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LONGEST_WINDOW_MINUTES, **kwargs)


@dataclass(frozen=True)
class Preview:
    timing: Timing
    zone: Zone
    window: timedelta | None = None
    ends_on: date | None = None
    after: datetime | None = None


class PreviewShape(TimingShape):
    """What a reminder would be set with: the parts that move no ring are checked, and play no part."""

    into = Preview
    zone = ZoneShape(required=False)
    window_minutes = WindowField(required=False)
    ends_on = serializers.DateField(required=False, allow_null=True)
    after = Instant(required=False)
    text = PlainText(max_length=500, required=False, allow_blank=True)
    remind_again_after_minutes = serializers.ListField(child=WindowField(), required=False, max_length=MOST_REMINDS)
    id = serializers.UUIDField(required=False, allow_null=True)
    occurred_at = Instant(required=False, allow_null=True)
    sent_at = Instant(required=False, allow_null=True)

    def validate_after(self, value: datetime) -> datetime:
        if value.year not in YEARS:
            raise serializers.ValidationError("Dates must lie in the years 1970 to 2199.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        timing = self.timing(attrs)
        if timing is None:
            raise serializers.ValidationError({"dtstart": NO_TIMING})
        attrs.setdefault("zone", FLOATING)
        for name in ("text", "remind_again_after_minutes", "id", "occurred_at", "sent_at"):
            attrs.pop(name, None)
        if "window_minutes" in attrs:
            attrs["window"] = timedelta(minutes=attrs.pop("window_minutes"))
        return attrs | {"timing": timing}


class OccurrenceSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    local = WallTime()
    tzid = serializers.CharField()


class RingSerializer(OccurrenceSerializer):
    # Spread, quiet hours and bundles included; null: it will not ring.
    rings_at = serializers.DateTimeField(allow_null=True)


class RingsSerializer(serializers.Serializer[Any]):
    next_occurrences = RingSerializer(many=True)


class ZoneSerializer(serializers.Serializer[Any]):
    policy = serializers.ChoiceField(["floating", "fixed"])
    tzid = serializers.CharField(required=False)


def zone_as_json(tzid: str) -> dict[str, str]:
    """Render the zone of a schedule; an empty one is floating."""
    return {"policy": "fixed", "tzid": tzid} if tzid else {"policy": "floating"}
