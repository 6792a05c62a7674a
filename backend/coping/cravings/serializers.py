from collections.abc import Callable, Container
from typing import Any

from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape, TrueOrFalse, WholeNumber
from backend.care_team.serializers import SafetyAnswersField
from backend.coping.cravings.editing import CravingChange
from backend.coping.cravings.outcomes import KeptOutcome, OutcomeChange, ToldOutcome
from backend.coping.cravings.recording import Answer, Told
from backend.coping.exercises.library import STRONGEST, library
from backend.coping.exercises.serializers import ExerciseToDoSerializer
from backend.coping.models import ExerciseSession, Outcome
from backend.coping.plans.serializers import IfThenPlanSerializer
from backend.coping.reaching.serializers import PeopleSerializer, near_field
from backend.coping.waiting import JUST_WAIT, Wait

DAY_MINUTES = 24 * 60
LONGEST_CODE = 60
MOST_TRIGGERS = 40
NOBODY_NEEDED = {"help": None, "people": None}


class CodeField(PlainText):
    """A code that the library knows; `known` gives them all, `unknown` says what it is not."""

    def __init__(self, known: Callable[[], Container[str]], unknown: str, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_CODE, **kwargs)
        self._known, self._unknown = known, unknown

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data)
        if code not in self._known():
            raise serializers.ValidationError(self._unknown)
        return code


def triggers_field(**kwargs: Any) -> serializers.ListField:
    trigger = CodeField(lambda: library().triggers, "This trigger is not in the library.")
    return serializers.ListField(child=trigger, max_length=MOST_TRIGGERS, required=False, **kwargs)


def setting_field() -> CodeField:
    """Where the person is."""
    unknown = "This setting is not in the library."
    return CodeField(lambda: library().settings, unknown, required=False, allow_null=True)


def done_field(**kwargs: Any) -> CodeField:
    """What was done: an exercise of the library, offered or not, or nothing but waiting."""
    unknown = f"This is neither an exercise of the library nor {JUST_WAIT}."
    return CodeField(lambda: {*library().exercises, JUST_WAIT}, unknown, required=False, **kwargs)


class CravingShape(Shape):
    into = Told
    intensity = WholeNumber(min_value=0, max_value=STRONGEST)
    triggers = triggers_field()
    setting = setting_field()
    minutes_available = WholeNumber(min_value=1, max_value=DAY_MINUTES, required=False, allow_null=True)
    note = PlainText(required=False, allow_null=True, allow_blank=True)
    safety = SafetyAnswersField(
        required=False,
        help_text="Answers of this minute, such as driving; they go before the safety profile.",
    )
    near = near_field()
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class CravingChangeShape(Shape):
    into = CravingChange
    intensity = WholeNumber(min_value=0, max_value=STRONGEST, required=False)
    triggers = triggers_field()
    setting = setting_field()
    minutes_available = WholeNumber(min_value=1, max_value=DAY_MINUTES, required=False, allow_null=True)
    note = PlainText(required=False, allow_null=True, allow_blank=True)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class SessionOutcomeShape(Shape):
    into = ToldOutcome
    intensity_after = WholeNumber(min_value=0, max_value=STRONGEST, required=False, allow_null=True)
    completed = TrueOrFalse()
    exercise = done_field(allow_null=True, help_text="Left out: what was offered.")
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class OutcomeChangeShape(Shape):
    into = OutcomeChange
    intensity_after = WholeNumber(min_value=0, max_value=STRONGEST, required=False, allow_null=True)
    completed = TrueOrFalse(required=False)
    exercise = done_field()


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
    routes = serializers.ListField(
        child=serializers.CharField(),
        help_text="What to show beside the help: `get-medical-help`; `crisis-now`, with their safety plan; `helpline`; "
        "`park-first`, to stop somewhere safe and ask again.",
    )
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
    help = serializers.DictField(allow_null=True, source="people_first.help")
    people = PeopleSerializer(allow_null=True, source="people_first.people")


class ExerciseSessionSerializer(serializers.Serializer[ExerciseSession]):
    id = serializers.UUIDField()
    exercise = serializers.CharField()
    started_at = serializers.DateTimeField()
    outcome = SessionOutcomeSerializer(allow_null=True)


class CravingSerializer(serializers.Serializer[Any]):
    """A craving as its owner reads it."""

    id = serializers.UUIDField()
    intensity = serializers.IntegerField()
    triggers = serializers.ListField(child=serializers.CharField())
    setting = serializers.CharField()
    minutes_available = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    occurred_at = serializers.DateTimeField()
    session = ExerciseSessionSerializer(allow_null=True)


class SharedCravingSerializer(serializers.Serializer[Any]):
    """A craving as staff may see it: without its note, and without what was done about it."""

    id = serializers.UUIDField()
    intensity = serializers.IntegerField()
    triggers = serializers.ListField(child=serializers.CharField())
    setting = serializers.CharField()
    occurred_at = serializers.DateTimeField()


class ChangedCravingSerializer(CravingSerializer):
    """The craving as it is now, with help and people when the corrected rating calls for them."""

    help = serializers.DictField(allow_null=True)
    people = PeopleSerializer(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        first = instance.people_first
        people = {"help": first.help, "people": PeopleSerializer(first.people).data} if first else NOBODY_NEEDED
        return {**CravingSerializer(instance.craving).data, **people}
