"""Shapes of what organizers send."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.serializers import Instant, PlainText, Shape
from meetings.dates.dated import DatedException, ExceptionKind
from meetings.history.restoring import Version
from meetings.models import State, VenueType
from meetings.organizers.facts import ListingFacts, body_of, merged
from meetings.stored import documents
from meetings.stored.documents import Listing
from meetings.venues import OnlineFacts, PlaceFacts

# As for dtstart: a day outside them is a typing error, and at the calendar's end nothing can be reckoned.
YEARS = range(1970, 2200)
MAX_EXCEPTIONS = 200
ACCESS = (
    "wheelchair",
    "step_free",
    "accessible_toilet",
    "hearing_loop",
    "sign_language",
    "captions",
    "parking",
)


class WebLink(PlainText):
    """An https address; anything else would open on phones in ways nobody looks into."""

    def to_internal_value(self, data: Any) -> str:
        url: str = super().to_internal_value(data)
        if url and not _is_https(url):
            raise serializers.ValidationError("Use an https address.")
        return url


@extend_schema_field(OpenApiTypes.STR)
class LocalTime(serializers.Field):  # type: ignore[type-arg]  # the stubs' parameters say nothing here
    """Wall time in the meeting's own zone, to the minute: `2026-12-08T19:30:00`."""

    def to_internal_value(self, data: Any) -> datetime:
        try:
            local = datetime.fromisoformat(data) if isinstance(data, str) and "T" in data else None
        except ValueError:
            local = None
        if local is None or local.tzinfo or local.second or local.microsecond:
            raise serializers.ValidationError("Use local time without an offset, as in 2026-12-08T19:30:00.")
        if local.year not in YEARS:
            raise serializers.ValidationError("Use a time in the years 1970 to 2199.")
        return local


class Day(serializers.DateField):
    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if day.year not in YEARS:
            raise serializers.ValidationError("Use a day in the years 1970 to 2199.")
        return day


class DayOfHappening(Day):
    """The local day of a happening, or its local time as documents name it: what is read can be sent again."""

    def to_internal_value(self, value: Any) -> date:
        if isinstance(value, str) and "T" in value:
            return LocalTime().to_internal_value(value).date()
        return super().to_internal_value(value)


