"""When a meeting is on: the one after this instant, in its own zone, right through daylight saving."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.recurrence import Recurrence, occurrences, parse_zone, to_instant, without_count
from meetings.dates.dated import DatedException, ExceptionKind

WEEK_MINUTES = 7 * 24 * 60
# BMLT and RFC 5545 name the days differently; inside, 0 is Sunday.
RRULE_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
# Feeds do not say since when a weekly meeting exists. A Sunday; any fixed week gives the same dates.
WEEK_ZERO = date(2000, 1, 2)
# Local clocks are shifted by up to an hour around a transition; Antarctica/Troll by two.
WIDEST_SHIFT_MINUTES = 120
MOST_AT_ONCE = 256
# From the local day of a happening to its end in UTC: a meeting may take a day, and its day may end after UTC's.
WIDEST_SPREAD = timedelta(days=3)


@dataclass(frozen=True)
class Timing:
    """What decides when a meeting is on. `dtstart` is naive wall time in `tzid`.

    Only the local days `valid_from` to `valid_until` count, and while it pauses those after `state_until`. `has_online`
    matters only while the place is closed.
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
    exceptions: tuple[DatedException, ...] = ()

    @property
    def pauses(self) -> bool:
        """A closed place stops only those who have nowhere else to meet."""
        return self.state == "paused" or (self.state == "place_closed" and not self.has_online)


@dataclass(frozen=True)
class Span:
    """One happening, in UTC: `starts_at` belongs to it, `ends_at` no more. With what is different about it."""

    starts_at: datetime
    ends_at: datetime
    exception: DatedException | None = None


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


def happenings(timing: Timing, *, after: datetime) -> Iterator[Span]:
    """Yield every happening that is not over at `after`, by start; without end where the rule has none."""
    if not timing.exceptions:
        return _regular(timing, after)
    return heapq.merge(_regular(timing, after), _exceptional(timing, after), key=_start)


def current_or_next(timing: Timing, *, now: datetime) -> Span | None:
    """Return the happening that is on at `now`, else the next to start, else None."""
    return next(happenings(timing, after=now), None)


def is_on(timing: Timing, *, now: datetime) -> bool:
    span = current_or_next(timing, now=now)
    return span is not None and span.starts_at <= now


def starts_within(timing: Timing, minutes: int, *, now: datetime) -> bool:
    """Whether it starts at `now` or up to so many minutes later."""
    latest = now + timedelta(minutes=minutes)
    for span in happenings(timing, after=now):
        if span.starts_at >= now:
            return span.starts_at <= latest
    return False


def coming_days(timing: Timing, *, now: datetime) -> Iterator[date]:
    """Yield the local days on which it is to come by its rule, whatever is different about some of them."""
    zone = parse_zone(timing.tzid)
    by_rule = happenings(replace(timing, exceptions=()), after=now)
    return (_day_of(timing, zone, span.starts_at) for span in by_rule)


def falls_on(timing: Timing, day: date) -> bool:
    """Whether the rule has a happening on this local day; one that is excluded is none."""
    zone = parse_zone(timing.tzid)
    midnight = to_instant(datetime.combine(day, time()), zone)
    days = (_day_of(timing, zone, at) for at in _starts_of_rule(timing, zone, midnight - timedelta(seconds=1)))
    return next((found for found in days if found >= day), None) == day


def _regular(timing: Timing, after: datetime) -> Iterator[Span]:
    """Return the happenings that are as always."""
    if timing.pauses and timing.state_until is None:
        return iter(())
    length = timedelta(minutes=timing.duration_minutes)
    starts = _starts(timing, after=after.astimezone(UTC) - length)
    if not timing.exceptions and timing.valid_until is None:
        return (Span(starts_at, starts_at + length) for starts_at in starts)
    return (Span(starts_at, starts_at + length) for starts_at in _as_always(timing, starts))


def _as_always(timing: Timing, starts: Iterator[datetime]) -> Iterator[datetime]:
    """Yield starts up to the last valid day, without the days that are different."""
    zone = parse_zone(timing.tzid)
    replaced = {each.recurrence_id for each in timing.exceptions}
    for starts_at in starts:
        local_day = _day_of(timing, zone, starts_at)
        if timing.valid_until is not None and local_day > timing.valid_until:
            return
        if local_day not in replaced:
            yield starts_at


