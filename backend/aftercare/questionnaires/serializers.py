from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from backend.aftercare.questionnaires.showing import OWN, PACKAGED
from backend.aftercare.serializers import FromPhone
from backend.api.serializers import Shape


@dataclass(frozen=True)
class Envelope:
    id: Any
    occurred_at: Any
    sent_at: Any


class EnvelopeShape(FromPhone):
    """What a creating request may carry beside the document itself."""

    into = Envelope


@dataclass(frozen=True)
class SwitchRequest:
    enabled: bool


class SwitchShape(Shape):
    into = SwitchRequest
    enabled = serializers.BooleanField()


class ListedQuestionnaireSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    origin = serializers.ChoiceField([PACKAGED, OWN])
    enabled = serializers.BooleanField()


class QuestionnaireListSerializer(serializers.Serializer[Any]):
    results = ListedQuestionnaireSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class QuestionnaireVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)


class QuestionnaireSerializer(ListedQuestionnaireSerializer):
    document = serializers.DictField()
    vectors = serializers.ListField(child=serializers.DictField())
    versions = QuestionnaireVersionSerializer(many=True)
