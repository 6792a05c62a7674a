from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.aftercare.check_in_schedules import Draft, Planned
from backend.aftercare.models import CheckInSchedule
from backend.aftercare.quiet.missed_policy import missed_policy
from backend.aftercare.serializers import LONGEST_WINDOW_MINUTES, FromPhone
from backend.api.serializers import PlainText
from backend.recurrence import Recurrence
from notifications.ledger import stages
from notifications.schedules import Zone
from notifications.serializers.rules import OccurrenceSerializer, RuleShape, WallTime, ZoneSerializer, ZoneShape

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ScheduleRequest:
    instrument: str
    recurrence: Recurrence
    zone: Zone
    window_minutes: int
    remind_again_after_minutes: list[int]
    missed_policy: str
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def draft(self, body: dict[str, Any]) -> Draft:
        again = sorted(set(self.remind_again_after_minutes))
        return Draft(
            instrument=self.instrument,
            recurrence=self.recurrence,
            zone=self.zone,
            window=timedelta(minutes=self.window_minutes),
            remind_again_after=tuple(timedelta(minutes=minutes) for minutes in again),
            missed_policy=CheckInSchedule.MissedPolicy(self.missed_policy),
            id=self.id,
            body=body,
        )


class ScheduleShape(FromPhone, RuleShape):
    into = ScheduleRequest
    instrument = PlainText(max_length=40)
    zone = ZoneShape()
    window_minutes = serializers.IntegerField(
        min_value=15, max_value=LONGEST_WINDOW_MINUTES, default=missed_policy().window_minutes
    )
    remind_again_after_minutes = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LONGEST_WINDOW_MINUTES),
        max_length=len(stages.REMINDS),
        default=list(missed_policy().reminders_after_minutes),
    )
    missed_policy = serializers.ChoiceField(CheckInSchedule.MissedPolicy.choices, default="default")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"recurrence": self.repetition(attrs)}


class ScheduleSerializer(serializers.Serializer[Planned]):
    id = serializers.UUIDField(source="schedule.pk")
    instrument = serializers.CharField(source="schedule.instrument")
    dtstart = WallTime(source="schedule.schedule.dtstart")
    rrule = serializers.CharField(source="schedule.schedule.rrule", allow_blank=True)
    exdates = serializers.ListField(child=WallTime(), source="schedule.schedule.exdates")
    rdates = serializers.ListField(child=WallTime(), source="schedule.schedule.rdates")
    zone = serializers.SerializerMethodField()
    window_minutes = serializers.SerializerMethodField()
    remind_again_after_minutes = serializers.SerializerMethodField()
    missed_policy = serializers.ChoiceField(CheckInSchedule.MissedPolicy.choices, source="schedule.missed_policy")
    next_occurrences = OccurrenceSerializer(many=True)

    @extend_schema_field(ZoneSerializer)
    def get_zone(self, planned: Planned) -> dict[str, str]:
        tzid = planned.schedule.schedule.tzid
        return {"policy": "fixed", "tzid": tzid} if tzid else {"policy": "floating"}

    def get_window_minutes(self, planned: Planned) -> int:
        return int(planned.schedule.schedule.window / MINUTE)

    def get_remind_again_after_minutes(self, planned: Planned) -> list[int]:
        return [int(after / MINUTE) for after in planned.schedule.schedule.remind_again_after]
