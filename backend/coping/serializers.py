from typing import Any

from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape
from backend.coping.cravings import Answer, Told
from backend.coping.definitions import Bar, Cycle, Evidence, Exercise, Library, Step
from backend.coping.library import STRONGEST, library
from backend.coping.models import Craving, ExerciseSession, Outcome
from backend.coping.outcomes import KeptOutcome, ToldOutcome

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


class ExerciseStepSerializer(serializers.Serializer[Step]):
    text = serializers.CharField()
    seconds = serializers.IntegerField()
    kind = serializers.CharField()


class ExerciseCycleSerializer(serializers.Serializer[Cycle]):
    step_indexes = serializers.ListField(child=serializers.IntegerField())
    times = serializers.IntegerField()


class ExerciseBarSerializer(serializers.Serializer[Bar]):
    code = serializers.CharField()
    instead = serializers.CharField()


class ExerciseEvidenceSerializer(serializers.Serializer[Evidence]):
    id = serializers.CharField()
    cite = serializers.CharField()
    finding = serializers.CharField()
    url = serializers.CharField()


class ExerciseToDoSerializer(serializers.Serializer[Exercise]):
    """What it takes to do an exercise."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    category = serializers.CharField()
    summary = serializers.CharField()
    steps = ExerciseStepSerializer(many=True)
    cycle = ExerciseCycleSerializer(allow_null=True)
    duration_seconds = serializers.IntegerField()
    stop_if = serializers.ListField(child=serializers.CharField())
    safety_note = serializers.CharField()
    inputs = serializers.ListField(child=serializers.CharField())


class ExerciseSerializer(ExerciseToDoSerializer):
    """All that an app needs to choose without signal. The editorial effect is no finding and stays here."""

    goal = serializers.CharField()
    mechanism = serializers.CharField()
    language = serializers.CharField()
    triggers = serializers.ListField(child=serializers.CharField())
    craving_min = serializers.IntegerField()
    craving_max = serializers.IntegerField()
    settings = serializers.ListField(child=serializers.CharField())
    avoid_if = ExerciseBarSerializer(many=True)
    unknown_bars = serializers.BooleanField()
    calm_at_l2 = serializers.BooleanField()
    evidence_grade = serializers.CharField()
    evidence = ExerciseEvidenceSerializer(many=True, source="quotable_evidence")


class LibrarySerializer(serializers.Serializer[Any]):
    """Every exercise on one page, with the codes that they use."""

    results = ExerciseSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    triggers = serializers.ListField(child=serializers.CharField())
    settings = serializers.ListField(child=serializers.CharField())
    contraindications = serializers.DictField(child=serializers.CharField())
    evidence_grades = serializers.DictField(child=serializers.CharField(), source="grades")

    def to_representation(self, instance: Library) -> dict[str, Any]:
        return super().to_representation(vars(instance) | {"results": instance.exercises.values(), "next": None})


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
