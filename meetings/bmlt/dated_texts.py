"""What BMLT says in its comments of dates, because it has no field for them."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from backend.recurrence import parse_zone
from meetings.dates.dated_texts import WEEK, day_in_words, exceptions_of_the_week
from meetings.dates.occurrences import Span, Timing, current_or_next, happenings
from meetings.models import Meeting

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
    sentences = exceptions_of_the_week(meeting.timing, now=now)
    if meeting.week_minute is None:
        sentences += _dates(meeting.timing, now=now, always=always)
    return [sentence for _, sentence in sorted(sentences)]


def _dates(timing: Timing, *, now: datetime, always: bool) -> Iterator[tuple[date, str]]:
    for span in _spans(timing, now=now, always=always):
        # The others have a sentence of their own.
        if span.exception is None:
            local = span.starts_at.astimezone(parse_zone(timing.tzid))
            yield local.date(), f"Meets on {day_in_words(local.date())} at {local:%H:%M}."


def _spans(timing: Timing, *, now: datetime, always: bool) -> Iterator[Span]:
    for span in islice(happenings(timing, after=now), ALWAYS_DATES if always else MOST_DATES):
        if not always and span.starts_at > now + WEEK:
            return
        yield span
