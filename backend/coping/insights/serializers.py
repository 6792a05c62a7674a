from typing import Any

from rest_framework import serializers

from backend.coping.insights.reading import Told
from backend.coping.insights.summing import Bar, Direction, Helped, Mean, Trend, Week
from backend.coping.insights.words import WHAT_IT_IS, fall_words, trend_words
from backend.coping.waiting import JUST_WAIT, WAIT


class MeanSerializer(serializers.Serializer[Mean]):
    """Below three values all but the count is null. `low` and `high` are the ends of a 95 % interval."""

    count = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class HelpedSerializer(serializers.Serializer[Helped]):
    exercise = serializers.CharField()
    title = serializers.SerializerMethodField()
    times = serializers.IntegerField()
    fall = MeanSerializer()
    text = serializers.SerializerMethodField()

    def get_title(self, helped: Helped) -> str:
        return WAIT.title if helped.exercise == JUST_WAIT else self.context["exercises"][helped.exercise].title

    def get_text(self, helped: Helped) -> str:
        return fall_words(helped)


class HourSerializer(serializers.Serializer[Bar]):
    hour = serializers.IntegerField(source="key")
    intensity = MeanSerializer()


class WeekdaySerializer(serializers.Serializer[Bar]):
    weekday = serializers.IntegerField(source="key", help_text="0 = Sunday")
    intensity = MeanSerializer()


class TriggerSerializer(serializers.Serializer[Bar]):
    trigger = serializers.CharField(source="key")
    intensity = MeanSerializer()


class WeekSerializer(serializers.Serializer[Week]):
    begins_on = serializers.DateField()
    intensity = MeanSerializer()


class CravingTrendSerializer(serializers.Serializer[Trend]):
    """Points a week, through the means of the weeks."""

    direction = serializers.ChoiceField([each.value for each in Direction])
    per_week = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    text = serializers.SerializerMethodField()

    def get_text(self, trend: Trend) -> str:
        return trend_words(trend)


class LogInsightsSerializer(serializers.Serializer[Any]):
    cravings = serializers.IntegerField()
    hours = HourSerializer(many=True)
    weekdays = WeekdaySerializer(many=True)
    triggers = TriggerSerializer(many=True)
    weeks = WeekSerializer(many=True)
    trend = CravingTrendSerializer()


class ExerciseInsightsSerializer(serializers.Serializer[Any]):
    """`wait` is what craving does by itself: nothing is said to help but beside it."""

    helped = HelpedSerializer(many=True)
    wait = HelpedSerializer()


class InsightsSerializer(serializers.Serializer[Told]):
    """`log` or `exercises` is null where somebody does not share it with who asks."""

    # In the context: `exercises`, as who asks calls them.

    days = serializers.IntegerField()
    tzid = serializers.CharField(allow_null=True, help_text="Null without the log.")
    text = serializers.SerializerMethodField()
    log = LogInsightsSerializer(source="insights", allow_null=True)
    exercises = ExerciseInsightsSerializer(source="insights", allow_null=True)

    def get_text(self, _told: Told) -> str:
        return WHAT_IT_IS

    def to_representation(self, instance: Told) -> dict[str, Any]:
        shown = super().to_representation(instance)
        hidden = {"log": not instance.shows_log, "exercises": not instance.shows_exercises}
        return shown | {part: None for part, is_hidden in hidden.items() if is_hidden}
