"""The text of an RRULE, read and checked part by part (RFC 5545 section 3.3.10).

dateutil would take months 13 and positions that mean nothing, and then search for them until the year 9999.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache

from backend.recurrence.errors import RecurrenceError

MAX_RULE_LENGTH = 500
MAX_INTERVAL = 1_000
# A rule with COUNT is walked from DTSTART, so this bounds the walk.
MAX_COUNT = 10_000

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Frequency(Enum):
    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True)
class Rule:
    """A parsed RRULE. `days` are (weekday, position or None), Monday is 0; `by` holds the other BY parts."""

    frequency: Frequency
    interval: int
    count: int | None
    until: datetime | None  # aware when it was written in UTC, else wall time
    week_start: int
    days: tuple[tuple[int, int | None], ...]
    by: Mapping[str, tuple[int, ...]]

    @property
    def counts_elapsed_hours(self) -> bool:
        return self.frequency is Frequency.HOURLY and not self.days and not self.by


_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*")
_DAY = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")
# "For ever" is often written as 99991231, which no zone west of Greenwich can turn into UTC.
_EARLIEST, _LATEST = datetime(1900, 1, 1), datetime(9000, 1, 1)  # noqa: DTZ001 - wall times
# Part: lowest value, highest value, whether a minus sign counts from the end.
_RANGES = {
    "BYSETPOS": (1, 366, True),
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
}
_ALL = {"BYDAY", *_RANGES}
_YEAR_ONLY = {"BYWEEKNO", "BYYEARDAY"}
# The table in RFC 5545 section 3.3.10 without its "N/A" cells. An hourly rule takes less than there: what
# narrows it by date can be written as a daily rule with BYHOUR, and a search by the hour must end soon.
_ALLOWED = {
    Frequency.HOURLY: {"BYDAY", "BYMONTH", "BYHOUR", "BYMINUTE", "BYSECOND"},
    Frequency.DAILY: _ALL - _YEAR_ONLY,
    Frequency.WEEKLY: _ALL - _YEAR_ONLY - {"BYMONTHDAY"},
    Frequency.MONTHLY: _ALL - _YEAR_ONLY,
    Frequency.YEARLY: _ALL,
}


@lru_cache(maxsize=4096)
def parse_rule(text: str) -> Rule:
    """Read the value of an RRULE, without the "RRULE:" before it; raise `invalid-rule`."""
    parts = _split(text.upper())
    frequency = _frequency(parts.pop("FREQ", ""))
    if "COUNT" in parts and "UNTIL" in parts:
        raise invalid("COUNT and UNTIL exclude each other.")
    return Rule(
        frequency=frequency,
        interval=_number("INTERVAL", parts.pop("INTERVAL", "1"), 1, MAX_INTERVAL),
        count=_number("COUNT", parts.pop("COUNT"), 1, MAX_COUNT) if "COUNT" in parts else None,
        until=_until(parts.pop("UNTIL")) if "UNTIL" in parts else None,
        week_start=_week_start(parts.pop("WKST", "MO")),
        days=_days(parts, frequency),
        by=_by(parts, frequency),
    )


def invalid(detail: str) -> RecurrenceError:
    return RecurrenceError("invalid-rule", "/rrule", detail)


def highest_position(frequency: Frequency, parts: Container[str]) -> int:
    """Return how often a day of the week comes at most, in the month or year that its positions count in.

    dateutil looks outside its tables for more, in some years only.
    """
    return 53 if frequency is Frequency.YEARLY and "BYMONTH" not in parts else 5


def _split(text: str) -> dict[str, str]:
    if "DTSTART" in text:
        raise invalid("DTSTART stands beside the rule, not in it.")
    if len(text) > MAX_RULE_LENGTH or not _RULE.fullmatch(text):
        raise invalid("Write the rule as NAME=VALUE pairs joined by semicolons.")
    pairs = [pair.split("=") for pair in text.split(";")]
    parts = {pair[0]: pair[1] for pair in pairs}
    if len(parts) < len(pairs):
        raise invalid("A part of the rule is given twice.")
    return parts


def _frequency(value: str) -> Frequency:
    try:
        return Frequency(value)
    except ValueError:
        raise invalid("FREQ must be HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY.") from None


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise invalid("WKST must be a day of the week.")
    return WEEKDAYS.index(value)


def _until(value: str) -> datetime:
    """Read UNTIL as local time, as UTC when it ends in Z, or as a date, which then counts to its last second.

    RFC 5545 asks for UTC where DTSTART has a zone; people and older programs write the other two.
    """
    found = _UNTIL.fullmatch(value)
    try:
        if found is None:
            raise ValueError(value)
        local = datetime.strptime(found[1] + (found[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - wall time
    except ValueError:
        raise invalid("UNTIL must look like 20270131, 20270131T090000 or 20270131T090000Z.") from None
    bounded = min(max(local, _EARLIEST), _LATEST)
    return bounded.replace(tzinfo=UTC) if found[3] else bounded


def _days(parts: Mapping[str, str], frequency: Frequency) -> tuple[tuple[int, int | None], ...]:
    items = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    highest = highest_position(frequency, parts)
    return tuple(_day(item, frequency, highest) for item in items)


def _day(item: str, frequency: Frequency, highest: int) -> tuple[int, int | None]:
    found = _DAY.fullmatch(item)
    if found is None:
        raise invalid("BYDAY takes MO, TU, WE, TH, FR, SA and SU.")
    if found[1] and frequency not in (Frequency.MONTHLY, Frequency.YEARLY):
        raise invalid("A position in BYDAY, such as 2MO, needs a monthly or yearly rule.")
    if found[1] and abs(int(found[1])) > highest:
        raise invalid(f"A position in BYDAY must lie between 1 and {highest}, from either end.")
    return WEEKDAYS.index(found[2]), int(found[1]) if found[1] else None


def _by(parts: Mapping[str, str], frequency: Frequency) -> dict[str, tuple[int, ...]]:
    if not parts.keys() <= _ALLOWED[frequency]:
        raise invalid("A part of the rule is unknown or does not go with its FREQ.")
    if parts.keys() == {"BYSETPOS"}:
        raise invalid("BYSETPOS needs another BY part to choose from.")
    return {name: _numbers(name, value) for name, value in parts.items() if name != "BYDAY"}


def _numbers(name: str, value: str) -> tuple[int, ...]:
    low, high, may_be_negative = _RANGES[name]
    found = set()
    for item in value.split(","):
        sign = -1 if may_be_negative and item.startswith("-") else 1
        found.add(sign * _number(name, item[1:] if sign < 0 else item.removeprefix("+"), low, high))
    return tuple(sorted(found))


def _number(name: str, digits: str, low: int, high: int) -> int:
    if not re.fullmatch("[0-9]{1,7}", digits) or not low <= int(digits) <= high:
        raise invalid(f"{name} must lie between {low} and {high}.")
    return int(digits)
