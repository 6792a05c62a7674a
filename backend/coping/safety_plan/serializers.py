from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Part, Shape
from backend.coping.entries import Entry, each_step_once
from backend.coping.models import SafetyPlanVersion
from backend.coping.safety_plan.contents import SafetyPlan
from backend.coping.safety_plan.sharing import SharedSafetyPlan
from backend.coping.safety_plan.writing import OwnSafetyPlan
from backend.crisis.safety_plan_form import safety_plan_form

# A step that is not taken in at a glance helps nobody in a crisis.
MOST_ENTRIES = 20


class StepField(serializers.CharField):
    """The code of a step of the form."""

    def to_internal_value(self, data: Any) -> str:
        code = str(super().to_internal_value(data))
        if code not in {step.code for step in safety_plan_form().steps}:
            raise serializers.ValidationError("The form has no such step.")
        return code


class StepPart(Part):
    code = StepField(max_length=40)
    entries = serializers.ListField(child=Entry(), max_length=MOST_ENTRIES)


class SafetyPlanShape(Shape):
    """The whole plan: a step that is left out is empty."""

    into = SafetyPlan
    steps = StepPart(many=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        each_step_once(attrs["steps"])
        return {"entries": {step["code"]: tuple(step["entries"]) for step in attrs["steps"]}}


class WrittenStepSerializer(serializers.Serializer[Any]):
    """A step of the form with what the person wrote to it."""

    code = serializers.CharField()
    title = serializers.CharField()
    prompt = serializers.CharField()
    entries = serializers.ListField(child=serializers.CharField())


class OfficialFormSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    url = serializers.CharField()
    note = serializers.CharField()


class SafetyPlanFormSerializer(serializers.Serializer[Any]):
    """Where the form comes from; its steps stand with their entries."""

    version = serializers.IntegerField()
    language = serializers.CharField()
    intro = serializers.CharField()
    official_form = OfficialFormSerializer()


class OwnSafetyPlanSerializer(serializers.Serializer[OwnSafetyPlan]):
    """`version` 0: nothing is written yet."""

    version = serializers.IntegerField(source="number")
    steps = serializers.SerializerMethodField()
    written_at = serializers.DateTimeField(allow_null=True)
    form = SafetyPlanFormSerializer()

    @extend_schema_field(WrittenStepSerializer(many=True))
    def get_steps(self, own: OwnSafetyPlan) -> list[dict[str, Any]]:
        return _steps(own.plan)


class SafetyPlanVersionSerializer(serializers.Serializer[SafetyPlanVersion]):
    version = serializers.IntegerField(source="number")
    steps = serializers.SerializerMethodField()
    written_at = serializers.DateTimeField()

    @extend_schema_field(WrittenStepSerializer(many=True))
    def get_steps(self, version: SafetyPlanVersion) -> list[dict[str, Any]]:
        return _steps(SafetyPlan.kept_as(version.content))


class SharedSafetyPlanSerializer(serializers.Serializer[SharedSafetyPlan]):
    """`written_at` null: there is none yet."""

    steps = serializers.SerializerMethodField()
    written_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(WrittenStepSerializer(many=True))
    def get_steps(self, shared: SharedSafetyPlan) -> list[dict[str, Any]]:
        return _steps(shared.plan)


def _steps(plan: SafetyPlan) -> list[dict[str, Any]]:
    return [vars(step) | {"entries": list(entries)} for step, entries in plan.steps()]
