"""RFC 5545 recurrence as pure functions: a wall-clock rule in, the instants it means out.

`rule` reads the text of an RRULE, `wall_times` expands it on naive local time, `occurrences` attaches the
zone.
"""

from backend.recurrence.errors import RecurrenceError
from backend.recurrence.occurrences import (
    Occurrence,
    Recurrence,
    check,
    next_occurrence,
    occurrences,
    parse_zone,
    to_instant,
)

__all__ = [
    "Occurrence",
    "Recurrence",
    "RecurrenceError",
    "check",
    "next_occurrence",
    "occurrences",
    "parse_zone",
    "to_instant",
]
