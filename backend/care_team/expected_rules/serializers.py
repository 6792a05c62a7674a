from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape
from backend.care_team.expected_rules.marking import Mark
from backend.care_team.models import ExpectedRule
from backend.care_team.serializers import NamedSerializer


@dataclass(frozen=True)
class MarkRequest:
    rule: str
    until: datetime
    reason: str
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def mark(self, body: dict[str, Any]) -> Mark:
        return Mark(**asdict(self), body=body)


class MarkShape(Shape):
    """`rule` is `instrument:rule`, as alerts name it."""

    into = MarkRequest
    rule = PlainText(max_length=120)
    until = Instant()
    reason = PlainText(max_length=1000)
    id = serializers.UUIDField(required=False, allow_null=True, default=None)
    occurred_at = Instant(required=False, allow_null=True, default=None)
    sent_at = Instant(required=False, allow_null=True, default=None)


class ExpectedRuleSerializer(serializers.Serializer[ExpectedRule]):
    """`ended_at`: somebody ended it before its time, or marked another."""

    id = serializers.UUIDField()
    rule = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    marked_by = NamedSerializer()
    marked_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
