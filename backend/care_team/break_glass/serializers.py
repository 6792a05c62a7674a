from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.accounts.models import BreakGlass
from backend.api.serializers import PlainText, Shape
from backend.care_team.break_glass.breaking import Broken, Emergency
from backend.care_team.break_glass.reviewing import person_told
from backend.care_team.serializers import NamedSerializer


@dataclass(frozen=True)
class BreakGlassRequest:
    person_id: UUID
    reason_code: str
    text: str
    nature: str
    recipient: str
    recipient_affiliation: str
    id: UUID | None

    def emergency(self, body: dict[str, Any]) -> Emergency:
        return Emergency(
            person_id=self.person_id,
            reason=BreakGlass.Reason(self.reason_code),
            text=self.text,
            nature=self.nature,
            recipient=self.recipient,
            recipient_affiliation=self.recipient_affiliation,
            id=self.id,
            body=body,
        )


class BreakGlassShape(Shape):
    """`recipient` is who is told outside: 42 CFR 2.51(c) wants name and affiliation on record."""

    into = BreakGlassRequest
    person_id = serializers.UUIDField()
    reason_code = serializers.ChoiceField(BreakGlass.Reason.choices)
    text = PlainText(max_length=2000)
    nature = PlainText(max_length=500)
    recipient = PlainText(max_length=200, required=False, allow_blank=True, default="")
    recipient_affiliation = PlainText(max_length=200, required=False, allow_blank=True, default="")
    id = serializers.UUIDField(required=False, allow_null=True, default=None)


@dataclass(frozen=True)
class BarRequest:
    reason: str


class BarShape(Shape):
    into = BarRequest
    reason = PlainText(max_length=2000)


class BarSerializer(serializers.Serializer[Any]):
    by = NamedSerializer(source="staff")
    reason = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class BreakGlassSerializer(serializers.Serializer[BreakGlass]):
    """What is sealed reads as null once the person has erased themselves."""

    id = serializers.UUIDField()
    person = NamedSerializer()
    staff = NamedSerializer()
    reason_code = serializers.ChoiceField(BreakGlass.Reason.choices)
    text = serializers.CharField(source="content.text", allow_null=True, default=None)
    nature = serializers.CharField(source="content.nature", allow_null=True, default=None)
    recipient = serializers.CharField(source="content.recipient", allow_null=True, default=None)
    recipient_affiliation = serializers.CharField(source="content.recipient_affiliation", allow_null=True, default=None)
    started_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    person_told = serializers.SerializerMethodField()
    bar = BarSerializer(allow_null=True)

    def get_person_told(self, glass: BreakGlass) -> str:
        """`waiting` until the hour is over, then `told`; `barred` where a supervisor said so."""
        return person_told(glass)


class BrokenSerializer(serializers.Serializer[Broken]):
    """What one sees who has broken it. `supervisors_told`: how many others heard of it."""

    id = serializers.UUIDField(source="glass.id")
    person = NamedSerializer(source="glass.person")
    reason_code = serializers.ChoiceField(BreakGlass.Reason.choices, source="glass.reason_code")
    started_at = serializers.DateTimeField(source="glass.started_at")
    ends_at = serializers.DateTimeField(source="glass.ends_at")
    supervisors_told = serializers.IntegerField(source="told")
