"""When a meeting is on: the one after this instant, in its own zone, right through daylight saving."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.recurrence import Recurrence, next_occurrence, parse_zone, to_instant

WEEK_MINUTES = 7 * 24 * 60
# BMLT and RFC 5545 name the days differently; inside, 0 is Sunday.
RRULE_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
# Feeds do not say since when a weekly meeting exists. A Sunday; any fixed week gives the same dates.
WEEK_ZERO = date(2000, 1, 2)
# Local clocks are shifted by up to an hour around a transition; Antarctica/Troll by two.
WIDEST_SHIFT_MINUTES = 120


@dataclass(frozen=True)
class Timing:
    """What decides when a meeting is on. `dtstart` is naive wall time in `tzid`.

    Only the local days `valid_from` to `valid_until` count, and while it pauses those after `state_until`.
    """

    tzid: str
    dtstart: datetime
    duration_minutes: int
    rrule: str = ""
    exdates: tuple[date, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    state: str = "active"
    state_until: date | None = None
    has_online: bool = False

    @property
    def pauses(self) -> bool:
        """A closed place stops only those who have nowhere else to meet."""
        return self.state == "paused" or (self.state == "place_closed" and not self.has_online)


@dataclass(frozen=True)
class Span:
    """One happening, in UTC: `starts_at` belongs to it, `ends_at` no more."""

    starts_at: datetime
    ends_at: datetime


def weekday_of(day: date) -> int:
    return day.isoweekday() % 7


def weekly_rule(weekday: int) -> str:
    return f"FREQ=WEEKLY;BYDAY={RRULE_DAYS[weekday]}"


def first_on(weekday: int, earliest: date) -> date:
    """Return the first such weekday on or after `earliest`."""
    return earliest + timedelta(days=(weekday - weekday_of(earliest)) % 7)


def minute_of_week(weekday: int, start: time) -> int:
    """Return minutes since Sunday 00:00."""
    return weekday * 1440 + start.hour * 60 + start.minute


def current_or_next(timing: Timing, *, now: datetime) -> Span | None:
    """Return the happening that is on at `now`, else the next to start, else None."""
    return next(_spans_not_over(timing, now), None)


def is_on(timing: Timing, *, now: datetime) -> bool:
    span = current_or_next(timing, now=now)
    return span is not None and span.starts_at <= now


def starts_within(timing: Timing, minutes: int, *, now: datetime) -> bool:
    """Whether it starts at `now` or up to so many minutes later."""
    latest = now + timedelta(minutes=minutes)
    for span in _spans_not_over(timing, now):
        if span.starts_at >= now:
            return span.starts_at <= latest
    return False


def local_minute_of_week(tzid: str, now: datetime) -> int:
    local = now.astimezone(parse_zone(tzid))
    return minute_of_week(weekday_of(local.date()), local.time())


def _spans_not_over(timing: Timing, now: datetime) -> Iterator[Span]:
    if timing.pauses and timing.state_until is None:
        return
    length = timedelta(minutes=timing.duration_minutes)
    zone = parse_zone(timing.tzid)
    for starts_at in _starts(timing, after=now.astimezone(UTC) - length):
        local_day = starts_at.astimezone(zone).date()
        if timing.valid_until is not None and local_day > timing.valid_until:
            return
        yield Span(starts_at, starts_at + length)


def _starts(timing: Timing, *, after: datetime) -> Iterator[datetime]:
    """Yield starts strictly later than `after`."""
    zone = parse_zone(timing.tzid)
    earliest = _first_day(timing)
    if earliest is not None:
        # One second before the day begins, because `after` itself is not included.
        after = max(after, to_instant(datetime.combine(earliest, time()), zone) - timedelta(seconds=1))
    if timing.rrule == weekly_rule(weekday_of(timing.dtstart.date())):
        return _weekly_starts(timing, zone, after)
    return _starts_by_rule(timing, zone, after)


def _weekly_starts(timing: Timing, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Step by weeks: nearly all meetings, and many times faster than expanding their rule."""
    # One day early, because a time inside a gap is shown later than it is written.
    earliest = max(timing.dtstart.date(), after.astimezone(zone).date() - timedelta(days=1))
    day = first_on(weekday_of(timing.dtstart.date()), earliest)
    while True:
        at = to_instant(datetime.combine(day, timing.dtstart.time()), zone)
        if at > after and day not in timing.exdates:
            yield at
        day += timedelta(days=7)


def _starts_by_rule(timing: Timing, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    recurrence = Recurrence(
        dtstart=timing.dtstart,
        rrule=timing.rrule or None,
        exdates=tuple(datetime.combine(day, timing.dtstart.time()) for day in timing.exdates),
    )
    while (found := next_occurrence(recurrence, zone, after=after)) is not None:
        yield found.at
        after = found.at


def _first_day(timing: Timing) -> date | None:
    resumes_on = timing.state_until + timedelta(days=1) if timing.pauses and timing.state_until else None
    return max((day for day in (timing.valid_from, resumes_on) if day is not None), default=None)
