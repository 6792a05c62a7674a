from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape
from backend.care_team.broadcasts.counting import Counts
from backend.care_team.broadcasts.spread import LONGEST
from backend.care_team.broadcasts.writing import Addressee, Draft, NotReached, Plan, Preview
from backend.care_team.models import Broadcast, BroadcastRecipient
from backend.care_team.phones import Obstacle
from backend.care_team.serializers import NamedSerializer

MINUTE = timedelta(minutes=1)
LONGEST_WORDS = 2000
MOST_CHOSEN = 1000


@dataclass(frozen=True)
class BroadcastRequest:
    send_at: datetime | None
    spread_minutes: int
    person_ids: list[UUID] | None
    words: str = ""
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None

    def plan(self) -> Plan:
        chosen = None if self.person_ids is None else tuple(self.person_ids)
        return Plan(self.send_at, self.spread_minutes * MINUTE, chosen)

    def draft(self, body: dict[str, Any]) -> Draft:
        return Draft(self.words, self.plan(), id=self.id, body=body, occurred_at=self.occurred_at, sent_at=self.sent_at)


class BroadcastShape(Shape):
    """`send_at` left out is at once; `person_ids` left out is everybody who shares their plan."""

    into = BroadcastRequest
    words = PlainText(max_length=LONGEST_WORDS)
    send_at = Instant(required=False, allow_null=True, default=None)
    spread_minutes = serializers.IntegerField(min_value=0, max_value=int(LONGEST / MINUTE), default=0)
    person_ids = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=MOST_CHOSEN, allow_null=True, default=None
    )
    id = serializers.UUIDField(required=False, allow_null=True, default=None)
    occurred_at = Instant(required=False, allow_null=True, default=None)
    sent_at = Instant(required=False, allow_null=True, default=None)


class BroadcastPreviewShape(BroadcastShape):
    """The same body, while its words may still be missing."""

    words = PlainText(max_length=LONGEST_WORDS, required=False)


class AddresseeSerializer(serializers.Serializer[Addressee]):
    person_id = serializers.UUIDField(source="person.pk")
    handle = serializers.CharField(source="person.account.handle", allow_null=True)


class NotReachedSerializer(serializers.Serializer[NotReached]):
    person_id = serializers.UUIDField()
    reason = serializers.ChoiceField([obstacle.value for obstacle in Obstacle])


class BroadcastPreviewSerializer(serializers.Serializer[Preview]):
    recipients = AddresseeSerializer(many=True, source="addressees")
    count = serializers.IntegerField()
    not_reached = NotReachedSerializer(many=True)
    first_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)


class CountsSerializer(serializers.Serializer[Counts]):
    """People, not pushes. `refused`: without consent when due; `others`: the rest by the code of their history."""

    recipients = serializers.IntegerField()
    due = serializers.IntegerField()
    opened = serializers.IntegerField()
    accepted = serializers.IntegerField()
    displayed = serializers.IntegerField()
    refused = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    others = serializers.DictField(child=serializers.IntegerField())


class BroadcastSerializer(serializers.Serializer[Broadcast]):
    """`words` is null for who has not written it."""

    id = serializers.UUIDField()
    author = NamedSerializer(source="staff")
    words = serializers.CharField(allow_null=True)
    send_at = serializers.DateTimeField()
    spread_minutes = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Broadcast) -> dict[str, Any]:
        shown = super().to_representation(instance)
        is_author = instance.staff_id == self.context["staff"].pk
        return shown if is_author else shown | {"words": None}


class CountedBroadcastSerializer(BroadcastSerializer):
    counts = CountsSerializer()


class ReceivedBroadcastSerializer(serializers.Serializer[BroadcastRecipient]):
    id = serializers.UUIDField(source="broadcast_id")
    words = serializers.CharField(source="broadcast.words", allow_null=True)
    site = serializers.CharField(source="broadcast.site.name")
    sent_at = serializers.DateTimeField(source="deliver_at")
