from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from backend.aftercare.serializers import LEVELS
from backend.aftercare.slips.recording import AFFECTED, INSTRUMENT, SlipAnswer
from backend.api.problems import Invalid
from backend.api.serializers import Instant, PlainText, Shape
from backend.care_team.serializers import MonitoringSerializer
from backend.coping.counters.serializers import CounterSerializer
from backend.coping.counters.slips import ToldSlip
from backend.coping.plans.slip_serializers import SlipPlanSerializer
from backend.crisis.check import UnknownAnswer
from backend.instruments.catalogue import catalogue

LONGEST = 2000


@dataclass(frozen=True)
class AffectedRequest:
    affected_now: int


class AffectedField(serializers.ChoiceField):
    """The answer to `affected_now` of the daily check-in. Any other is `unknown-answer`, as it is there."""

    def __init__(self, **kwargs: Any) -> None:
        options = catalogue().instruments[INSTRUMENT].items_by_id[AFFECTED].options
        super().__init__(choices=[(each.value, each.label) for each in options], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        # The exact type: True == 1, and is no answer.
        if type(data) is not int or data not in self.choices:
            raise UnknownAnswer(Invalid(f"/{AFFECTED}", "This is not one of the item's values."))
        return data


class SlipShape(Shape):
    into = ToldSlip
    on = serializers.DateField(
        required=False, help_text="Its day, where you were; without it the day of occurred_at, where you are now."
    )
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)
    note = PlainText(max_length=LONGEST, required=False, allow_null=True, allow_blank=True)
    affected_now = AffectedField(required=False, allow_null=True)
    id = serializers.UUIDField(required=False)


class AffectedShape(Shape):
    into = AffectedRequest
    affected_now = AffectedField()


class AskOptionSerializer(serializers.Serializer[Any]):
    value = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # no field of ours has a label


class AskSerializer(serializers.Serializer[Any]):
    """An item of the daily check-in that is asked now; send the answer to `…/affected`."""

    item = serializers.CharField(source="id")
    text = serializers.CharField()
    options = AskOptionSerializer(many=True)


class SlipAnswerSerializer(serializers.Serializer[SlipAnswer]):
    """`level`, `actions` and `monitoring` are those of a response to a check-in; `help` and `plan` are always there."""

    id = serializers.UUIDField(source="slip.pk")
    help = serializers.DictField()
    level = serializers.ChoiceField(LEVELS, source="consequences.level")
    text = serializers.CharField()
    ask = AskSerializer(allow_null=True)
    actions = serializers.ListField(child=serializers.CharField(), source="consequences.actions")
    monitoring = MonitoringSerializer(source="consequences.monitoring")
    plan = SlipPlanSerializer()
    counter = CounterSerializer(source="counted")
