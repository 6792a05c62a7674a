from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.accounts.models import Staff
from backend.api.serializers import Shape
from backend.care_team.following.colleagues import Colleague
from backend.care_team.following.hiring import Offer


@dataclass(frozen=True)
class Successor:
    successor_id: UUID | None


@dataclass(frozen=True)
class Member:
    staff_id: UUID


@dataclass(frozen=True)
class Position:
    role: str


class PositionShape(Shape):
    into = Position
    role = serializers.ChoiceField(Staff.Role.choices)


class OfferSerializer(serializers.Serializer[Offer]):
    """`link` is shown once; it sets login, password and second factor."""

    role = serializers.ChoiceField(Staff.Role.choices)
    link = serializers.CharField()
    expires_at = serializers.DateTimeField()


class LeaveShape(Shape):
    into = Successor
    successor_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class MemberShape(Shape):
    into = Member
    staff_id = serializers.UUIDField()


class MemberSerializer(serializers.Serializer[Staff]):
    id = serializers.UUIDField(source="pk")
    handle = serializers.CharField(source="account.handle", allow_null=True)
    role = serializers.ChoiceField(Staff.Role.choices)


class MemberListSerializer(serializers.Serializer[Any]):
    results = MemberSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ColleagueSerializer(serializers.Serializer[Colleague]):
    """`followed`, how many people they follow, is for supervisors."""

    id = serializers.UUIDField(source="staff.pk")
    handle = serializers.CharField(source="staff.account.handle", allow_null=True)
    role = serializers.ChoiceField(Staff.Role.choices, source="staff.role")
    followed = serializers.IntegerField(allow_null=True)


class ColleagueListSerializer(serializers.Serializer[Any]):
    results = ColleagueSerializer(many=True)
    next = serializers.CharField(allow_null=True)
