from rest_framework import serializers

from backend.api.serializers import PlainText, Shape
from backend.crisis.check import DEFAULT_INSTRUMENT, Question
from backend.instruments.levels import Level


class QuestionShape(Shape):
    into = Question
    answers = serializers.DictField()
    instrument = PlainText(max_length=40, default=DEFAULT_INSTRUMENT)
    country = serializers.RegexField(r"^[A-Za-z]{2}$", required=False, allow_null=True)


class VerdictSerializer(serializers.Serializer[object]):
    level = serializers.ChoiceField([level.value for level in Level])
    help = serializers.DictField(allow_null=True)
