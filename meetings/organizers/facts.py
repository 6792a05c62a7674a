"""What an organizer says about a meeting, and the rules it has to keep."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from backend.api.problems import Invalid, InvalidRequest, Problem
from backend.recurrence import Recurrence, RecurrenceError, check, parse_zone
from backend.recurrence.rule import Frequency, parse_rule
from meetings.dates.dated import DatedException, ExceptionKind
from meetings.dates.occurrences import WEEK_ZERO, Timing, falls_on, first_on, weekday_of, weekly_rule
from meetings.models import State, VenueType
from meetings.venues import OnlineFacts, PlaceFacts
from notifications.schedules import problem_of


class VenueIncomplete(Problem):
    """A place needs a street and town with state, or postal code; online needs a link or telephone number."""

    code, title, status = "venue-incomplete", "Nobody could find this meeting.", 422

    def __init__(self, *missing: Invalid) -> None:
        super().__init__(errors=[{"pointer": each.pointer, "detail": each.detail} for each in missing])


@dataclass(frozen=True)
class ListingFacts:
    """A meeting as an organizer writes it. Either `weekday` and `start_time`, or `dtstart` with or without `rrule`.

    `dtstart` and `exdates` are wall time in `tzid`; weekday 0 is Sunday.
    """

    name: str
    tzid: str
    venue_type: str
    service_body_id: int
    weekday: int | None = None
    start_time: time | None = None
    dtstart: datetime | None = None
    rrule: str = ""
    exdates: tuple[date, ...] = ()
    exceptions: tuple[DatedException, ...] = ()
    duration_minutes: int = 60
    valid_from: date | None = None
    valid_until: date | None = None
    state: str = State.ACTIVE
    state_until: date | None = None
    place: PlaceFacts | None = None
    online: OnlineFacts | None = None
    format_ids: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    accessibility: Mapping[str, bool] = field(default_factory=dict)
    notes: str = ""
    last_confirmed_on: date | None = None
    is_published: bool = True
    # Of the request, not of the meeting.
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Schedule:
    """When it repeats, as it is stored. An empty rule: once."""

    weekday: int | None
    start_time: time
    starts_on: date
    rrule: str


def schedule_of(facts: ListingFacts, *, now: datetime) -> Schedule:
    """Raises UnknownZone, RuleNeverFires, InvalidRequest."""
    schedule = _by_rule(facts) if facts.dtstart or facts.rrule else _weekly(facts)
    start = datetime.combine(schedule.starts_on, schedule.start_time)
    excluded = tuple(datetime.combine(day, schedule.start_time) for day in facts.exdates)
    try:
        check(Recurrence(start, schedule.rrule or None, excluded), after=now, zone=parse_zone(facts.tzid))
    except RecurrenceError as error:
        raise problem_of(error) from error
    return schedule


def check_venue(facts: ListingFacts) -> None:
    """Raise VenueIncomplete unless people can find the place, the link, or both (BMLT's rules on saving)."""
    missing = []
    if facts.venue_type != VenueType.VIRTUAL and not _can_be_found(facts.place):
        missing.append(Invalid("/place", "Give the street, and the town with its state or the postal code."))
    if facts.venue_type != VenueType.IN_PERSON and not _can_be_joined(facts.online):
        missing.append(Invalid("/online", "Give a link or a telephone number."))
    if missing:
        raise VenueIncomplete(*missing)


def check_exceptions(exceptions: Sequence[DatedException], timing: Timing, *, now: datetime) -> None:
    """Raise InvalidRequest for what nobody could follow; what is over may stay. `exceptions` as they were written."""
    wrong = [
        Invalid(f"/exceptions/{position}{each.pointer}", each.detail)
        for position, exception in enumerate(exceptions)
        for each in _wrong_with(exception, timing, now)
    ]
    if wrong:
        raise InvalidRequest(*wrong)


def check_exception(exception: DatedException, timing: Timing, *, now: datetime) -> None:
    """The same of one that was written by itself."""
    wrong = list(_wrong_with(exception, timing, now))
    if wrong:
        raise InvalidRequest(*wrong)


def body_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a rendered meeting back into the body that would write it."""
    body = {name: content[name] for name in KEPT_AS_SHOWN}
    weekday = content["weekday"]
    if weekday is not None and content["rrule"] == weekly_rule(weekday):
        body |= {"weekday": weekday, "start_time": content["start_time"]}
    else:
        body |= {"dtstart": content["dtstart"], "rrule": content["rrule"]}
    return body | {
        "exdates": [text[:10] for text in content["exdates"]],
        "exceptions": [_as_written(each) for each in content["exceptions"]],
        "format_ids": [each["id"] for each in content["formats"]],
        "service_body_id": content["service_body"]["id"],
    }


def merged(body: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay changes over a body. Another rule replaces the old one whole; a changed time of a rule moves its dtstart."""
    kept = dict(body)
    if "dtstart" in changes or "rrule" in changes:
        kept = {name: value for name, value in kept.items() if name not in {"weekday", "start_time"}}
    elif "weekday" in changes and "dtstart" in kept:
        kept["start_time"] = kept["dtstart"][11:16]
        kept = {name: value for name, value in kept.items() if name not in {"dtstart", "rrule"}}
    elif "start_time" in changes and "dtstart" in kept:
        kept["dtstart"] = f"{kept['dtstart'][:11]}{changes['start_time']}"
    return kept | dict(changes)


# The same as they are written, stored and shown.
COPIED = (
    "name",
    "duration_minutes",
    "tzid",
    "valid_from",
    "valid_until",
    "venue_type",
    "state",
    "state_until",
    "notes",
    "last_confirmed_on",
)
KEPT_AS_SHOWN = (*COPIED, "place", "online", "languages", "accessibility", "is_published")


def _wrong_with(exception: DatedException, timing: Timing, now: datetime) -> Iterator[Invalid]:
    if exception.day < now.astimezone(parse_zone(timing.tzid)).date():
        return
    if exception.kind is not ExceptionKind.EXTRA and not falls_on(timing, exception.day):
        yield Invalid("/recurrence_id", "The meeting does not happen on this day.")
    if exception.kind is ExceptionKind.ONLINE and not (timing.has_online or _can_be_joined(exception.online)):
        yield Invalid("/online", "Give a link or a telephone number.")


def _as_written(exception: Mapping[str, Any]) -> dict[str, Any]:
    day = exception["recurrence_id"]
    return {**exception, "recurrence_id": day[:10] if day else None}


def _weekly(facts: ListingFacts) -> Schedule:
    if facts.weekday is None or facts.start_time is None:
        raise InvalidRequest(Invalid("/weekday", "Give weekday and start_time, or dtstart with or without rrule."))
    starts_on = first_on(facts.weekday, WEEK_ZERO)
    return Schedule(facts.weekday, facts.start_time, starts_on, weekly_rule(facts.weekday))


def _by_rule(facts: ListingFacts) -> Schedule:
    if facts.dtstart is None:
        raise InvalidRequest(Invalid("/dtstart", "A rule needs its first date and time."))
    weekday = _weekday_of_rule(facts.rrule, facts.dtstart) if facts.rrule else None
    _check_agreement(facts, weekday, facts.dtstart.time())
    rrule = facts.rrule.upper()
    if weekday is not None and _is_plainly_weekly(rrule):
        rrule = weekly_rule(weekday)
    return Schedule(weekday, facts.dtstart.time(), facts.dtstart.date(), rrule)


def _check_agreement(facts: ListingFacts, weekday: int | None, start: time) -> None:
    """Refuse two answers to one question."""
    wrong = []
    if facts.weekday is not None and facts.weekday != weekday:
        wrong.append(Invalid("/weekday", "The rule says otherwise."))
    if facts.start_time is not None and facts.start_time != start:
        wrong.append(Invalid("/start_time", "dtstart says otherwise."))
    if wrong:
        raise InvalidRequest(*wrong)


def _weekday_of_rule(rrule: str, dtstart: datetime) -> int | None:
    """Return the one weekday on which a rule falls, or None when there is none such."""
    try:
        rule = parse_rule(rrule)
    except RecurrenceError as error:
        raise problem_of(error) from error
    # RFC 5545 begins the week on Monday, listings on Sunday.
    days = {(day + 1) % 7 for day, _ in rule.days}
    if not days and rule.frequency is Frequency.WEEKLY:
        return weekday_of(dtstart.date())
    return days.pop() if len(days) == 1 else None


def _is_plainly_weekly(rrule: str) -> bool:
    rule = parse_rule(rrule)
    ends = rule.count is not None or rule.until is not None
    return rule.frequency is Frequency.WEEKLY and rule.interval == 1 and not rule.by and not ends


def _can_be_found(place: PlaceFacts | None) -> bool:
    return bool(place and place.street and ((place.city and place.region) or place.postal_code))


def _can_be_joined(online: OnlineFacts | None) -> bool:
    return bool(online and (online.url or online.phone))
