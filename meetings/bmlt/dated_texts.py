"""What is different in the coming seven days, as sentences: BMLT has no field for a date."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from backend.recurrence import parse_zone
from meetings.dated import DatedException, ExceptionKind
from meetings.models import Meeting
from meetings.occurrences import Span, Timing, current_or_next, happenings
from meetings.venues import OnlineFacts, PlaceFacts

WEEK = timedelta(days=7)
# Enough for every day of a week, three times a day; the rest is in our own API.
MOST_DATES = 21
# Where dated meetings are always shown: how many dates they name, and how far ahead the next one may be.
ALWAYS_DATES = 4


def is_coming(timing: Timing, *, now: datetime, always: bool) -> bool:
    """Whether it is on, or begins within seven days; with `always`, at any time."""
    span = current_or_next(timing, now=now)
    return span is not None and (always or span.starts_at <= now + WEEK)


def coming(meeting: Meeting, *, now: datetime, always: bool) -> list[str]:
    """Return sentences in order of date: exceptions of the coming week, and when a meeting that is not weekly meets."""
    sentences = list(_exceptions(meeting.timing, now=now))
    if meeting.week_minute is None:
        sentences += _dates(meeting.timing, now=now, always=always)
    return [sentence for _, sentence in sorted(sentences)]


def _exceptions(timing: Timing, *, now: datetime) -> Iterator[tuple[date, str]]:
    today = now.astimezone(parse_zone(timing.tzid)).date()
    for exception in timing.exceptions:
        if exception.day <= today + WEEK and exception.last_day >= today:
            reason = f" ({exception.reason})" if exception.reason else ""
            yield exception.day, f"{_sentence(exception, timing)}{reason}."


def _dates(timing: Timing, *, now: datetime, always: bool) -> Iterator[tuple[date, str]]:
    for span in _spans(timing, now=now, always=always):
        # The others have a sentence of their own.
        if span.exception is None:
            local = span.starts_at.astimezone(parse_zone(timing.tzid))
            yield local.date(), f"Meets on {_day(local.date())} at {local:%H:%M}."


def _spans(timing: Timing, *, now: datetime, always: bool) -> Iterator[Span]:
    for span in islice(happenings(timing, after=now), ALWAYS_DATES if always else MOST_DATES):
        if not always and span.starts_at > now + WEEK:
            return
        yield span


def _sentence(exception: DatedException, timing: Timing) -> str:
    day = _day(exception.day)
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
    return f"{_day(at.date())} at {at:%H:%M}"


def _where(place: PlaceFacts | None) -> str:
    parts = [place.name, place.street, place.city] if place else []
    named = [part for part in parts if part]
    return f": {', '.join(named)}" if named else ""


def _how(online: OnlineFacts | None) -> str:
    ways = [way for way in (online.url, online.phone) if way] if online else []
    return f": {', '.join(ways)}" if ways else ""


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"
