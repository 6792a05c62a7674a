from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import PlainText, Shape
from backend.care_team.alerts.reading import evidence_shown, is_withdrawn
from backend.care_team.models import WRITTEN_BY_US, Alert, AlertNote, AlertPage, AlertStep
from backend.care_team.serializers import NamedSerializer

# What a staff member can say became of an alert; the rest is ours to write.
SAID_BY_STAFF = [choice for choice in Alert.Outcome.choices if choice[0] not in WRITTEN_BY_US]


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
    """An alert as staff see it; of one that ended with the person's consent nothing but that."""

    id = serializers.UUIDField()
    person = NamedSerializer(allow_null=True)
    owner = NamedSerializer(allow_null=True)
    level = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(Alert.State.choices)
    opened_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = NamedSerializer(allow_null=True)
    claimed_by = NamedSerializer(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    evidence = serializers.SerializerMethodField()

    @extend_schema_field(AlertEvidenceSerializer(many=True))
    def get_evidence(self, alert: Alert) -> Any:
        return AlertEvidenceSerializer(evidence_shown(alert), many=True).data

    def to_representation(self, instance: Alert) -> dict[str, Any]:
        if is_withdrawn(instance):
            kept = {"id": str(instance.pk), "state": instance.state, "outcome": instance.outcome, "evidence": []}
            return {name: kept.get(name, _nothing(field)) for name, field in self.fields.items()}
        return super().to_representation(instance)


class AlertRungSerializer(serializers.Serializer[AlertPage]):
    """Somebody was rung; `stage` counts how often it had been passed on by then."""

    staff = NamedSerializer()
    at = serializers.DateTimeField(source="paged_at")
    stage = serializers.IntegerField()


class AlertStepSerializer(serializers.Serializer[AlertStep]):
    """`staff`: who did it, or whose it is from then on."""

    what = serializers.ChoiceField(AlertStep.What.choices)
    level = serializers.CharField()
    staff = NamedSerializer(allow_null=True)
    at = serializers.DateTimeField()


class AlertOutcomeSerializer(serializers.Serializer[AlertNote]):
    outcome = serializers.ChoiceField(Alert.Outcome.choices)
    note = serializers.CharField(allow_null=True)
    staff = NamedSerializer()
    at = serializers.DateTimeField(source="written_at")


class AlertStorySerializer(AlertSerializer):
    """With whom it reached, what happened, and every outcome it had."""

    pages = AlertRungSerializer(many=True, source="pages.all")
    steps = AlertStepSerializer(many=True, source="steps.all")
    outcomes = AlertOutcomeSerializer(many=True, source="notes.all")


def _nothing(field: serializers.Field[Any, Any, Any, Any]) -> list[Any] | None:
    return [] if isinstance(field, serializers.ListSerializer) else None
