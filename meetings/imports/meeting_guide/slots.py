"""When a row of Meeting Guide meets: each day and time of it."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Any

from meetings.imports import cleaning
from meetings.imports.reading import clock
from meetings.imports.reading.clock import DAY_MINUTES
from meetings.imports.reading.values import Values
from meetings.imports.report import RowRefusedError

# The specification's own.
DEFAULT_DURATION_MINUTES = 60
# A meeting every two hours has 84; more is no listing.
MAX_SLOTS = 100
_BETWEEN = re.compile(r"[,;/|\n]| and | & ")


@dataclass(frozen=True)
class Slot:
    weekday: int
    start_time: time
    duration_minutes: int


def read_slots(values: Values) -> list[Slot]:
    """Raises RowRefusedError for what has no day or time, which is how a meeting by appointment looks."""
    starts = _prose(values) if values.fields.get("times") else _days_at_one_time(values)
    if len(starts) > MAX_SLOTS:
        raise RowRefusedError(f"times: more than {MAX_SLOTS} a week", field="times")
    duration = _duration(values, starts[0][1])
    return [Slot(weekday, cleaning.time_of_day(minutes), duration) for weekday, minutes in dict.fromkeys(starts)]


def _days_at_one_time(values: Values) -> list[tuple[int, int]]:
    days, at = _days(values), values.raw("time")
    if not days and not at:
        raise RowRefusedError("day, time: none; it meets by appointment", field="day")
    minutes = clock.minutes_of(at)
    if minutes is None:
        raise RowRefusedError("time: not a time of day", field="time", value=at)
    if not days:
        raise RowRefusedError("day: none, though it has a time", field="day", value=values.raw("day"))
    if minutes == DAY_MINUTES:
        values.repaired("time: 24:00 is 00:00 of the next day", field="time")
        return [((day + 1) % 7, 0) for day in days]
    return [(day, minutes) for day in days]


def _days(values: Values) -> list[int]:
    given = values.fields.get("day")
    several: list[Any] = given if isinstance(given, list) else _parts(values.raw("day"))
    found = {each: clock.weekday_of(each) for each in several[:MAX_SLOTS] if isinstance(each, str | int | float)}
    if wrong := [each for each, day in found.items() if day is None and each not in {"", None}]:
        values.repaired(f"day: {wrong[0]!r:.40} is no day of the week, left out", field="day")
    if any(str(each) == "7" for each in found):
        values.repaired("day: 7 is Sunday where weeks begin on Monday", field="day")
    return list(dict.fromkeys(day for day in found.values() if day is not None))


def _prose(values: Values) -> list[tuple[int, int]]:
    """Read `Sunday 8:30 AM`, one a line."""
    given = values.fields["times"]
    lines = [str(each) for each in given] if isinstance(given, list) else values.raw("times").splitlines()
    lines = [line.strip() for line in lines[: 2 * MAX_SLOTS] if line.strip()]
    found = {line: clock.slot_of_prose(line) for line in lines}
    if wrong := [line for line, slot in found.items() if slot is None]:
        values.repaired(f"times: {wrong[0][:40]!r} is no day and time, left out", field="times")
    starts = [_before_midnight(*slot) for slot in found.values() if slot is not None]
    if not starts:
        raise RowRefusedError("times: no day and time in it", field="times", value=values.raw("times"))
    return starts


def _before_midnight(weekday: int, minutes: int) -> tuple[int, int]:
    return ((weekday + 1) % 7, 0) if minutes == DAY_MINUTES else (weekday, minutes)


def _duration(values: Values, start: int) -> int:
    ends = values.raw("end_time")
    minutes = clock.minutes_of(ends)
    if ends and minutes is None:
        values.repaired("end_time: not a time of day, taken as one hour after the start", field="end_time")
    if minutes is not None and (minutes - start) % DAY_MINUTES:
        return (minutes - start) % DAY_MINUTES
    return _told_duration(values)


def _told_duration(values: Values) -> int:
    told = values.raw("duration")
    if told.isascii() and told.isdigit() and 0 < int(told[:9]) <= DAY_MINUTES:
        return int(told)
    if told:
        values.repaired("duration: not minutes within a day, taken as 60", field="duration")
    return DEFAULT_DURATION_MINUTES


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
