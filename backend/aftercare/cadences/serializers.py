from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.aftercare.cadences.loading import MINUTE
from backend.aftercare.cadences.starting import Foreseen, Start
from backend.aftercare.schedule_serializers import ScheduleSerializer
from backend.aftercare.serializers import FromPhone
from notifications.schedules import FLOATING, Zone
from notifications.serializers.rules import DayTime, OccurrenceSerializer, ZoneShape


@dataclass(frozen=True)
class StartRequest:
    start_on: date
    time: time
    zone: Zone
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def start(self, body: dict[str, Any]) -> Start:
        return Start(self.start_on, self.time, self.zone, id=self.id, body=body)


class StartShape(FromPhone):
    """The zone left out follows the person."""

    into = StartRequest
    start_on = serializers.DateField()
    time = DayTime()
    zone = ZoneShape(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"zone": FLOATING} | attrs


class StartedSerializer(serializers.Serializer[Any]):
    results = ScheduleSerializer(many=True, source="planned")
    already_planned = serializers.ListField(child=serializers.CharField())
    next = serializers.CharField(allow_null=True, default=None)


class ForeseenSerializer(serializers.Serializer[Foreseen]):
    """`is_planned`: your site asks this instrument already, and its schedule stays as it is."""

    instrument = serializers.CharField(source="cadence.instrument")
    rrule = serializers.CharField(source="cadence.rrule")
    window_minutes = serializers.SerializerMethodField()
    is_planned = serializers.BooleanField()
    next_occurrences = serializers.SerializerMethodField()

    def get_window_minutes(self, foreseen: Foreseen) -> int:
        return int(foreseen.cadence.window / MINUTE)

    @extend_schema_field(OccurrenceSerializer(many=True))
    def get_next_occurrences(self, foreseen: Foreseen) -> Any:
        shown = [{"at": each.at, "local": each.local, "tzid": foreseen.tzid} for each in foreseen.next_occurrences]
        return OccurrenceSerializer(shown, many=True).data


class ForeseenListSerializer(serializers.Serializer[Any]):
    results = ForeseenSerializer(many=True)
    next = serializers.CharField(allow_null=True)
