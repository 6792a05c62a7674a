from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts.models import DataClass
from backend.api.serializers import Instant, PlainText, Shape
from backend.care_team.monitoring import Watch
from backend.care_team.serializers import MonitoringSerializer, SeenBySerializer
from backend.coping.counters.keeping import Counted, CounterChange, CounterWish
from backend.coping.counters.milestones import Reached
from backend.coping.models import Slip
from backend.instruments.substances import SUBSTANCES
from notifications.serializers.rules import DayTime

LABEL_LENGTH = 60
# What staff must be granted to learn of a slip that is no danger; of a danger, alerts alone.
TOLD_OF_SLIPS = (DataClass.ALERTS, DataClass.CRAVINGS)


class SubstanceField(serializers.ChoiceField):
    """The class of what is not taken; null counts days without any."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=SUBSTANCES, allow_null=True, **kwargs)


class CounterShape(Shape):
    into = CounterWish
    label = PlainText(max_length=LABEL_LENGTH)  # type: ignore[assignment]  # no field of ours has a label
    started_on = serializers.DateField(help_text="The first day without use, where you were; not one to come.")
    substance = SubstanceField(required=False)
    milestone_push_at = DayTime(required=False, allow_null=True, help_text="Local time; null: no milestone rings.")
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class CounterChangeShape(Shape):
    into = CounterChange
    label = PlainText(max_length=LABEL_LENGTH, required=False)  # type: ignore[assignment]  # no field of ours has a label
    started_on = serializers.DateField(required=False)
    substance = SubstanceField(required=False)
    milestone_push_at = DayTime(required=False, allow_null=True)


class MilestoneSerializer(serializers.Serializer[Reached]):
    code = serializers.CharField(source="milestone.code")
    label = serializers.CharField(source="milestone.label")  # type: ignore[assignment]  # no field of ours has a label
    on = serializers.DateField()


class WhoLearnsSerializer(SeenBySerializer):
    """Who learns of a slip: always, and when somebody is in danger; `watching` says it in plain words."""

    watching = serializers.CharField()
    monitoring = MonitoringSerializer()


class CounterSerializer(serializers.Serializer[Counted]):
    """Days are those that are over, by the calendar of where the person is on `today`: the first day is day 0.

    The day of a slip is no day without use and takes nothing from the days before it. What was reached stays reached.
    """

    id = serializers.UUIDField(source="counter.pk")
    label = serializers.CharField(source="counter.label")  # type: ignore[assignment]  # no field of ours has a label
    substance = serializers.ChoiceField(SUBSTANCES, source="counter.substance", allow_null=True)
    started_on = serializers.DateField(source="counter.started_on")
    today = serializers.DateField()
    days_now = serializers.IntegerField(source="count.days_now", help_text="Since the start or the last slip.")
    days_total = serializers.IntegerField(source="count.days_total", help_text="In all, since the start.")
    longest = serializers.IntegerField(source="count.longest", help_text="The most days in a row.")
    slips = serializers.IntegerField(source="count.slips")
    next_milestone = MilestoneSerializer()
    milestones = MilestoneSerializer(many=True)
    milestone_push_at = serializers.SerializerMethodField()
    slips_seen_by = serializers.SerializerMethodField()  # of `who_learns` in the context
    created_at = serializers.DateTimeField(source="counter.created_at")

    @extend_schema_field(DayTime(allow_null=True))
    def get_milestone_push_at(self, counted: Counted) -> str | None:
        """Null too where they said "stop these"."""
        counter = counted.counter
        rings = counter.schedule is not None and counter.schedule.stopped_at is None
        return f"{counter.milestone_push_at:%H:%M}" if rings else None

    @extend_schema_field(WhoLearnsSerializer)
    def get_slips_seen_by(self, _counted: Counted) -> Any:
        return self.context["who_learns"]


class SlipSerializer(serializers.Serializer[Slip]):
    id = serializers.UUIDField()
    on = serializers.DateField()
    occurred_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    affected_now = serializers.IntegerField(allow_null=True)
    recorded_at = serializers.DateTimeField()


def who_learns_of_slips(watch: Watch, *, now: Any) -> dict[str, Any]:
    """Say who would be told of a slip by the grants of this moment."""
    monitoring = watch.monitoring(*TOLD_OF_SLIPS, now=now)
    seen_by = watch.seen_by(needs=TOLD_OF_SLIPS) | {"watching": monitoring.text, "monitoring": monitoring}
    return dict(WhoLearnsSerializer(seen_by).data)
