"""Rules and zones as they are written in requests and answers, for every app in which something repeats."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape
from backend.recurrence import Recurrence
from backend.recurrence.occurrences import YEARS
from notifications.schedules import FLOATING, Zone

WALL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
MAX_DATES = 1000
LONGEST_WINDOW_MINUTES = 7 * 24 * 60


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


class ZoneShape(serializers.Serializer[Any]):
    """`{"policy": "floating"}` follows the person, `{"policy": "fixed", "tzid": …}` stays."""

    policy = serializers.ChoiceField(["floating", "fixed"])
    # Checked with the rule: an unknown zone is a problem of its own.
    tzid = PlainText(max_length=64, required=False)

    def to_internal_value(self, data: Any) -> Any:
        checked = super().to_internal_value(data)
        unknown = {key: "This field is not known here." for key in data if key not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
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


class WindowField(serializers.IntegerField):
    """Minutes, as a timedelta."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LONGEST_WINDOW_MINUTES, **kwargs)


@dataclass(frozen=True)
class Preview:
    recurrence: Recurrence
    zone: Zone
    after: datetime | None = None


class PreviewShape(RuleShape):
    into = Preview
    zone = ZoneShape(required=False)
    after = Instant(required=False)

    def validate_after(self, value: datetime) -> datetime:
        if value.year not in YEARS:
            raise serializers.ValidationError("Dates must lie in the years 1970 to 2199.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"recurrence": self.repetition(attrs), "zone": attrs.get("zone", FLOATING)}


class OccurrenceSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    local = WallTime()
    tzid = serializers.CharField()


class OccurrencesSerializer(serializers.Serializer[Any]):
    next_occurrences = OccurrenceSerializer(many=True)


class ZoneSerializer(serializers.Serializer[Any]):
    policy = serializers.ChoiceField(["floating", "fixed"])
    tzid = serializers.CharField(required=False)


def zone_as_json(tzid: str) -> dict[str, str]:
    """Render the zone of a schedule; an empty one is floating."""
    return {"policy": "fixed", "tzid": tzid} if tzid else {"policy": "floating"}
