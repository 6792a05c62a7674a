from typing import Any

from rest_framework import serializers

from backend.api.serializers import Shape
from backend.coping.exercises.choices import ToldChoice
from backend.coping.exercises.definitions import Bar, Cycle, Evidence, Exercise, Library, Step
from backend.coping.models import ExerciseChoice


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


class ChoiceShape(Shape):
    into = ToldChoice
    choice = serializers.ChoiceField(ExerciseChoice.Choice.choices)


class ChoiceSerializer(serializers.Serializer[Any]):
    exercise = serializers.CharField()
    choice = serializers.ChoiceField(ExerciseChoice.Choice.choices)


class ChoicesSerializer(serializers.Serializer[Any]):
    results = ChoiceSerializer(many=True)
    next = serializers.CharField(allow_null=True)
