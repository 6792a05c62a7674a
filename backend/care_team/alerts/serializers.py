from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from backend.api.serializers import PlainText, Shape
from backend.care_team.models import Alert
from backend.care_team.serializers import NamedSerializer

# What a staff member can say became of an alert; the rest is ours to write.
SAID_BY_STAFF = [choice for choice in Alert.Outcome.choices if choice[0] != Alert.Outcome.CONSENT_WITHDRAWN]


@dataclass(frozen=True)
class OutcomeRequest:
    outcome: str
    note: str


class AlertOutcomeShape(Shape):
    into = OutcomeRequest
    outcome = serializers.ChoiceField(SAID_BY_STAFF)
    note = PlainText(max_length=4000)


class AboutSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(source="about_type")
    id = serializers.UUIDField(source="about_id")


class AlertEvidenceSerializer(serializers.Serializer[Any]):
    about = AboutSerializer(source="*")
    rules = serializers.ListField(child=serializers.CharField())
    level = serializers.CharField()
    added_at = serializers.DateTimeField()


class AlertSerializer(serializers.Serializer[Alert]):
    id = serializers.UUIDField()
    person = NamedSerializer()
    owner = NamedSerializer()
    level = serializers.CharField()
    state = serializers.ChoiceField(Alert.State.choices)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = NamedSerializer(allow_null=True)
    claimed_by = NamedSerializer(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    evidence = AlertEvidenceSerializer(many=True, source="evidence.all")

    def to_representation(self, instance: Alert) -> dict[str, Any]:
        """Leave out the rules that fired while the person does not share answers with this site."""
        shown = super().to_representation(instance)
        if not getattr(instance, "shares_answers", False):
            shown["evidence"] = [evidence | {"rules": []} for evidence in shown["evidence"]]
        return shown
