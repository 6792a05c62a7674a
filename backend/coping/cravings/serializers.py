from typing import Any

from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape
from backend.coping.cravings.editing import CravingChange
from backend.coping.cravings.outcomes import KeptOutcome, OutcomeChange, ToldOutcome
from backend.coping.cravings.recording import Answer, Told
from backend.coping.exercises.library import STRONGEST, library
from backend.coping.exercises.serializers import ExerciseToDoSerializer
from backend.coping.models import ExerciseSession, Outcome
from backend.coping.plans.serializers import IfThenPlanSerializer
from backend.coping.reaching.serializers import PeopleSerializer
from backend.coping.waiting import JUST_WAIT, Wait

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


class CravingChangeShape(Shape):
    into = CravingChange
    intensity = serializers.IntegerField(min_value=0, max_value=STRONGEST, required=False)
    triggers = serializers.ListField(child=TriggerField(max_length=40), max_length=40, required=False)
    setting = SettingField(max_length=40, required=False, allow_null=True)
    minutes_available = serializers.IntegerField(min_value=1, max_value=DAY_MINUTES, required=False, allow_null=True)
    note = PlainText(required=False, allow_null=True, allow_blank=True)


class DoneField(PlainText):
    """What was done: an exercise of the library, offered or not, or nothing but waiting."""

    def to_internal_value(self, data: Any) -> str:
        slug = str(super().to_internal_value(data))
        if slug != JUST_WAIT and slug not in library().exercises:
            raise serializers.ValidationError(f"This is neither an exercise of the library nor {JUST_WAIT}.")
        return slug


class SessionOutcomeShape(Shape):
    into = ToldOutcome
    intensity_after = serializers.IntegerField(min_value=0, max_value=STRONGEST, required=False, allow_null=True)
    completed = serializers.BooleanField()
    exercise = DoneField(max_length=60, required=False, allow_null=True, help_text="Left out: what was offered.")
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class OutcomeChangeShape(Shape):
    into = OutcomeChange
    intensity_after = serializers.IntegerField(min_value=0, max_value=STRONGEST, required=False, allow_null=True)
    completed = serializers.BooleanField(required=False)
    exercise = DoneField(max_length=60, required=False)


class SessionIdSerializer(serializers.Serializer[ExerciseSession]):
    id = serializers.UUIDField()


class WaitSerializer(serializers.Serializer[Wait]):
    """The choice to do nothing but wait: without it nobody can say what an exercise did."""

    exercise = serializers.CharField()
    title = serializers.CharField()
    seconds = serializers.IntegerField()


class CravingAnswerSerializer(serializers.Serializer[Answer]):
    id = serializers.UUIDField()
    session = SessionIdSerializer(allow_null=True)
    exercise = ExerciseToDoSerializer(allow_null=True)
    because = serializers.CharField()
    alternatives = ExerciseToDoSerializer(many=True)
    wait = WaitSerializer(allow_null=True)
    help = serializers.DictField(allow_null=True)
    monitoring = serializers.DictField(allow_null=True, source="monitoring.as_json")
    people = PeopleSerializer(allow_null=True)
    plans = IfThenPlanSerializer(many=True)


class SessionOutcomeSerializer(serializers.Serializer[Outcome]):
    exercise = serializers.CharField(source="done")
    intensity_after = serializers.IntegerField(allow_null=True)
    completed = serializers.BooleanField()
    at = serializers.DateTimeField()


class KeptOutcomeSerializer(serializers.Serializer[KeptOutcome]):
    id = serializers.UUIDField(source="outcome.pk")
    exercise = serializers.CharField(source="outcome.done")
    intensity_after = serializers.IntegerField(source="outcome.intensity_after", allow_null=True)
    completed = serializers.BooleanField(source="outcome.completed")
    at = serializers.DateTimeField(source="outcome.at")
    help = serializers.DictField(allow_null=True)


class ExerciseSessionSerializer(serializers.Serializer[ExerciseSession]):
    id = serializers.UUIDField()
    exercise = serializers.CharField()
    started_at = serializers.DateTimeField()
    outcome = SessionOutcomeSerializer(allow_null=True)


class CravingSerializer(serializers.Serializer[Any]):
    """A `Craving`."""

    id = serializers.UUIDField()
    intensity = serializers.IntegerField()
    triggers = serializers.ListField(child=serializers.CharField())
    setting = serializers.CharField()
    minutes_available = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    occurred_at = serializers.DateTimeField()
    session = ExerciseSessionSerializer(allow_null=True)


class SharedCravingSerializer(serializers.Serializer[Any]):
    """A `Craving` as staff may see it: without its note, and without what was done about it."""

    id = serializers.UUIDField()
    intensity = serializers.IntegerField()
    triggers = serializers.ListField(child=serializers.CharField())
    setting = serializers.CharField()
    occurred_at = serializers.DateTimeField()


class ChangedCravingSerializer(CravingSerializer):
    """A `ChangedCraving`: the craving as it is now, and help when the corrected rating calls for it."""

    help = serializers.DictField(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {**CravingSerializer(instance.craving).data, "help": instance.help}
