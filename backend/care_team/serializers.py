from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from backend.accounts.models import DataClass
from backend.accounts.serializers import SiteSerializer
from backend.api.serializers import Shape
from backend.care_team.ends.shown import End
from backend.care_team.models import Alert
from backend.care_team.monitoring import Status
from backend.care_team.safety_profile import ANSWERS, QUESTIONS


@dataclass(frozen=True)
class SafetyAnswers:
    answers: dict[str, str]


class SafetyAnswersField(serializers.DictField):
    child = serializers.ChoiceField(ANSWERS)

    def to_internal_value(self, data: Any) -> Any:
        answers = super().to_internal_value(data)
        unknown = {code: ["There is no such question."] for code in answers if code not in QUESTIONS}
        if unknown:
            raise serializers.ValidationError(unknown)
        return answers


class SafetyProfileShape(Shape):
    into = SafetyAnswers
    answers = SafetyAnswersField()


class SafetyProfileSerializer(serializers.Serializer[Any]):
    answers = serializers.DictField(child=serializers.ChoiceField(ANSWERS))
    help = serializers.DictField(allow_null=True)


class NamedSerializer(serializers.Serializer[Any]):
    """A person or staff member by id and handle."""

    id = serializers.UUIDField(source="pk")
    handle = serializers.CharField(source="account.handle", allow_null=True)


class OpenAlertSerializer(serializers.Serializer[Alert]):
    id = serializers.UUIDField()
    level = serializers.CharField()
    state = serializers.ChoiceField(Alert.State.choices)
    due_at = serializers.DateTimeField()


class FollowUpSerializer(serializers.Serializer[Any]):
    opened_at = serializers.DateTimeField()
    state = serializers.ChoiceField(["waiting", "seen", "in_contact", "unanswered", "closed"])
    seen_at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField()


class ExpectedSerializer(serializers.Serializer[Any]):
    """What a site expects for a while, and gets no alert about."""

    rule = serializers.CharField()
    text = serializers.CharField()
    until = serializers.DateTimeField()


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


class EndSerializer(serializers.Serializer[End]):
    """What ends at a site, or has ended in the last 30 days."""

    site = SiteSerializer()
    data_classes = serializers.ListField(child=serializers.ChoiceField(DataClass.choices))
    ends_at = serializers.DateTimeField()
    text = serializers.CharField()


class MonitoringPageSerializer(MonitoringSerializer):
    text = serializers.CharField()
    no_longer = NoLongerSerializer(many=True)
    ends_at = serializers.DateTimeField(
        allow_null=True, help_text="When nobody watches any more; null where somebody does for good, or nobody does."
    )
    ends = EndSerializer(many=True)
    seen_by = SeenBySerializer()
    cravings_seen_by = SeenBySerializer()
    follow_ups = FollowUpSerializer(many=True)
    help = serializers.DictField(allow_null=True)
    expected = ExpectedSerializer(many=True)
