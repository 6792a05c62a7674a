from typing import Any

from rest_framework import serializers

from backend.api.serializers import PlainText, Shape
from backend.crisis.check import DEFAULT_INSTRUMENT, Question
from backend.instruments.levels import Level


class CountryText(serializers.CharField):
    """Any text: a country that is not known gets 112 and the directory, as in `/v1/crisis/{country}`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False, **kwargs)
        # No text is refused here, and none is kept.
        self.validators = []

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class QuestionShape(Shape):
    into = Question
    answers = serializers.DictField()
    instrument = PlainText(max_length=40, default=DEFAULT_INSTRUMENT)
    country = CountryText(required=False, allow_null=True)


class VerdictSerializer(serializers.Serializer[object]):
    level = serializers.ChoiceField([level.value for level in Level])
    help = serializers.DictField(allow_null=True)
