"""A rule expanded on naive local time, without UNTIL, starting near a given time.

Hourly, daily and weekly rules step by a fixed period and are expanded here: a jump to any year costs nothing,
and a rule that never fires is given up after a bounded search. dateutil, which expands months and years,
would take seconds over a daily rule for 30 February.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count, dropwhile, islice, product, takewhile
from typing import Any, Literal, TypeVar

from dateutil.rrule import MONTHLY, YEARLY, rrule, weekday

from backend.recurrence.rule import Frequency, Rule

_Moment = TypeVar("_Moment", datetime, timedelta)
# 29 February on a given weekday can be 40 years away (2100 is no leap year); nothing useful is rarer.
HORIZON = timedelta(days=50 * 366)
# Weekday, hour and month come round within 8,784 hours; 29 February within 2,922 days.
_PERIODS = 20_000
_UNITS = {
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(weeks=1),
}
_DATEUTIL: Mapping[Frequency, Literal[0, 1]] = {Frequency.YEARLY: YEARLY, Frequency.MONTHLY: MONTHLY}
# dateutil looks at UNTIL only once it has found something, and searches for it up to the year 9999. The
# calendar repeats every 400 years, weekdays included, so it is asked about years near its end: a rule that
# never fires takes 0.02 s instead of 0.5 s.
_CALENDAR_SHIFT_YEARS = 19 * 400


def wall_times(rule: Rule, dtstart: datetime, *, floor: datetime) -> Iterator[datetime]:
    """Yield the times from `floor` on, in order, to the end of a bounded search."""
    if rule.frequency in _UNITS:
        found = _stepped(rule, dtstart, floor)
    else:
        horizon = max(floor, dtstart) + HORIZON
        found = takewhile(lambda local: local <= horizon, _by_dateutil(rule, dtstart))
    return dropwhile(lambda local: local < floor, islice(found, rule.count))


def period_of(rule: Rule) -> timedelta:
    return rule.interval * _UNITS[rule.frequency]


def horizon_of(rule: Rule, start: datetime) -> datetime:
    return start + min(HORIZON, _PERIODS * period_of(rule))


def steps(start: datetime, period: timedelta, *, floor: datetime) -> Iterator[datetime]:
    """Yield start, start + period, … without end, from the last one that is not later than `floor`."""
    return (start + number * period for number in count(max(0, (floor - start) // period)))


def moments_of(rule: Rule, dtstart: datetime) -> tuple[list[timedelta], timedelta]:
    """Return when in its period a rule fires, in order, and how long that period is: of a month, one day."""
    moments = _moment_offsets(rule, dtstart)
    if rule.frequency is Frequency.HOURLY:
        hours = rule.by.get("BYHOUR", range(24))
        return [timedelta(hours=hour) + moment for hour in hours for moment in moments], timedelta(days=1)
    if rule.frequency not in _UNITS:
        return moments, timedelta(days=1)
    return _positions(rule, [day + moment for day in _day_offsets(rule, dtstart) for moment in moments]), period_of(
        rule
    )


def _stepped(rule: Rule, dtstart: datetime, floor: datetime) -> Iterator[datetime]:
    horizon = horizon_of(rule, max(floor, dtstart))
    days, moments = _day_offsets(rule, dtstart), _moment_offsets(rule, dtstart)
    # COUNT counts from DTSTART.
    first = dtstart if rule.count is not None else floor
    starts = steps(_period_start(rule, dtstart), period_of(rule), floor=first)
    for start in takewhile(lambda start: start <= horizon, starts):
        slots = [start + day for day in days if _fits(rule, start + day)]
        for local in _positions(rule, [slot + moment for slot in slots for moment in moments]):
            if local >= dtstart:
                yield local


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
    if rule.days and all(day != slot.weekday() for day, _ in rule.days):
        return False
    if slot.month not in rule.by.get("BYMONTH", (slot.month,)):
        return False
    if rule.frequency is Frequency.HOURLY and slot.hour not in rule.by.get("BYHOUR", (slot.hour,)):
        return False
    from_the_end = slot.day - monthrange(slot.year, slot.month)[1] - 1
    month_days = rule.by.get("BYMONTHDAY", (slot.day,))
    return slot.day in month_days or from_the_end in month_days


def _positions(rule: Rule, found: list[_Moment]) -> list[_Moment]:
    if "BYSETPOS" not in rule.by:
        return found
    indexes = {position - 1 if position > 0 else len(found) + position for position in rule.by["BYSETPOS"]}
    return [local for index, local in enumerate(found) if index in indexes]


def _by_dateutil(rule: Rule, dtstart: datetime) -> Iterator[datetime]:
    by: dict[str, Any] = {name.lower(): values for name, values in rule.by.items()}
    if rule.days:
        by["byweekday"] = [weekday(day, position) for day, position in rule.days]
    start = _shifted(dtstart, years=_CALENDAR_SHIFT_YEARS)
    found = rrule(_DATEUTIL[rule.frequency], dtstart=start, interval=rule.interval, wkst=rule.week_start, **by)
    return (_shifted(local, years=-_CALENDAR_SHIFT_YEARS) for local in found)


def _shifted(local: datetime, *, years: int) -> datetime:
    return local.replace(year=local.year + years)
