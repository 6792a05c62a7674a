from typing import Any

from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape
from backend.coping.cravings.outcomes import KeptOutcome, ToldOutcome
from backend.coping.cravings.recording import Answer, Told
from backend.coping.exercises.library import STRONGEST, library
from backend.coping.exercises.serializers import ExerciseToDoSerializer
from backend.coping.models import Craving, ExerciseSession, Outcome

DAY_MINUTES = 24 * 60


class TriggerField(PlainText):
    """The code of a trigger in the library."""

    def to_internal_value(self, data: Any) -> str:
        code = str(super().to_internal_value(data))
        if code not in library().triggers:
            raise serializers.ValidationError("This trigger is not in the library.")
        return code


class SettingField(PlainText):
    """Where the person is: the code of a setting in the library."""

    def to_internal_value(self, data: Any) -> str:
        code = str(super().to_internal_value(data))
        if code not in library().settings:
            raise serializers.ValidationError("This setting is not in the library.")
        return code


class CravingShape(Shape):
    into = Told
    intensity = serializers.IntegerField(min_value=0, max_value=STRONGEST)
    triggers = serializers.ListField(child=TriggerField(max_length=40), max_length=40, required=False)
    setting = SettingField(max_length=40, required=False, allow_null=True)
    minutes_available = serializers.IntegerField(min_value=1, max_value=DAY_MINUTES, required=False, allow_null=True)
    note = PlainText(required=False, allow_null=True, allow_blank=True)
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class SessionOutcomeShape(Shape):
    into = ToldOutcome
    intensity_after = serializers.IntegerField(min_value=0, max_value=STRONGEST, required=False, allow_null=True)
    completed = serializers.BooleanField()
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class SessionIdSerializer(serializers.Serializer[ExerciseSession]):
    id = serializers.UUIDField()


class CravingAnswerSerializer(serializers.Serializer[Answer]):
    id = serializers.UUIDField()
    session = SessionIdSerializer(allow_null=True)
    exercise = ExerciseToDoSerializer(allow_null=True)
    because = serializers.CharField()
    alternatives = ExerciseToDoSerializer(many=True)
    help = serializers.DictField(allow_null=True)


class SessionOutcomeSerializer(serializers.Serializer[Outcome]):
    intensity_after = serializers.IntegerField(allow_null=True)
    completed = serializers.BooleanField()
    at = serializers.DateTimeField()


class KeptOutcomeSerializer(serializers.Serializer[KeptOutcome]):
    id = serializers.UUIDField(source="outcome.pk")
    intensity_after = serializers.IntegerField(source="outcome.intensity_after", allow_null=True)
    completed = serializers.BooleanField(source="outcome.completed")
    at = serializers.DateTimeField(source="outcome.at")
    help = serializers.DictField(allow_null=True)


class ExerciseSessionSerializer(serializers.Serializer[ExerciseSession]):
    id = serializers.UUIDField()
    exercise = serializers.CharField()
    started_at = serializers.DateTimeField()
    outcome = SessionOutcomeSerializer(allow_null=True)


class CravingSerializer(serializers.Serializer[Craving]):
    id = serializers.UUIDField()
    intensity = serializers.IntegerField()
    triggers = serializers.ListField(child=serializers.CharField())
    setting = serializers.CharField()
    minutes_available = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    occurred_at = serializers.DateTimeField()
    session = ExerciseSessionSerializer(allow_null=True)
