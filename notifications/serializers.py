"""Shapes of requests and answers. WallTime, RuleShape and ZoneShape serve every app in which something repeats."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts.serializers import LOCALE, ZoneField
from backend.api.problems import Invalid, InvalidRequest
from backend.api.serializers import Instant, PlainText, Shape
from backend.recurrence import Recurrence
from backend.recurrence.occurrences import YEARS
from notifications.devices import Address, DeviceReport
from notifications.inbox import STATES, state_of
from notifications.kinds import Category, Kind
from notifications.models import DeliveryReceipt, Device, Notification, Platform, Preference, PushAddress, Reminder
from notifications.preferences import CHOOSABLE
from notifications.receipts import Receipt
from notifications.reminders import ReminderChange, ReminderWish
from notifications.schedules import FLOATING, Zone, upcoming

# As FCM writes its tokens and installation ids.
ADDRESS = r"^[A-Za-z0-9_:.\-]+$"
WALL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
MAX_RECEIPTS = 100
MAX_DATES = 1000
LONGEST_WINDOW_MINUTES = 7 * 24 * 60
SHOWN_OCCURRENCES = 5


@extend_schema_field({"type": "string", "pattern": rf"^{WALL_TIME.pattern}$", "example": "2026-11-23T09:00:00"})
class WallTime(serializers.Field[datetime, Any, str, Any]):
    """A local time without offset, as a clock on the wall shows it."""

    def to_internal_value(self, data: Any) -> datetime:
        try:
            if isinstance(data, str) and WALL_TIME.fullmatch(data):
                return datetime.fromisoformat(data)
        except ValueError:
            pass
        raise serializers.ValidationError("Give a local time without offset, as in 2026-11-23T09:00:00.")

    def to_representation(self, value: datetime) -> str:
        return value.isoformat(timespec="seconds")


class ZoneShape(serializers.Serializer[Any]):
    """`{"policy": "floating"}` follows the person, `{"policy": "fixed", "tzid": …}` stays."""

    policy = serializers.ChoiceField(["floating", "fixed"])
    # Checked with the rule: an unknown zone is a problem of its own.
    tzid = PlainText(max_length=64, required=False)

    def to_internal_value(self, data: Any) -> Any:
        checked = super().to_internal_value(data)
        unknown = {key: "This field is not known here." for key in data if key not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
        if checked["policy"] == "fixed" and "tzid" not in checked:
            raise serializers.ValidationError({"tzid": "A fixed zone needs its name."})
        return Zone(checked["policy"], checked.get("tzid") if checked["policy"] == "fixed" else None)


class RuleShape(Shape):
    """The parts of a recurrence; `repetition` puts them together."""

    dtstart = WallTime()
    rrule = PlainText(max_length=500, required=False, allow_null=True, allow_blank=True, default=None)
    exdates = serializers.ListField(child=WallTime(), required=False, default=list, max_length=MAX_DATES)
    rdates = serializers.ListField(child=WallTime(), required=False, default=list, max_length=MAX_DATES)

    def repetition(self, given: dict[str, Any]) -> Recurrence:
        return Recurrence(
            given.pop("dtstart"), given.pop("rrule") or None, tuple(given.pop("exdates")), tuple(given.pop("rdates"))
        )


class WindowField(serializers.IntegerField):
    """Minutes, as a timedelta."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LONGEST_WINDOW_MINUTES, **kwargs)


class ReminderShape(RuleShape):
    into = ReminderWish
    id = serializers.UUIDField(required=False)
    text = PlainText(max_length=500)
    zone = ZoneShape(required=False)
    window_minutes = WindowField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["recurrence"] = self.repetition(attrs)
        attrs.setdefault("zone", FLOATING)
        if "window_minutes" in attrs:
            attrs["window"] = timedelta(minutes=attrs.pop("window_minutes"))
        return attrs


class ReminderChangeShape(RuleShape):
    """A rule is changed as a whole: `dtstart` with all that belongs to it, or nothing of it."""

    into = ReminderChange
    dtstart = WallTime(required=False)
    text = PlainText(max_length=500, required=False)
    zone = ZoneShape(required=False)
    window_minutes = WindowField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "dtstart" in attrs:
            attrs["recurrence"] = self.repetition(attrs)
        elif {"rrule", "exdates", "rdates"} & set(self.initial_data):
            raise serializers.ValidationError({"dtstart": "A changed rule needs its start."})
        if "window_minutes" in attrs:
            attrs["window"] = timedelta(minutes=attrs.pop("window_minutes"))
        return {key: value for key, value in attrs.items() if key not in {"rrule", "exdates", "rdates"}}


