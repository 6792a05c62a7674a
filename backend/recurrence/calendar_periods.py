"""The days of monthly and yearly rules, month by month or year by year, by dateutil.

It is started at the period asked for instead of DTSTART, which may be half a century ago, so what it would take
from DTSTART (the day of the month, and the month of a yearly rule) is written into the rule.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from dateutil.rrule import MONTHLY, YEARLY, rrule, weekday

from backend.recurrence.rule import Frequency, Rule, highest_position

_OF_THE_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"}
_CHOOSES_DAYS = {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"}
# dateutil looks at UNTIL only once it has found something, and searches for it up to the year 9999. The
# calendar repeats every 400 years, weekdays included, so it is asked about years near its end: a rule that
# never fires takes 0.02 s instead of 0.5 s.
_CALENDAR_SHIFT = 19 * timedelta(days=146_097)
_LAST = datetime(9999, 12, 31) - _CALENDAR_SHIFT  # noqa: DTZ001 - wall time


def calendar_periods(rule: Rule, dtstart: datetime, *, first: datetime) -> Iterator[list[datetime]]:
    """Yield the days of each month or year, at midnight, from the latest period not after `first` on.

    Periods without a day are left out. Days before DTSTART in its own period are included.
    """
    start = _period_start(rule, dtstart, min(first, _LAST)) + _CALENDAR_SHIFT
    is_yearly = rule.frequency is Frequency.YEARLY
    found = rrule(
        YEARLY if is_yearly else MONTHLY,
        dtstart=start,
        interval=rule.interval,
        wkst=rule.week_start,
        **_days_of(rule, dtstart),
    )
    periods = groupby(found, key=lambda day: day.year if is_yearly else (day.year, day.month))
    return ([day - _CALENDAR_SHIFT for day in days] for _, days in periods)


def _period_start(rule: Rule, dtstart: datetime, first: datetime) -> datetime:
    """Return the first midnight of the latest period that INTERVAL keeps and that starts by `first`."""
    months = rule.interval * (12 if rule.frequency is Frequency.YEARLY else 1)
    base = _month_number(dtstart) if rule.frequency is Frequency.MONTHLY else dtstart.year * 12
    number = base + max(0, _month_number(first) - base) // months * months
    return datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001 - wall time


def _month_number(local: datetime) -> int:
    return local.year * 12 + local.month - 1


def _days_of(rule: Rule, dtstart: datetime) -> dict[str, Any]:
    by: dict[str, Any] = {name.lower(): values for name, values in rule.by.items() if name not in _OF_THE_DAY}
    if rule.days:
        by["byweekday"] = [weekday(day, position) for day, position in _weekdays(rule)]
    elif not _CHOOSES_DAYS & rule.by.keys():
        by["bymonthday"] = dtstart.day
        if rule.frequency is Frequency.YEARLY:
            by.setdefault("bymonth", dtstart.month)
    return by


def _weekdays(rule: Rule) -> Iterator[tuple[int, int | None]]:
    """Yield BYDAY, each Monday beside the first Tuesday as the first to the last Monday.

    RFC 5545 unites days with and without a position; dateutil takes what is both.
    """
    has_positions = any(position for _, position in rule.days)
    for day, position in rule.days:
        if position or not has_positions:
            yield day, position
        else:
            yield from ((day, each) for each in range(1, highest_position(rule.frequency, rule.by) + 1))
