from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Instant, Part, PlainText, Shape
from backend.coping.models import OfTarget, PracticeTick, TargetType
from backend.coping.plans.serializers import InsteadSerializer
from backend.coping.practice.reminding import PracticeWish
from backend.coping.practice.targets import Target, words_for
from backend.coping.practice.ticking import Practised, Told
from notifications.models import Reminder
from notifications.reminders import ReminderWish
from notifications.serializers.reminders import ReminderSerializer, ReminderShape

# An exercise and an if-then plan are named; of the other plans there is one.
NAMED = (TargetType.EXERCISE, TargetType.IF_THEN_PLAN)


class TargetPart(Part):
    type = serializers.ChoiceField(TargetType.choices)
    id = serializers.CharField(max_length=60, required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["type"] in NAMED and not attrs["id"]:
            raise serializers.ValidationError({"id": "Say which one."})
        if attrs["type"] not in NAMED and attrs["id"]:
            raise serializers.ValidationError({"id": "There is one of these: leave the id out."})
        return attrs


class PracticeReminderShape(ReminderShape):
    """A reminder of your own with what it is for; without a text it is called by that."""

    # In the context: `exercises`, as the person calls them.

    into = PracticeWish  # type: ignore[assignment]  # a reminder with more
    target = TargetPart()
    text = PlainText(max_length=500, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        target = _target(attrs.pop("target"))
        text = words_for(target, self.context["exercises"])
        return {"target": target, "reminder": ReminderWish(**{"text": text} | super().validate(attrs))}


class TickShape(Shape):
    into = Practised
    target = TargetPart()
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"target": _target(attrs["target"])}


class PracticeTargetSerializer(serializers.Serializer[OfTarget]):
    type = serializers.ChoiceField(TargetType.choices, source="target_type")
    id = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_id(self, of_target: OfTarget) -> str | None:
        return of_target.target_id or None


class PracticeReminderSerializer(ReminderSerializer):
    """A reminder, changed and deleted as all others, with what it is for.

    `barred`: it would not ring now, and is not in the agenda, because its exercise is not for this person at this
    moment. `instead` says what is: while people come first, its routes begin with `helpline`. It is null beside
    `barred` where what the reminder was for is not there any more.
    """

    # In the context: what a reminder needs, and `instead`.

    target = PracticeTargetSerializer(source="practice")
    barred = serializers.SerializerMethodField()
    instead = serializers.SerializerMethodField()

    def get_barred(self, reminder: Reminder) -> bool:
        return reminder.pk in self.context["held_back"]

    @extend_schema_field(InsteadSerializer(allow_null=True))
    def get_instead(self, reminder: Reminder) -> Any:
        instead = self.context["instead"].get(reminder.pk)
        return InsteadSerializer(instead).data if instead else None


class TickSerializer(serializers.Serializer[PracticeTick]):
    id = serializers.UUIDField()
    target = PracticeTargetSerializer(source="*")
    practised_at = serializers.DateTimeField()


class ToldSerializer(serializers.Serializer[Told]):
    days = serializers.IntegerField()
    times = serializers.IntegerField()
    text = serializers.CharField()


class PracticeSerializer(serializers.Serializer[Any]):
    """The shortest span first."""

    practised = ToldSerializer(many=True)


def _target(given: dict[str, Any]) -> Target:
    return Target(TargetType(given["type"]), given["id"] or "")
