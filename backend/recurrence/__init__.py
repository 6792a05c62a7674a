"""RFC 5545 recurrence as pure functions: a wall-clock rule in, the instants it means out.

`rule` reads the text of an RRULE, `wall_times` expands it on naive local time, `occurrences` attaches the
zone, `stepping` is its short way, `counting` spares walks. `relative` knows times around an event, `day_times`
several times a day.
"""

from backend.recurrence.counting import without_count
from backend.recurrence.day_times import times_of, with_times
from backend.recurrence.errors import RecurrenceError
from backend.recurrence.occurrences import (
    Occurrence,
    Recurrence,
    check,
    next_occurrence,
    occurrences,
    parse_zone,
    to_instant,
    zone_or_utc,
)
from backend.recurrence.relative import Relative, around
from backend.recurrence.stepping import advance

__all__ = [
    "Occurrence",
    "Recurrence",
    "RecurrenceError",
    "Relative",
    "advance",
    "around",
    "check",
    "next_occurrence",
    "occurrences",
    "parse_zone",
    "times_of",
    "to_instant",
    "with_times",
    "without_count",
    "zone_or_utc",
]
