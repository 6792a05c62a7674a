from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.accounts.models import Cover, Site
from backend.accounts.serializers import ZoneField
from backend.api.serializers import Instant, Part, PlainText, Shape
from backend.care_team.clocks import MIDNIGHT, Opening
from backend.care_team.duty import on_call
from backend.care_team.duty.covers import Absence
from backend.care_team.duty.on_call import Chain
from backend.care_team.duty.site import SiteChanges, SiteSettings
from backend.care_team.serializers import NamedSerializer
from notifications.serializers.preferences import ClockTime

MOST_STRETCHES = 50
MOST_HOLIDAYS = 400


@dataclass(frozen=True)
class AbsenceRequest:
    cover_id: UUID
    ends_at: datetime
    starts_at: datetime | None
    absent_id: UUID | None
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def absence(self, body: dict[str, Any]) -> Absence:
        return Absence(**asdict(self), body=body)


class AbsenceShape(Shape):
    """`absent_id` left out is oneself, `starts_at` left out is now."""

    into = AbsenceRequest
    absent_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    cover_id = serializers.UUIDField()
    starts_at = Instant(required=False, allow_null=True, default=None)
    ends_at = Instant()
    id = serializers.UUIDField(required=False, allow_null=True, default=None)
    occurred_at = Instant(required=False, allow_null=True, default=None)
    sent_at = Instant(required=False, allow_null=True, default=None)


class CoverSerializer(serializers.Serializer[Cover]):
    """`cancelled_at`: it ended then, or never began."""

    id = serializers.UUIDField()
    absent = NamedSerializer()
    cover = NamedSerializer()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)


@dataclass(frozen=True)
class ChainRequest:
    staff_ids: list[UUID]


class ChainShape(Shape):
    into = ChainRequest
    staff_ids = serializers.ListField(child=serializers.UUIDField(), max_length=on_call.MOST)


class OnCallSerializer(NamedSerializer):
    role = serializers.CharField()


class ChainSerializer(serializers.Serializer[Chain]):
    """`named` as it was set; `answering` are those who are called now: who is away is replaced by who covers."""

    named = OnCallSerializer(many=True)
    answering = OnCallSerializer(many=True)


class OpeningShape(Part):
    """One stretch of a working day, in the site's zone; closing at 00:00 is the end of that day."""

    iso_weekday = serializers.IntegerField(min_value=1, max_value=7)
    opens = ClockTime()
    closes = ClockTime()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        opens, closes = attrs["opens"], attrs["closes"]
        if closes <= opens and closes != MIDNIGHT:
            raise serializers.ValidationError({"closes": ["Close later than you open, or at 00:00."]})
        return attrs


@dataclass(frozen=True)
class SiteRequest:
    name: str | None = None
    tzid: str | None = None
    regime: str | None = None
    policies: dict[str, Any] | None = None
    hours: list[dict[str, Any]] | None = None
    holidays: list[date] | None = None

    def changes(self) -> SiteChanges:
        return SiteChanges(
            name=self.name,
            tzid=self.tzid,
            regime=None if self.regime is None else Site.Regime(self.regime),
            policies=self.policies,
            hours=None if self.hours is None else [Opening(**each) for each in self.hours],
            holidays=self.holidays,
        )


class SiteShape(Shape):
    """What is left out stays as it is. A site that never opens would answer nobody: give at least one stretch."""

    into = SiteRequest
    name = PlainText(max_length=120, required=False)
    tzid = ZoneField(required=False)
    regime = serializers.ChoiceField(Site.Regime.choices, required=False)
    policies = serializers.DictField(required=False)
    hours = serializers.ListField(child=OpeningShape(), required=False, allow_empty=False, max_length=MOST_STRETCHES)
    holidays = serializers.ListField(child=serializers.DateField(), required=False, max_length=MOST_HOLIDAYS)


class OpeningSerializer(serializers.Serializer[Opening]):
    iso_weekday = serializers.IntegerField()
    opens = ClockTime()
    closes = ClockTime()


class SiteSettingsSerializer(serializers.Serializer[SiteSettings]):
    id = serializers.UUIDField(source="site.pk")
    name = serializers.CharField(source="site.name")
    tzid = serializers.CharField(source="site.tzid")
    regime = serializers.ChoiceField(Site.Regime.choices, source="site.regime")
    hours = OpeningSerializer(many=True, source="openings")
    holidays = serializers.ListField(child=serializers.DateField())
    policies = serializers.DictField()
