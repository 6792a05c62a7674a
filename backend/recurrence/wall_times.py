"""A rule expanded on naive local time, without UNTIL, starting near a given time.

Hourly, daily and weekly rules step by a fixed period and are expanded here: a jump to any year costs nothing,
and a rule that never fires is given up after a bounded search. dateutil expands months and years, day by day
from the period asked for; it would take seconds over a daily rule for 30 February. The times of the day are
added here: with them it would walk 35,000 steps through a year that is full.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, dropwhile, islice, product, takewhile
from typing import TypeVar

from backend.recurrence.calendar_periods import calendar_periods
from backend.recurrence.rule import Frequency, Rule

_Moment = TypeVar("_Moment", datetime, timedelta)
# 29 February on a given weekday can be 40 years away (2100 is no leap year); nothing useful is rarer.
HORIZON = timedelta(days=50 * 366)
# Weekday, hour and month come round within 8,784 hours; 29 February within 2,922 days. COUNT is counted from
# DTSTART: this is also how many days, or hours, that walk may look at.
PERIODS = 20_000
_UNITS = {
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(weeks=1),
}
_DAY = timedelta(days=1)
# What a walk may cover: a longer one steps so widely that it is short.
_LONGEST_WALK = timedelta(days=400 * 366)


def wall_times(rule: Rule, dtstart: datetime, *, floor: datetime) -> Iterator[datetime]:
    """Yield the times from `floor` on, in order, to the end of a bounded search."""
    return dropwhile(lambda local: local < floor, islice(_found(rule, dtstart, floor), rule.count))


def walked_times(rule: Rule, dtstart: datetime, *, until: datetime) -> Iterator[datetime]:
    """Yield all times of a rule with COUNT, at least up to `until`, without regard to COUNT."""
    return _found(rule, dtstart, until)


def is_within_a_walk(rule: Rule, dtstart: datetime) -> bool:
    """Whether the walk from DTSTART that COUNT needs gets to its end, or finds nothing at all."""
    if rule.count is None or rule.frequency not in _UNITS:
        return True
    longest = _most_periods(rule, dtstart) * period_of(rule)
    if longest > _LONGEST_WALK:
        return True
    reached = sum(1 for _ in islice(_found(rule, dtstart, dtstart + longest), rule.count))
    return reached in (0, rule.count)


def period_of(rule: Rule) -> timedelta:
    return rule.interval * _UNITS[rule.frequency]


def horizon_of(rule: Rule, start: datetime) -> datetime:
    return start + min(HORIZON, PERIODS * period_of(rule))


def steps(start: datetime, period: timedelta, *, floor: datetime) -> Iterator[datetime]:
    """Yield start, start + period, … without end, from the last one that is not later than `floor`."""
    return (start + number * period for number in count(max(0, (floor - start) // period)))


def moments_of(rule: Rule, dtstart: datetime) -> tuple[list[timedelta], timedelta]:
    """Return when in its period a rule fires, in order, and how long that period is: of a month, one day."""
    moments = _moment_offsets(rule, dtstart)
    if rule.frequency is Frequency.HOURLY:
        hours = rule.by.get("BYHOUR", range(24))
        return [timedelta(hours=hour) + moment for hour in hours for moment in moments], _DAY
    if rule.frequency not in _UNITS:
        return moments, _DAY
    return list(_at_moments(rule, _day_offsets(rule, dtstart), moments)), period_of(rule)


def _found(rule: Rule, dtstart: datetime, floor: datetime) -> Iterator[datetime]:
    # COUNT counts from DTSTART.
    first = dtstart if rule.count is not None else max(floor, dtstart)
    moments = _moment_offsets(rule, dtstart)
    for days in _periods(rule, dtstart, first=first, floor=floor):
        # A position counts in the whole period; without one, the days that are over need no times.
        asked = days if "BYSETPOS" in rule.by else [day for day in days if day + _DAY > first]
        yield from (local for local in _at_moments(rule, asked, moments) if local >= dtstart)


def _periods(rule: Rule, dtstart: datetime, *, first: datetime, floor: datetime) -> Iterator[list[datetime]]:
    """Yield what fits of each period from the one of `first` on: its days, or of an hourly rule its hours."""
    if rule.frequency in _UNITS:
        return _stepped(rule, dtstart, first=first, horizon=horizon_of(rule, max(floor, dtstart)))
    horizon = max(floor, dtstart) + HORIZON
    return takewhile(lambda days: days[0] <= horizon, calendar_periods(rule, dtstart, first=first))


def _stepped(rule: Rule, dtstart: datetime, *, first: datetime, horizon: datetime) -> Iterator[list[datetime]]:
    days = _day_offsets(rule, dtstart)
    starts = steps(_period_start(rule, dtstart), period_of(rule), floor=first)
    walked = islice(starts, _most_periods(rule, dtstart))
    for start in takewhile(lambda start: start <= horizon, walked):
        if found := [slot for day in days if _fits(rule, slot := start + day)]:
            yield found


def _most_periods(rule: Rule, dtstart: datetime) -> int:
    return PERIODS // len(_day_offsets(rule, dtstart))


def _period_start(rule: Rule, dtstart: datetime) -> datetime:
    if rule.frequency is Frequency.HOURLY:
        return dtstart.replace(minute=0, second=0)
    day = dtstart.replace(hour=0, minute=0, second=0)
    if rule.frequency is Frequency.DAILY:
        return day
    return day - timedelta(days=(dtstart.weekday() - rule.week_start) % 7)


def _day_offsets(rule: Rule, dtstart: datetime) -> list[timedelta]:
    if rule.frequency is not Frequency.WEEKLY:
        return [timedelta(0)]
    weekdays = {day for day, _ in rule.days} or {dtstart.weekday()}
    return [timedelta(days=offset) for offset in sorted((day - rule.week_start) % 7 for day in weekdays)]


def _moment_offsets(rule: Rule, dtstart: datetime) -> list[timedelta]:
    hours = (0,) if rule.frequency is Frequency.HOURLY else rule.by.get("BYHOUR", (dtstart.hour,))
    minutes = rule.by.get("BYMINUTE", (dtstart.minute,))
    seconds = rule.by.get("BYSECOND", (dtstart.second,))
    return [timedelta(hours=h, minutes=m, seconds=s) for h, m, s in product(hours, minutes, seconds)]


def _fits(rule: Rule, slot: datetime) -> bool:
    if "BYMONTH" in rule.by and slot.month not in rule.by["BYMONTH"]:
        return False
    if rule.days and all(day != slot.weekday() for day, _ in rule.days):
        return False
    if rule.frequency is Frequency.HOURLY and slot.hour not in rule.by.get("BYHOUR", (slot.hour,)):
        return False
    month_days = rule.by.get("BYMONTHDAY")
    return month_days is None or slot.day in month_days or _from_the_end(slot) in month_days


def _from_the_end(slot: datetime) -> int:
    return slot.day - monthrange(slot.year, slot.month)[1] - 1


def _at_moments(rule: Rule, days: list[_Moment], moments: list[timedelta]) -> Iterator[_Moment]:
    """Yield each of these days of one period at each moment, or those that BYSETPOS chooses, in order."""
    if "BYSETPOS" not in rule.by:
        return (day + moment for day, moment in product(days, moments))
    total = len(days) * len(moments)
    indexes = {position - 1 if position > 0 else total + position for position in rule.by["BYSETPOS"]}
    chosen = (divmod(index, len(moments)) for index in sorted(indexes) if 0 <= index < total)
    return (days[day] + moments[moment] for day, moment in chosen)