def _exceptional(timing: Timing, after: datetime) -> list[Span]:
    """Return the happenings that are different: a cancelled one is none."""
    # Most are long over, and to ask the rule about each of them takes its time.
    earliest = after.date() - WIDEST_SPREAD
    coming = (each for each in timing.exceptions if each.last_day >= earliest)
    spans = (_span_of(timing, each) for each in coming if _takes_place(timing, each))
    return sorted((span for span in spans if span.ends_at > after), key=_start)


def _span_of(timing: Timing, exception: DatedException) -> Span:
    local = exception.starts_at or datetime.combine(exception.day, timing.dtstart.time())
    minutes = exception.duration_minutes or timing.duration_minutes
    starts_at = to_instant(local, parse_zone(timing.tzid))
    return Span(starts_at, starts_at + timedelta(minutes=minutes), exception)


def _takes_place(timing: Timing, exception: DatedException) -> bool:
    if exception.kind is ExceptionKind.CANCELLED or _is_outside(timing, exception.day):
        return False
    if timing.pauses and not _is_over_by(timing, exception.day) and not _is_elsewhere(timing, exception):
        return False
    # The rule may have changed since: what it no longer has cannot be different.
    return exception.kind is ExceptionKind.EXTRA or falls_on(timing, exception.day)


def _is_over_by(timing: Timing, day: date) -> bool:
    return timing.state_until is not None and day > timing.state_until


def _is_elsewhere(timing: Timing, exception: DatedException) -> bool:
    """Whether it is a place that is closed, and this one happens in another, or online."""
    return timing.state == "place_closed" and bool(exception.place or exception.online)


def _is_outside(timing: Timing, day: date) -> bool:
    too_early = timing.valid_from is not None and day < timing.valid_from
    return too_early or (timing.valid_until is not None and day > timing.valid_until)


def _day_of(timing: Timing, zone: ZoneInfo, at: datetime) -> date:
    """Return the local day of a start as it is written: in Nuuk, 23:30 is skipped in March and shown as 00:30."""
    shown = at.astimezone(zone)
    if shown.time() >= timing.dtstart.time():
        return shown.date()
    eve = shown.date() - timedelta(days=1)
    return eve if to_instant(datetime.combine(eve, timing.dtstart.time()), zone) == at else shown.date()


def _start(span: Span) -> datetime:
    return span.starts_at


def _starts(timing: Timing, *, after: datetime) -> Iterator[datetime]:
    """Yield starts strictly later than `after`."""
    zone = parse_zone(timing.tzid)
    earliest = _first_day(timing)
    if earliest is not None:
        # One second before the day begins, because `after` itself is not included.
        after = max(after, to_instant(datetime.combine(earliest, time()), zone) - timedelta(seconds=1))
    return _starts_of_rule(timing, zone, after)


def _starts_of_rule(timing: Timing, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    if timing.rrule == weekly_rule(weekday_of(timing.dtstart.date())):
        return _weekly_starts(timing, zone, after)
    return _starts_by_rule(timing, zone, after)


def _weekly_starts(timing: Timing, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Step by weeks: nearly all meetings, and many times faster than expanding their rule."""
    first, start = timing.dtstart.date(), timing.dtstart.time()
    # One day early, because a time inside a gap is shown later than it is written.
    earliest = max(first, after.astimezone(zone).date() - timedelta(days=1))
    day = first_on(weekday_of(first), earliest)
    while True:
        at = to_instant(datetime.combine(day, start), zone)
        if at > after and day not in timing.exdates:
            yield at
        day += timedelta(days=7)


def _starts_by_rule(timing: Timing, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    recurrence = Recurrence(
        dtstart=timing.dtstart,
        rrule=without_count(timing.rrule, timing.dtstart) if timing.rrule else None,
        exdates=tuple(datetime.combine(day, timing.dtstart.time()) for day in timing.exdates),
    )
    # Each look-up walks the rule anew: most callers want one, a calendar wants many.
    wanted = 1
    while found := occurrences(recurrence, zone, after=after, limit=wanted):
        yield from (each.at for each in found)
        after, wanted = found[-1].at, min(4 * wanted, MOST_AT_ONCE)


def _first_day(timing: Timing) -> date | None:
    resumes_on = timing.state_until + timedelta(days=1) if timing.pauses and timing.state_until else None
    return max((day for day in (timing.valid_from, resumes_on) if day is not None), default=None)
