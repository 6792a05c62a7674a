from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from backend.api.serializers import Shape
from notifications.kinds import Category
from notifications.models import Preference
from notifications.wishes.preferences import CHOOSABLE


class PreferenceShape(serializers.Serializer[Any]):
    category = serializers.ChoiceField([(each.value, each.label) for each in CHOOSABLE])
    way = serializers.ChoiceField(Preference.Way.choices)


@dataclass(frozen=True)
class PreferenceWishes:
    categories: dict[Category, str]


class PreferencesShape(Shape):
    into = PreferenceWishes
    categories = PreferenceShape(many=True)

    def validate_categories(self, value: list[dict[str, str]]) -> dict[Category, str]:
        return {Category(each["category"]): each["way"] for each in value}


class PreferencesSerializer(serializers.Serializer[Any]):
    categories = PreferenceShape(many=True)
