from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.accounts.models import RestrictionAnswer, RestrictionRequest, Staff
from backend.accounts.serializers import SiteSerializer
from backend.api.serializers import PlainText, Shape
from backend.care_team.restrictions.asking import Wish
from backend.care_team.serializers import NamedSerializer


@dataclass(frozen=True)
class RestrictionWish:
    site_id: UUID
    text: str
    id: UUID | None

    def wish(self, body: dict[str, Any]) -> Wish:
        return Wish(self.site_id, self.text, id=self.id, body=body)


class RestrictionShape(Shape):
    into = RestrictionWish
    site_id = serializers.UUIDField()
    text = PlainText(max_length=4000)
    id = serializers.UUIDField(required=False, allow_null=True, default=None)


@dataclass(frozen=True)
class AnswerRequest:
    decision: str
    words: str


class RestrictionAnswerShape(Shape):
    into = AnswerRequest
    decision = serializers.ChoiceField(RestrictionAnswer.Decision.choices)
    words = PlainText(max_length=4000)


class RestrictionAnswerSerializer(serializers.Serializer[RestrictionAnswer]):
    decision = serializers.ChoiceField(RestrictionAnswer.Decision.choices)
    words = serializers.CharField(allow_null=True)
    staff = serializers.CharField(source="staff.account.handle", allow_null=True)
    role = serializers.ChoiceField(Staff.Role.choices, source="staff.role")
    at = serializers.DateTimeField()


class RestrictionSerializer(serializers.Serializer[RestrictionRequest]):
    id = serializers.UUIDField()
    site = SiteSerializer()
    text = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    answer = RestrictionAnswerSerializer(allow_null=True)


class AskedRestrictionSerializer(RestrictionSerializer):
    """As supervisors read it, with who asked."""

    person = NamedSerializer()
