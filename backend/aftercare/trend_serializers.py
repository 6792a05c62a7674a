from typing import Any

from rest_framework import serializers

from backend.aftercare.serializers import LEVELS
from backend.instruments.change import Change


class PointSerializer(serializers.Serializer[Any]):
    check_in_id = serializers.UUIDField()
    answered_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    value = serializers.IntegerField(allow_null=True)
    band = serializers.CharField(allow_null=True)
    level = serializers.ChoiceField(LEVELS)
    change = serializers.ChoiceField([change.value for change in Change], allow_null=True)


class TrendSerializer(serializers.Serializer[Any]):
    instrument = serializers.CharField(source="instrument.code")
    title = serializers.CharField(source="instrument.title")
    scale = serializers.CharField(source="scale.name")
    minimum = serializers.IntegerField(source="scale.minimum")
    maximum = serializers.IntegerField(source="scale.maximum")
    higher_is = serializers.ChoiceField(["better", "worse"], source="scale.higher_is")
    reliable_change = serializers.FloatField(source="instrument.reliable_change", allow_null=True)
    points = PointSerializer(many=True)


class TrendListSerializer(serializers.Serializer[Any]):
    results = TrendSerializer(many=True)
    next = serializers.CharField(allow_null=True)
