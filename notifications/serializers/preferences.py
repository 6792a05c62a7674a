from collections.abc import Mapping
from datetime import time
from typing import Any

from rest_framework import serializers

from backend.api.serializers import Instant, Part, Shape
from notifications.kinds import Category
from notifications.models import NotificationWishes, Preference
from notifications.wishes.preferences import CHOOSABLE, SUGGESTED_SPREAD_MINUTES, PreferenceChange

MOST_A_DAY = 50
HOUR = 60
LONGEST_SPREAD = 10


class ClockTime(serializers.RegexField):
    """A local time as a clock shows it: 22:00."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        text = super().run_validation(data)
        return time.fromisoformat(text) if isinstance(text, str) else text

    def to_representation(self, value: Any) -> str:
        return f"{value:%H:%M}"


class PreferenceShape(Part):
    category = serializers.ChoiceField([(each.value, each.label) for each in CHOOSABLE])
    way = serializers.ChoiceField(Preference.Way.choices)


class QuietHoursShape(Part):
    """Of every day, in the zone where the account is; over midnight when `until` is the earlier of the two."""

    until = ClockTime(source="quiet_until")
    action = serializers.ChoiceField(
        NotificationWishes.QuietAction.choices, source="quiet_action", default=NotificationWishes.QuietAction.DEFER
    )

    def get_fields(self) -> Any:
        # `from` is no name that Python can give to an attribute.
        return {"from": ClockTime(source="quiet_from"), **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["quiet_from"] == attrs["quiet_until"]:
            raise serializers.ValidationError({"until": "Give another time than that at which they begin."})
        return attrs


class AwayShape(Part):
    """No end: until it is cleared."""

    until = Instant(source="away_until", allow_null=True)

    def get_fields(self) -> Any:
        return {"from": Instant(source="away_from"), **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["away_until"] is not None and attrs["away_until"] <= attrs["away_from"]:
            raise serializers.ValidationError({"until": "It ends later than it begins."})
        return attrs


class PreferencesShape(Shape):
    """What is left out stays as it is; null clears."""

    into = PreferenceChange
    categories = PreferenceShape(many=True, required=False)
    quiet_hours = QuietHoursShape(required=False, allow_null=True)
    daily_cap = serializers.IntegerField(min_value=1, max_value=MOST_A_DAY, required=False, allow_null=True)
    bundle_minutes = serializers.IntegerField(min_value=0, max_value=HOUR, required=False, allow_null=True)
    spread_minutes = serializers.IntegerField(min_value=0, max_value=LONGEST_SPREAD, required=False, allow_null=True)
    away = AwayShape(required=False, allow_null=True)

    def validate_bundle_minutes(self, value: int | None) -> int | None:
        if value and HOUR % value:
            raise serializers.ValidationError("Give minutes that divide the hour, such as 15 or 30, or 0.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        ways = {Category(each["category"]): each["way"] for each in attrs.pop("categories", ())}
        wishes: dict[str, Any] = {}
        for name, value in attrs.items():
            wishes |= _columns(name, value)
        return {"ways": ways, "wishes": wishes}


class PreferencesSerializer(serializers.Serializer[Any]):
    categories = PreferenceShape(many=True)
    quiet_hours = QuietHoursShape(allow_null=True)
    daily_cap = serializers.IntegerField(allow_null=True)
    bundle_minutes = serializers.IntegerField()
    spread_minutes = serializers.IntegerField()
    suggested_spread_minutes = serializers.IntegerField()
    away = AwayShape(allow_null=True)


def as_told(ways: Mapping[Category, str], wishes: NotificationWishes) -> dict[str, Any]:
    """Return what PreferencesSerializer renders."""
    return {
        "categories": [{"category": category, "way": way} for category, way in ways.items()],
        "quiet_hours": wishes if wishes.quiet_from is not None else None,
        "daily_cap": wishes.daily_cap,
        "bundle_minutes": wishes.bundle_minutes,
        "spread_minutes": wishes.spread_minutes,
        "suggested_spread_minutes": SUGGESTED_SPREAD_MINUTES,
        "away": wishes if wishes.away_from is not None else None,
    }


def _columns(name: str, value: Any) -> dict[str, Any]:
    match name, value:
        case "quiet_hours", None:
            return {"quiet_from": None, "quiet_until": None}
        case "away", None:
            return {"away_from": None, "away_until": None}
        case (("quiet_hours" | "away"), _):
            return dict(value)
        case (("bundle_minutes" | "spread_minutes"), None):
            return {name: 0}
    return {name: value}
