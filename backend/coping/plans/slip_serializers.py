from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Part, Shape
from backend.coping.entries import Entry, each_step_once
from backend.coping.plans.definitions import Picked, SlipStep
from backend.coping.plans.lines import plan_lines
from backend.coping.plans.serializers import CODE_LENGTH, UNKNOWN_LINE, SlipLineSerializer
from backend.coping.plans.slip import OwnSlipPlan, SlipSteps, StepToTake
from backend.crisis.help import card_as_shown
from backend.instruments.catalogue import catalogue

MOST_WORDS = 10


class SlipStepPart(Part):
    code = serializers.CharField(max_length=CODE_LENGTH)
    lines = serializers.ListField(child=serializers.CharField(max_length=CODE_LENGTH), required=False, default=list)
    words = serializers.ListField(child=Entry(), max_length=MOST_WORDS, required=False, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        step = _steps().get(attrs["code"])
        if step is None:
            raise serializers.ValidationError({"code": "There is no such step."})
        if set(attrs["lines"]) - {line.code for line in step.lines}:
            raise serializers.ValidationError({"lines": UNKNOWN_LINE})
        return attrs


class SlipPlanShape(Shape):
    """The whole plan: a step that is left out is empty."""

    into = SlipSteps
    steps = SlipStepPart(many=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        each_step_once(attrs["steps"])
        return {
            "picked": {
                step["code"]: Picked(tuple(dict.fromkeys(step["lines"])), tuple(step["words"]))
                for step in attrs["steps"]
            }
        }


class StepToTakeSerializer(serializers.Serializer[StepToTake]):
    """`cards` as in `/v1/warning-signs`: they are shown with the step whatever was picked."""

    code = serializers.CharField(source="step.code")
    title = serializers.CharField(source="step.title")
    lines = SlipLineSerializer(many=True)
    words = serializers.ListField(child=serializers.CharField())
    cards = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_cards(self, taken: StepToTake) -> list[dict[str, Any]]:
        return [card_as_shown(catalogue().cards[code]) for code in taken.step.cards]


class SlipPlanSerializer(serializers.Serializer[OwnSlipPlan]):
    """`version` 0: nothing is written yet, and all ready lines stand."""

    version = serializers.IntegerField()
    steps = StepToTakeSerializer(many=True)
    written_at = serializers.DateTimeField(allow_null=True)


def _steps() -> Mapping[str, SlipStep]:
    return {step.code: step for step in plan_lines().slip}
