from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Instant, Part, Shape
from backend.coping.entries import Entry
from backend.coping.exercises.library import library
from backend.coping.plans.definitions import PlanLines, SlipLine, SlipStep, Then, ThenLine, When, WhenLine
from backend.coping.plans.if_then import NewPlan, PlanChange, ShownPlan
from backend.coping.plans.instead import Instead
from backend.coping.plans.lines import LEADS_TO, plan_lines
from backend.coping.plans.wording import exercise_text

CODE_LENGTH = 60
UNKNOWN_LINE = "There is no such ready line."
PICK_OR_WRITE = "Pick a line, or write your own."
LEADS = sorted(LEADS_TO)


class WordsField(Entry):
    """The person's own words; null is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)


class WhenPart(Part):
    line = serializers.CharField(max_length=CODE_LENGTH, required=False, allow_null=True)
    words = WordsField()

    def validate_line(self, code: str | None) -> str | None:
        if code is not None and code not in plan_lines().when:
            raise serializers.ValidationError(UNKNOWN_LINE)
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(attrs.values()):
            raise serializers.ValidationError({"line": PICK_OR_WRITE})
        return attrs


class ThenPart(Part):
    line = serializers.CharField(max_length=CODE_LENGTH, required=False, allow_null=True)
    exercise = serializers.CharField(max_length=CODE_LENGTH, required=False, allow_null=True)
    words = WordsField()

    def validate_line(self, code: str | None) -> str | None:
        if code is not None and code not in plan_lines().then:
            raise serializers.ValidationError(UNKNOWN_LINE)
        return code

    def validate_exercise(self, slug: str | None) -> str | None:
        if slug is not None and slug not in library().exercises:
            raise serializers.ValidationError("This exercise is not in the library.")
        return slug

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(attrs.values()):
            raise serializers.ValidationError({"line": PICK_OR_WRITE})
        if attrs.get("line") and attrs.get("exercise"):
            raise serializers.ValidationError({"exercise": "Pick a line or an exercise, not both."})
        return attrs


class IfThenPlanShape(Shape):
    into = NewPlan
    when = WhenPart()
    then = ThenPart()
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"when": When(**attrs["when"]), "then": Then(**attrs["then"])}


class IfThenPlanChangeShape(Shape):
    """A side is replaced as a whole."""

    into = PlanChange
    when = WhenPart(required=False)
    then = ThenPart(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sides = {"when": When, "then": Then}
        return {side: sides[side](**given) for side, given in attrs.items()}


class NamedExerciseSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()


class InsteadSerializer(serializers.Serializer[Instead]):
    """`routes` are what to show of people and numbers, as in the library."""

    exercise = NamedExerciseSerializer(allow_null=True)
    routes = serializers.ListField(child=serializers.CharField())


class WhenSerializer(serializers.Serializer[ShownPlan]):
    line = serializers.CharField(source="when.line", allow_null=True)
    words = serializers.CharField(source="when.words", allow_null=True)
    text = serializers.CharField(source="when_text")
    triggers = serializers.ListField(child=serializers.CharField())


class ThenSerializer(serializers.Serializer[ShownPlan]):
    line = serializers.CharField(source="then.line", allow_null=True)
    exercise = serializers.CharField(source="then.exercise", allow_null=True)
    words = serializers.CharField(source="then.words", allow_null=True)
    text = serializers.CharField(source="then_text")
    leads_to = serializers.ChoiceField(LEADS, allow_null=True)


class IfThenPlanSerializer(serializers.Serializer[ShownPlan]):
    """`barred`: what it leads to is not for this person by now, and `instead` says what is."""

    id = serializers.UUIDField(source="plan.pk")
    when = WhenSerializer(source="*")
    then = ThenSerializer(source="*")
    barred = serializers.SerializerMethodField()
    instead = InsteadSerializer(allow_null=True)
    created_at = serializers.DateTimeField(source="plan.created_at")
    changed_at = serializers.DateTimeField(source="plan.changed_at")

    def get_barred(self, shown: ShownPlan) -> bool:
        return shown.instead is not None


class WhenLineSerializer(serializers.Serializer[WhenLine]):
    code = serializers.CharField()
    text = serializers.CharField()
    triggers = serializers.ListField(child=serializers.CharField())
    intensity_from = serializers.IntegerField(allow_null=True)


class ThenLineSerializer(serializers.Serializer[ThenLine]):
    """`exercise`: the line is one of the library, and what bars it bars the line."""

    code = serializers.CharField()
    text = serializers.CharField()
    exercise = serializers.CharField(allow_null=True)
    leads_to = serializers.ChoiceField(LEADS, allow_null=True)


class ExerciseLineSerializer(serializers.Serializer[Any]):
    exercise = serializers.CharField()
    text = serializers.CharField()


class SlipLineSerializer(serializers.Serializer[SlipLine]):
    code = serializers.CharField()
    text = serializers.CharField()
    leads_to = serializers.ChoiceField(LEADS, allow_null=True)


class SlipStepSerializer(serializers.Serializer[SlipStep]):
    """`cards` are those of `/v1/warning-signs` that stand with the step."""

    code = serializers.CharField()
    title = serializers.CharField()
    cards = serializers.ListField(child=serializers.CharField())
    lines = SlipLineSerializer(many=True)


class PlanLinesSerializer(serializers.Serializer[PlanLines]):
    """Ready lines: a plan reads "If {when}, then {then}."."""

    # In the context: `taken_back`, slugs.

    language = serializers.CharField()
    when = serializers.SerializerMethodField()
    then = serializers.SerializerMethodField()
    exercises = serializers.SerializerMethodField()
    slip = SlipStepSerializer(many=True)

    @extend_schema_field(WhenLineSerializer(many=True))
    def get_when(self, lines: PlanLines) -> Any:
        return [WhenLineSerializer(each).data for each in lines.when.values()]

    @extend_schema_field(ThenLineSerializer(many=True))
    def get_then(self, lines: PlanLines) -> Any:
        return [ThenLineSerializer(each).data for each in lines.then.values()]

    @extend_schema_field(ExerciseLineSerializer(many=True))
    def get_exercises(self, lines: PlanLines) -> list[dict[str, str]]:
        return [
            {"exercise": exercise.slug, "text": exercise_text(exercise, lines)}
            for exercise in library().without(self.context["taken_back"]).exercises.values()
        ]
