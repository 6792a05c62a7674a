"""What is different in the coming seven days, as sentences, for formats that have no field for a date."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from backend.recurrence import parse_zone
from meetings.dates.dated import DatedException, ExceptionKind
from meetings.dates.occurrences import Timing
from meetings.venues import OnlineFacts, PlaceFacts

WEEK = timedelta(days=7)


def exceptions_of_the_week(timing: Timing, *, now: datetime) -> list[tuple[date, str]]:
    """Return the day and a sentence for each exception from today to the same day of next week, by its own clock."""
    today = now.astimezone(parse_zone(timing.tzid)).date()
    return sorted(_exceptions(timing, today, today + WEEK))


def day_in_words(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _exceptions(timing: Timing, first: date, last: date) -> Iterator[tuple[date, str]]:
    """A date that is left out of the rule without a word is cancelled too, for who only knows the rule."""
    for exception in timing.exceptions:
        if exception.day <= last and exception.last_day >= first:
            reason = f" ({exception.reason})" if exception.reason else ""
            yield exception.day, f"{_sentence(exception, timing)}{reason}."
    for day in timing.exdates:
        if first <= day <= last:
            yield day, f"Cancelled on {day_in_words(day)}."


def _sentence(exception: DatedException, timing: Timing) -> str:
    day = day_in_words(exception.day)
    match exception.kind:
        case ExceptionKind.CANCELLED:
            return f"Cancelled on {day}"
        case ExceptionKind.MOVED:
            return f"On {day} in another place{_where(exception.place)}"
        case ExceptionKind.RESCHEDULED:
            return f"The meeting of {day} is on {_start(exception, timing)}"
        case ExceptionKind.ONLINE:
            return f"Online only on {day}{_how(exception.online)}"
        case ExceptionKind.EXTRA:
            return f"Also on {_start(exception, timing)}{_where(exception.place)}{_how(exception.online)}"


def _start(exception: DatedException, timing: Timing) -> str:
    at = exception.starts_at or datetime.combine(exception.day, timing.dtstart.time())
    return f"{day_in_words(at.date())} at {at:%H:%M}"


def _where(place: PlaceFacts | None) -> str:
    parts = [place.name, place.street, place.city] if place else []
    named = [part for part in parts if part]
    return f": {', '.join(named)}" if named else ""


def _how(online: OnlineFacts | None) -> str:
    ways = [way for way in (online.url, online.phone) if way] if online else []
    return f": {', '.join(ways)}" if ways else ""
