from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notifications.agenda import Agenda, Entry
from notifications.kinds import Kind
from notifications.serializers.rules import WallTime


class AgendaTargetSerializer(serializers.Serializer[Any]):
    type = serializers.CharField()
    id = serializers.UUIDField()


class AgendaEntrySerializer(serializers.Serializer[Entry]):
    notification_id = serializers.UUIDField(source="notice.id")
    kind = serializers.ChoiceField(Kind.choices, source="notice.kind")
    at = serializers.DateTimeField(source="notice.at")
    local = WallTime(source="notice.local")
    tzid = serializers.CharField(source="notice.tzid")
    rings_at = serializers.DateTimeField()
    is_silent = serializers.BooleanField()
    again_at = serializers.ListField(child=serializers.DateTimeField())
    bundle_id = serializers.UUIDField(allow_null=True)
    expires_at = serializers.DateTimeField(source="notice.expires_at")
    target = serializers.SerializerMethodField()

    @extend_schema_field(AgendaTargetSerializer)
    def get_target(self, entry: Entry) -> Any:
        type_, id_ = entry.notice.target
        return AgendaTargetSerializer({"type": type_, "id": id_}).data


class AgendaSerializer(serializers.Serializer[Agenda]):
    results = AgendaEntrySerializer(many=True, source="entries")
    # One page: `until` says how far it reaches.
    next = serializers.CharField(allow_null=True, default=None)
    until = serializers.DateTimeField()
