"""Events of a meeting: the series, what is different about some of its dates, and what happens beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Event, vRecur

from backend.recurrence import parse_zone, to_instant
from meetings.calendar.series import Series, series_of, standing_alone
from meetings.calendar.wording import Words
from meetings.dates.occurrences import Span, Timing

# Feeds do not say since when a meeting exists: a calendar shows it from the year before its last change on.
YEARS_SHOWN_BEFORE = 1
YEARS_OF_CLOCKS = 10
SEQUENCE_ZERO = datetime(2020, 1, 1, tzinfo=UTC)
# Makes an event's UID from what tells it from others of the same meeting.
Naming = Callable[[str], str]


@dataclass(frozen=True)
class Source:
    """What an event is made of; the same again makes the same bytes, whatever the clock says."""

    timing: Timing
    updated_at: datetime
    words: Words
    uid: Naming

    @property
    def zone(self) -> ZoneInfo:
        return parse_zone(self.timing.tzid)

    @property
    def since(self) -> date:
        return date(self.updated_at.year - YEARS_SHOWN_BEFORE, 1, 1)

    def years(self, events: Iterable[Event]) -> tuple[int, int]:
        """From which year to which one has to know its clocks."""
        starts = (event.DTSTART for event in events)
        first = min([self.since.year, *(start.year for start in starts if start is not None)])
        return first, self.updated_at.year + YEARS_OF_CLOCKS


def events_of(source: Source) -> Iterator[Event]:
    series = series_of(source.timing, since=source.since)
    if series is not None:
        yield _main(source, series)
        for wall, span in series.replaced:
            yield _override(source, wall, span)
    for span in standing_alone(source.timing, series):
        yield _alone(source, span)


def _main(source: Source, series: Series) -> Event:
    event = _event(source, uid=source.uid(""), minutes=source.timing.duration_minutes, span=None)
    by_the_hour = series.first.tzinfo is not None
    event.add("dtstart", series.first if by_the_hour else series.first.replace(tzinfo=source.zone))
    if series.rrule:
        rule = vRecur.from_ical(series.rrule)
        if series.until is not None:
            rule["UNTIL"] = [series.until.astimezone(UTC)]
        event.add("rrule", rule)
    if series.excluded:
        event.add("exdate", [_moment(source, wall, in_utc=by_the_hour) for wall in series.excluded])
    return event


def _override(source: Source, wall: datetime, span: Span) -> Event:
    event = _dated(source, span, uid=source.uid(""))
    event.add("recurrence-id", wall.replace(tzinfo=source.zone))
    return event


def _alone(source: Source, span: Span) -> Event:
    return _dated(source, span, uid=source.uid(f"{span.starts_at:%Y%m%dT%H%M%SZ}"))


def _dated(source: Source, span: Span, *, uid: str) -> Event:
    event = _event(source, uid=uid, minutes=(span.ends_at - span.starts_at) // timedelta(minutes=1), span=span)
    event.add("dtstart", span.starts_at.astimezone(source.zone))
    return event


def _event(source: Source, *, uid: str, minutes: int, span: Span | None) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", source.updated_at)
    event.add("last-modified", source.updated_at)
    event.add("sequence", (source.updated_at - SEQUENCE_ZERO) // timedelta(seconds=1))
    event.add("status", "CONFIRMED")
    # Elapsed time, also in the night when clocks change; an end would be wall time.
    event.add("duration", timedelta(minutes=minutes))
    for name, value in source.words.of(span.exception if span else None).items():
        event.add(name, value)
    return event


def _moment(source: Source, wall: datetime, *, in_utc: bool) -> datetime:
    return to_instant(wall, source.zone) if in_utc else wall.replace(tzinfo=source.zone)
