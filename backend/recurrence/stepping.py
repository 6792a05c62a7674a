"""The next date of a plain daily or weekly rule by arithmetic on day numbers: a scan asks it of thousands.

A rule is plain when nothing but INTERVAL, BYDAY, WKST and UNTIL narrows it; every other one takes the general way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.recurrence.occurrences import Occurrence, Recurrence, next_occurrence, to_instant
from backend.recurrence.rule import Frequency, Rule, parse_rule

_WIDEST_GAP = timedelta(days=1)


@dataclass(frozen=True)
class _Step:
    """Every `days` days from DTSTART; with weekdays, from the start of its week and on those days only."""

    days: int
    until: datetime | None
    week_start: int | None = None
    weekdays: tuple[int, ...] = ()


def advance(recurrence: Recurrence, zone: ZoneInfo, *, after: datetime) -> Occurrence | None:
    """Return what `next_occurrence` returns, sooner where the rule is plain."""
    is_bare = recurrence.rrule and not recurrence.exdates and not recurrence.rdates
    step = _step_of(recurrence.rrule) if is_bare and recurrence.rrule else None
    if step is None:
        return next_occurrence(recurrence, zone, after=after)
    shown = after.astimezone(zone).replace(tzinfo=None)
    # A time inside a gap is shown on the day after at most (Apia): the search starts one day early.
    for day in _days(step, recurrence.dtstart, shown.toordinal() - 1):
        local = _on(day, recurrence.dtstart)
        if not _is_past(local, shown) and (at := to_instant(local, zone)) > after:
            return _until(step, zone, at)
    return None


@lru_cache(maxsize=4096)
def _step_of(rrule: str) -> _Step | None:
    rule = parse_rule(rrule)
    if rule.by or rule.count is not None:
        return None
    if rule.frequency is Frequency.WEEKLY:
        return _weekly(rule)
    if rule.frequency is not Frequency.DAILY:
        return None
    if not rule.days:
        return _Step(rule.interval, rule.until)
    return _weekly(rule) if rule.interval == 1 else None


def _weekly(rule: Rule) -> _Step:
    return _Step(7 * rule.interval, rule.until, rule.week_start, tuple({day for day, _ in rule.days}))


def _days(step: _Step, dtstart: datetime, floor: int) -> Iterator[int]:
    """Yield the ordinals of the days from `floor` on, in order, without end."""
    start, offsets = dtstart.toordinal(), _offsets(step, dtstart)
    first = start - offsets.base
    period = first + max(0, (floor - first) // step.days) * step.days
    earliest = max(start, floor)
    while True:
        for offset in offsets.days:
            if period + offset >= earliest:
                yield period + offset
        period += step.days


@dataclass(frozen=True)
class _Offsets:
    base: int
    days: tuple[int, ...]


def _offsets(step: _Step, dtstart: datetime) -> _Offsets:
    return _EVERY if step.week_start is None else _in_week(step.week_start, step.weekdays, dtstart.weekday())


@lru_cache(maxsize=1024)
def _in_week(week_start: int, weekdays: tuple[int, ...], started_on: int) -> _Offsets:
    days = tuple(sorted((day - week_start) % 7 for day in weekdays or (started_on,)))
    return _Offsets((started_on - week_start) % 7, days)


def _on(day: int, dtstart: datetime) -> datetime:
    return datetime.combine(date.fromordinal(day), dtstart.time())


def _is_past(local: datetime, shown: datetime) -> bool:
    """Whether `local` cannot be later than what a clock shows now: no gap reaches further than a day.

    What a clock shows lies in no gap, and of two times that it shows twice the first is meant.
    """
    return local == shown or local + _WIDEST_GAP <= shown


def _until(step: _Step, zone: ZoneInfo, at: datetime) -> Occurrence | None:
    if step.until is not None and at > (step.until if step.until.tzinfo else to_instant(step.until, zone)):
        return None
    return Occurrence(local=at.astimezone(zone).replace(tzinfo=None), at=at)


_EVERY = _Offsets(0, (0,))
