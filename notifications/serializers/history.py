from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notifications.models import Notification, Platform
from notifications.notices.explaining import CODES, Explanation, Step
from notifications.notices.history import History
from notifications.serializers.notices import NotificationSerializer


class EventDeviceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    platform = serializers.ChoiceField(Platform.choices)


class NotificationEventSerializer(serializers.Serializer[Any]):
    """`device` is null for a phone that is not registered any more, or none."""

    # In the context: `platforms`.

    at = serializers.DateTimeField()
    device = serializers.SerializerMethodField()
    code = serializers.CharField()
    text = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)

    @extend_schema_field(EventDeviceSerializer(allow_null=True))
    def get_device(self, step: Step) -> dict[str, Any] | None:
        platform = self.context["platforms"].get(step.device_id)
        return EventDeviceSerializer({"id": step.device_id, "platform": platform}).data if platform else None


class ExplanationSerializer(serializers.Serializer[Explanation]):
    code = serializers.ChoiceField(CODES)
    text = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class NotificationHistorySerializer(serializers.Serializer[History]):
    notification_id = serializers.UUIDField(source="notification.pk")
    code = serializers.ChoiceField(CODES, source="explanation.code")
    text = serializers.CharField(source="explanation.text")
    until = serializers.DateTimeField(source="explanation.until", allow_null=True)
    events = serializers.SerializerMethodField()

    @extend_schema_field(NotificationEventSerializer(many=True))
    def get_events(self, history: History) -> Any:
        context: dict[str, Any] = {"platforms": history.platforms}
        return NotificationEventSerializer(list(history.explanation.steps), many=True, context=context).data


class ExplainedNotificationSerializer(NotificationSerializer):
    # In the context: `now`, and `explanations` by notification id.

    explanation = serializers.SerializerMethodField()

    @extend_schema_field(ExplanationSerializer)
    def get_explanation(self, notification: Notification) -> Any:
        explanations: Mapping[Any, Explanation] = self.context["explanations"]
        return ExplanationSerializer(explanations[notification.pk]).data
