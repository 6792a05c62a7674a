from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Shape
from backend.coping.exercises.choices import ToldChoice
from backend.coping.exercises.definitions import Bar, Cycle, Evidence, Exercise, Library, Step
from backend.coping.exercises.grades import GRADE_WORDS
from backend.coping.models import ExerciseChoice, ExerciseText


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
    """A paper by its own title. What it found stays in the file: it is said in words of researchers."""

    id = serializers.CharField()
    cite = serializers.CharField()
    url = serializers.CharField()


class ExerciseToDoSerializer(serializers.Serializer[Exercise]):
    """What it takes to do an exercise, and the language that it speaks."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    language = serializers.CharField()
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
    state = serializers.SerializerMethodField()
    triggers = serializers.ListField(child=serializers.CharField())
    craving_min = serializers.IntegerField()
    craving_max = serializers.IntegerField()
    settings = serializers.ListField(child=serializers.CharField())
    avoid_if = ExerciseBarSerializer(many=True)
    unknown_bars = serializers.BooleanField()
    calm_at_l2 = serializers.BooleanField()
    evidence_grade = serializers.CharField()
    evidence = ExerciseEvidenceSerializer(many=True, source="quotable_evidence")

    @extend_schema_field(serializers.ChoiceField([ExerciseText.State.PUBLISHED.value]))
    def get_state(self, _exercise: Exercise) -> str:
        # What is not published is nowhere shown.
        return ExerciseText.State.PUBLISHED.value


@dataclass(frozen=True)
class Shown:
    """`asked` are the languages that serve who asked, the best first, and `languages` all that are there."""

    asked: tuple[str, ...]
    languages: tuple[str, ...]
    library: Library


class LibrarySerializer(serializers.Serializer[Any]):
    """Every exercise that is published in a language on one page, with the codes that they use.

    `language` is the one of `languages` that serves who asked, null when none does: then `results` are empty.
    """

    language = serializers.CharField(allow_null=True)
    languages = serializers.ListField(child=serializers.CharField())
    results = ExerciseSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    triggers = serializers.ListField(child=serializers.CharField())
    settings = serializers.ListField(child=serializers.CharField())
    contraindications = serializers.DictField(child=serializers.CharField())
    evidence_grades = serializers.DictField(
        child=serializers.CharField(), help_text="What each `evidence_grade` means, in words for people."
    )

    def to_representation(self, instance: Shown) -> dict[str, Any]:
        library = vars(instance.library) | {"results": instance.library.exercises.values(), "next": None}
        library["evidence_grades"] = {grade: GRADE_WORDS[grade] for grade in instance.library.grades}
        languages = {"language": next(iter(instance.asked), None), "languages": instance.languages}
        return super().to_representation(library | languages)


class ChoiceShape(Shape):
    into = ToldChoice
    choice = serializers.ChoiceField(ExerciseChoice.Choice.choices)


class ChoiceSerializer(serializers.Serializer[Any]):
    exercise = serializers.CharField()
    choice = serializers.ChoiceField(ExerciseChoice.Choice.choices)


class ChoicesSerializer(serializers.Serializer[Any]):
    results = ChoiceSerializer(many=True)
    next = serializers.CharField(allow_null=True)
