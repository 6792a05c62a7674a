from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from backend.api.serializers import PlainText, Shape
from backend.care_team.models import Alert
from backend.care_team.monitoring import Status
from backend.care_team.safety_profile import ANSWERS, QUESTIONS

# What a staff member can say became of an alert; the rest is ours to write.
WRITTEN_BY_US = (Alert.Outcome.CONSENT_WITHDRAWN, Alert.Outcome.DIED)
SAID_BY_STAFF = [choice for choice in Alert.Outcome.choices if choice[0] not in WRITTEN_BY_US]


@dataclass(frozen=True)
class OutcomeRequest:
    outcome: str
    note: str


@dataclass(frozen=True)
class SafetyAnswers:
    answers: dict[str, str]


class AlertOutcomeShape(Shape):
    into = OutcomeRequest
    outcome = serializers.ChoiceField(SAID_BY_STAFF)
    note = PlainText(max_length=4000)


class _SafetyAnswersField(serializers.DictField):
    child = serializers.ChoiceField(ANSWERS)

    def to_internal_value(self, data: Any) -> Any:
        answers = super().to_internal_value(data)
        unknown = {code: ["There is no such question."] for code in answers if code not in QUESTIONS}
        if unknown:
            raise serializers.ValidationError(unknown)
        return answers


class SafetyProfileShape(Shape):
    into = SafetyAnswers
    answers = _SafetyAnswersField()


class SafetyProfileSerializer(serializers.Serializer[Any]):
    answers = serializers.DictField(child=serializers.ChoiceField(ANSWERS))


class NamedSerializer(serializers.Serializer[Any]):
    """A person or staff member by id and handle."""

    id = serializers.UUIDField(source="pk")
    handle = serializers.CharField(source="account.handle", allow_null=True)


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


class OpenAlertSerializer(serializers.Serializer[Alert]):
    id = serializers.UUIDField()
    level = serializers.CharField()
    state = serializers.ChoiceField(Alert.State.choices)
    due_at = serializers.DateTimeField()


class FollowUpSerializer(serializers.Serializer[Any]):
    opened_at = serializers.DateTimeField()
    state = serializers.ChoiceField(["waiting", "seen", "in_contact", "unanswered", "closed"])
    seen_at = serializers.DateTimeField(allow_null=True)


class ReaderSerializer(serializers.Serializer[Any]):
    handle = serializers.CharField(allow_null=True)
    role = serializers.CharField()


class SeenBySerializer(serializers.Serializer[Any]):
    """Who reads the answers, by the consent of this moment."""

    always = ReaderSerializer(many=True)
    if_urgent = ReaderSerializer(many=True)
    site = serializers.CharField(allow_null=True)


class MonitoringSerializer(serializers.Serializer[Any]):
    """Whether a human reads what these answers call for."""

    status = serializers.ChoiceField([status.value for status in Status])
    next_review_at = serializers.DateTimeField(allow_null=True)


class NoLongerSerializer(serializers.Serializer[Any]):
    site = serializers.CharField(source="site.name")
    since = serializers.DateTimeField()


class MonitoringPageSerializer(MonitoringSerializer):
    text = serializers.CharField()
    no_longer = NoLongerSerializer(many=True)
    seen_by = SeenBySerializer()
    follow_ups = FollowUpSerializer(many=True)
