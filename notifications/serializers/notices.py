from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.problems import Invalid, InvalidRequest
from backend.api.serializers import Instant, Shape
from notifications.kinds import Category, Kind
from notifications.models import DeliveryReceipt, Notification
from notifications.notices.inbox import STATES, state_of
from notifications.notices.receipts import Receipt
from notifications.notices.stopping import Stopped

MAX_RECEIPTS = 100


class ReceiptShape(Shape):
    into = Receipt
    notification_id = serializers.UUIDField()
    event = serializers.ChoiceField(DeliveryReceipt.Event.choices)
    at = Instant()
    via = serializers.ChoiceField(DeliveryReceipt.Via.choices)
    snooze_until = Instant(required=False, allow_null=True, default=None)

    @classmethod
    def parse_list(cls, data: Any) -> list[Receipt]:
        """Raises ValidationError or InvalidRequest, with pointers into the list."""
        if not isinstance(data, list) or len(data) > MAX_RECEIPTS:
            raise InvalidRequest(Invalid("", f"The body must be a list of at most {MAX_RECEIPTS} receipts."))
        shape = cls(data=data, many=True)
        shape.is_valid(raise_exception=True)
        return [Receipt(**each) for each in shape.validated_data]


@dataclass(frozen=True)
class SnoozeRequest:
    until: datetime


class SnoozeShape(Shape):
    into = SnoozeRequest
    until = Instant()


class StoppedSerializer(serializers.Serializer[Stopped]):
    scope = serializers.ChoiceField(["schedule", "category"])
    category = serializers.ChoiceField(Category.choices)


class TargetSerializer(serializers.Serializer[Notification]):
    type = serializers.CharField(source="target_type")
    id = serializers.UUIDField(source="target_id")


class NotificationSerializer(serializers.Serializer[Notification]):
    # In the context: `now`.

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Kind.choices)
    state = serializers.SerializerMethodField()
    target = TargetSerializer(source="*")
    deliver_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    snoozed_until = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(STATES))
    def get_state(self, notification: Notification) -> str:
        return state_of(notification, now=self.context["now"])


class RecordedSerializer(serializers.Serializer[Any]):
    recorded = serializers.IntegerField()
    unknown = serializers.ListField(child=serializers.UUIDField())