@dataclass(frozen=True)
class Preview:
    recurrence: Recurrence
    zone: Zone
    after: datetime | None = None


class PreviewShape(RuleShape):
    into = Preview
    zone = ZoneShape(required=False)
    after = Instant(required=False)

    def validate_after(self, value: datetime) -> datetime:
        if value.year not in YEARS:
            raise serializers.ValidationError("Dates must lie in the years 1970 to 2199.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"recurrence": self.repetition(attrs), "zone": attrs.get("zone", FLOATING)}


class AddressShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(PushAddress.Kind.choices)
    value = serializers.RegexField(ADDRESS, max_length=4096)

    def to_internal_value(self, data: Any) -> Any:
        return Address(**super().to_internal_value(data))


class DeviceShape(Shape):
    into = DeviceReport
    platform = serializers.ChoiceField(Platform.choices)
    address = AddressShape(required=False, allow_null=True, default=None)
    locale = serializers.RegexField(LOCALE, max_length=35)
    tzid = ZoneField()
    app_version = PlainText(max_length=40)
    notifications = serializers.ChoiceField(Device.Permission.choices)


class ReceiptShape(Shape):
    into = Receipt
    notification_id = serializers.UUIDField()
    event = serializers.ChoiceField(DeliveryReceipt.Event.choices)
    at = Instant()
    via = serializers.ChoiceField(DeliveryReceipt.Via.choices)
    snooze_until = Instant(required=False, allow_null=True, default=None)

    @classmethod
    def parse_list(cls, data: Any) -> list[Receipt]:
        """Raises ValidationError or InvalidRequest, with pointers into the list."""
        if not isinstance(data, list) or len(data) > MAX_RECEIPTS:
            raise InvalidRequest(Invalid("", f"The body must be a list of at most {MAX_RECEIPTS} receipts."))
        shape = cls(data=data, many=True)
        shape.is_valid(raise_exception=True)
        return [Receipt(**each) for each in shape.validated_data]


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


class DeviceSerializer(serializers.Serializer[Device]):
    installation_id = serializers.CharField()
    platform = serializers.ChoiceField(Platform.choices)
    locale = serializers.CharField()
    tzid = serializers.CharField()
    app_version = serializers.CharField()
    notifications = serializers.ChoiceField(Device.Permission.choices)
    refreshed_at = serializers.DateTimeField()


class TargetSerializer(serializers.Serializer[Notification]):
    type = serializers.CharField(source="target_type")
    id = serializers.UUIDField(source="target_id")


class NotificationSerializer(serializers.Serializer[Notification]):
    """Needs `now` in the context."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Kind.choices)
    state = serializers.SerializerMethodField()
    target = TargetSerializer(source="*")
    deliver_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ChoiceField(STATES))
    def get_state(self, notification: Notification) -> str:
        return state_of(notification, now=self.context["now"])


class RecordedSerializer(serializers.Serializer[Any]):
    recorded = serializers.IntegerField()
    unknown = serializers.ListField(child=serializers.UUIDField())


class OccurrenceSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    local = WallTime()
    tzid = serializers.CharField()


class OccurrencesSerializer(serializers.Serializer[Any]):
    next_occurrences = OccurrenceSerializer(many=True)


class ZoneSerializer(serializers.Serializer[Any]):
    policy = serializers.ChoiceField(["floating", "fixed"])
    tzid = serializers.CharField(required=False)


class ReminderSerializer(serializers.Serializer[Reminder]):
    """Needs `now` in the context."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    dtstart = WallTime(source="schedule.dtstart")
    rrule = serializers.CharField(source="schedule.rrule", allow_blank=True)
    exdates = serializers.ListField(child=WallTime(), source="schedule.exdates")
    rdates = serializers.ListField(child=WallTime(), source="schedule.rdates")
    zone = serializers.SerializerMethodField()
    window_minutes = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    next_occurrences = serializers.SerializerMethodField()

    @extend_schema_field(ZoneSerializer)
    def get_zone(self, reminder: Reminder) -> dict[str, str]:
        return zone_as_json(reminder.schedule.tzid)

    def get_window_minutes(self, reminder: Reminder) -> int:
        return int(reminder.schedule.window / timedelta(minutes=1))

    @extend_schema_field(OccurrenceSerializer(many=True))
    def get_next_occurrences(self, reminder: Reminder) -> Any:
        found = upcoming(reminder.schedule, after=self.context["now"], limit=SHOWN_OCCURRENCES)
        return OccurrenceSerializer(found, many=True).data


def zone_as_json(tzid: str) -> dict[str, str]:
    """Render the zone of a schedule; an empty one is floating."""
    return {"policy": "fixed", "tzid": tzid} if tzid else {"policy": "floating"}
