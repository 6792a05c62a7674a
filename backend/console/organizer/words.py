"""Listings, and what changed about them, in the words of people who run a group."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from meetings.dates.dated import DatedException, ExceptionKind
from meetings.history.diffing import Difference
from meetings.history.reading import Told
from meetings.models import MeetingChange, State, VenueType

Kind = MeetingChange.Kind
KIND_WORDS = {
    Kind.CREATED: "Posted",
    Kind.CHANGED: "Changed",
    Kind.WITHDRAWN: "Withdrawn",
    Kind.RETURNED: "Published again",
    Kind.RESTORED: "Restored",
}
WHO_WORDS = {"you": "by you", "organizer": "by another organizer", "clock": "by itself: its last day was over"}
FIELD_WORDS = {
    "name": "Name",
    "weekday": "Weekday",
    "start_time": "Starts at",
    "duration_minutes": "Minutes",
    "tzid": "Time zone",
    "rrule": "Rule",
    "dtstart": "First date",
    "exdates": "Left out",
    "exceptions": "Single dates",
    "valid_from": "Listed from",
    "valid_until": "Listed until",
    "venue_type": "Where people meet",
    "state": "State",
    "state_until": "Until",
    "place.name": "Name of the place",
    "place.info": "How to find the room",
    "place.region": "State or region",
    "place.lat": "Latitude",
    "place.lon": "Longitude",
    "online.url": "Link",
    "online.phone": "Phone number",
    "online.notes": "Online notes",
    "service_body": "Service body",
    "last_confirmed_on": "Last confirmed",
    "is_published": "Published",
    "world_id": "World id",
    "text_language": "Language of the text",
}
STATE_WORDS = {State.ACTIVE: "as always", State.PAUSED: "paused", State.PLACE_CLOSED: "the place is closed"}
VENUE_WORDS = {
    VenueType.IN_PERSON: "in person",
    VenueType.VIRTUAL: "online only",
    VenueType.HYBRID: "in person and online",
}
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
# What follows from weekday and start, and says nothing to people.
UNSAID = frozenset({"tzid_inferred"})


@dataclass(frozen=True)
class Line:
    """One difference: what a field said, and what it says. Empty: nothing."""

    field: str
    was: str
    says: str


def who_words(told: Told) -> str:
    return f"by the feed {told.feed}" if told.by == "feed" else WHO_WORDS[told.by]


def lines_of(diff: list[Difference]) -> list[Line]:
    """Return the differences that people would name; a weekly meeting is its weekday and start."""
    names = {each.field for each in diff}
    is_weekly = bool(names & {"weekday", "start_time"}) and not any(_is_other_rule(each) for each in diff)
    left_out = UNSAID | ({"rrule", "dtstart"} if is_weekly else set())
    return [_line(each) for each in diff if each.field not in left_out]


def exception_words(exception: DatedException) -> str:
    """`24 Nov 2026: cancelled. The hall is closed.`"""
    return " ".join(part for part in (f"{_day(exception.day)}: {_what(exception)}.", exception.reason) if part)


def state_words(state: str, until: date | None) -> str:
    words = STATE_WORDS[State(state)].capitalize()
    return f"{words}, up to and including {_day(until)}" if until else words


def _is_other_rule(each: Difference) -> bool:
    return each.field == "rrule" and not all(_is_weekly(text) for text in (each.before, each.after))


def _is_weekly(rrule: str | None) -> bool:
    return rrule is None or (rrule.startswith("FREQ=WEEKLY;BYDAY=") and ";" not in rrule.partition("BYDAY=")[2])


def _line(each: Difference) -> Line:
    label = FIELD_WORDS.get(each.field) or each.field.rpartition(".")[2].replace("_", " ").capitalize()
    return Line(label, _text(each.field, each.before), _text(each.field, each.after))


def _text(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(_parts(field, value if isinstance(value, list) else [value]))


def _parts(field: str, values: list[Any]) -> Iterator[str]:
    for value in values:
        match field:
            case "weekday":
                yield DAYS[value]
            case "state":
                yield STATE_WORDS[State(value)]
            case "venue_type":
                yield VENUE_WORDS[VenueType(value)]
            case "service_body":
                yield value["name"]
            case "exceptions":
                yield exception_words(DatedException.from_json(value))
            case "exdates" | "valid_from" | "valid_until" | "state_until" | "last_confirmed_on":
                yield _day(date.fromisoformat(value))
            case "dtstart":
                yield _local(datetime.fromisoformat(value))
            case _:
                yield str(value)


def _what(exception: DatedException) -> str:
    match exception.kind:
        case ExceptionKind.CANCELLED:
            return "cancelled"
        case ExceptionKind.MOVED:
            place = exception.place
            return f"moved to {(place.street or place.name) if place else 'another place'}"
        case ExceptionKind.RESCHEDULED:
            return f"instead on {_local(exception.starts_at)}"
        case ExceptionKind.ONLINE:
            return "online"
        case ExceptionKind.EXTRA:
            return f"an extra one at {exception.starts_at:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a %-d %b %Y}"


def _local(at: datetime | None) -> str:
    return f"{at:%a %-d %b %Y, %H:%M}" if at else "another day"