class _Part(serializers.Serializer[Any]):
    """A nested object in which unknown keys are errors too."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(unknown, "This field is not known here."))
        return super().to_internal_value(data)


class PlaceShape(_Part):
    name = PlainText(255, required=False, allow_blank=True)
    street = PlainText(255, required=False, allow_blank=True)
    city = PlainText(255, required=False, allow_blank=True)
    city_subsection = PlainText(255, required=False, allow_blank=True)
    neighborhood = PlainText(255, required=False, allow_blank=True)
    county = PlainText(255, required=False, allow_blank=True)
    region = PlainText(255, required=False, allow_blank=True)
    postal_code = PlainText(255, required=False, allow_blank=True)
    country = PlainText(255, required=False, allow_blank=True)
    info = PlainText(required=False, allow_blank=True)
    train_lines = PlainText(required=False, allow_blank=True)
    bus_lines = PlainText(required=False, allow_blank=True)
    lat = serializers.FloatField(required=False, allow_null=True, min_value=-90, max_value=90)
    lon = serializers.FloatField(required=False, allow_null=True, min_value=-180, max_value=180)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("lat") is None) != (attrs.get("lon") is None):
            raise serializers.ValidationError("Give both lat and lon, or neither.")
        return attrs


class OnlineShape(_Part):
    url = WebLink(required=False, allow_blank=True)
    phone = PlainText(255, required=False, allow_blank=True)
    notes = PlainText(required=False, allow_blank=True)


class VersionShape(Shape):
    into = Version

    change_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ExceptionShape(_Part):
    """What is different on one day. `recurrence_id` is the local day of the happening; an extra one has none."""

    kind = serializers.ChoiceField(choices=[(each.value, each.value) for each in ExceptionKind])
    recurrence_id = DayOfHappening(required=False, allow_null=True)
    starts_at = LocalTime(required=False, allow_null=True)
    duration_minutes = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1440)
    place = PlaceShape(required=False, allow_null=True)
    online = OnlineShape(required=False, allow_null=True)
    reason = PlainText(500, required=False, allow_blank=True)

    def validate_place(self, value: dict[str, Any] | None) -> dict[str, Any] | None:
        return _if_it_says_something(value)

    def validate_online(self, value: dict[str, Any] | None) -> dict[str, Any] | None:
        return _if_it_says_something(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind = ExceptionKind(attrs["kind"])
        needed, taken = EXCEPTION_FIELDS[kind]
        given = {name for name in MAY_DIFFER if attrs.get(name) is not None}
        wrong = dict.fromkeys(needed - given, f"Needed where kind is {kind.value}.")
        wrong |= dict.fromkeys(given - needed - taken, f"Not taken where kind is {kind.value}.")
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


class DatedExceptionShape(ExceptionShape, Shape):
    """One exception by itself."""

    into = DatedException

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return vars(exception_of(super().validate(attrs)))


MAY_DIFFER = ("recurrence_id", "starts_at", "duration_minutes", "place", "online")
# Kind: what it needs, and what it takes beside.
EXCEPTION_FIELDS = {
    ExceptionKind.CANCELLED: ({"recurrence_id"}, set()),
    ExceptionKind.MOVED: ({"recurrence_id", "place"}, {"duration_minutes"}),
    ExceptionKind.RESCHEDULED: ({"recurrence_id", "starts_at"}, {"duration_minutes", "place"}),
    ExceptionKind.ONLINE: ({"recurrence_id"}, {"online", "duration_minutes"}),
    ExceptionKind.EXTRA: ({"starts_at"}, {"duration_minutes", "place", "online"}),
}


@dataclass(frozen=True)
class SideTaken:
    field: str
    take: Literal["ours", "theirs"]


class SideShape(Shape):
    """Which of the two a field in conflict is to say from now on."""

    into = SideTaken

    field = PlainText(40)
    take = serializers.ChoiceField(choices=["ours", "theirs"])


class ListingShape(Shape):
    """A meeting as an organizer writes it: `weekday` and `start_time`, or `dtstart` with or without `rrule`."""

    into = ListingFacts

    id = serializers.UUIDField(required=False, help_text="Chosen by the phone; sent again it is the same meeting.")
    name = PlainText(255)
    weekday = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=6, help_text="0: Sunday")
    start_time = serializers.TimeField(required=False, allow_null=True, input_formats=["%H:%M"])
    dtstart = LocalTime(required=False, allow_null=True)
    rrule = PlainText(500, required=False, allow_blank=True)
    exdates = serializers.ListField(child=DayOfHappening(), required=False, max_length=366)
    exceptions = ExceptionShape(many=True, required=False)
    duration_minutes = serializers.IntegerField(required=False, min_value=1, max_value=1440)
    tzid = PlainText(64)
    valid_from = Day(required=False, allow_null=True)
    valid_until = Day(required=False, allow_null=True)
    venue_type = serializers.ChoiceField(choices=VenueType.choices)
    state = serializers.ChoiceField(required=False, choices=State.choices)
    state_until = Day(required=False, allow_null=True)
    place = PlaceShape(required=False, allow_null=True)
    online = OnlineShape(required=False, allow_null=True)
    format_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, max_length=50
    )
    languages = serializers.ListField(child=serializers.RegexField(r"^[A-Za-z-]{2,16}$"), required=False, max_length=10)
    accessibility = serializers.DictField(child=serializers.BooleanField(), required=False)
    service_body_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    notes = PlainText(4000, required=False, allow_blank=True)
    last_confirmed_on = Day(required=False, allow_null=True)
    is_published = serializers.BooleanField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)

    def validate_place(self, value: dict[str, Any] | None) -> PlaceFacts | None:
        return None if value is None else PlaceFacts(**value)

    def validate_online(self, value: dict[str, Any] | None) -> OnlineFacts | None:
        return None if value is None else OnlineFacts(**value)

    def validate_format_ids(self, value: list[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(value))

    def validate_languages(self, value: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.lower() for each in value))

    def validate_exdates(self, value: list[Any]) -> tuple[Any, ...]:
        return tuple(sorted(set(value)))

    def validate_exceptions(self, value: list[dict[str, Any]]) -> tuple[DatedException, ...]:
        found = tuple(exception_of(each) for each in value)
        if len(found) > MAX_EXCEPTIONS or len({each.happening for each in found}) < len(found):
            raise serializers.ValidationError(f"At most {MAX_EXCEPTIONS}, and one for each day.")
        return found

    def validate_accessibility(self, value: dict[str, bool]) -> dict[str, bool]:
        unknown = set(value) - set(ACCESS)
        if unknown:
            raise serializers.ValidationError(f"Use some of {', '.join(ACCESS)}.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs.get("valid_from"), attrs.get("valid_until")
        if first and last and last < first:
            raise serializers.ValidationError({"valid_until": "It ends before it begins."})
        return attrs


def facts_with(listing: Listing, changes: Mapping[str, Any]) -> ListingFacts:
    """Lay changes over what a listing says, and read it as if all of it had been sent. Raises what parse raises.

    What the changes leave alone may be a feed's, and then breaks rules that organizers keep: it stands as it is.
    """
    state = documents.state_of(listing)
    left_alone = {name: value for name, value in _as_it_stands(state).items() if name not in changes}
    body = {name: value for name, value in merged(body_of(state), changes).items() if name not in left_alone}
    facts: ListingFacts = ListingShape.parse(body)
    return replace(facts, **left_alone)


def _as_it_stands(state: Mapping[str, Any]) -> dict[str, Any]:
    place, online = state["place"], state["online"]
    return {
        "place": PlaceFacts(**place) if place else None,
        "online": OnlineFacts(**online) if online else None,
        "notes": state["notes"],
        "languages": tuple(state["languages"]),
    }


def exception_of(attrs: dict[str, Any]) -> DatedException:
    place, online = attrs.get("place"), attrs.get("online")
    given = {name: value for name, value in attrs.items() if name not in {"place", "online"}}
    return DatedException(
        **given | {"kind": ExceptionKind(attrs["kind"])},
        place=PlaceFacts(**place) if place else None,
        online=OnlineFacts(**online) if online else None,
    )


def _if_it_says_something(part: dict[str, Any] | None) -> dict[str, Any] | None:
    return part if part and any(each not in (None, "") for each in part.values()) else None


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and " " not in url
