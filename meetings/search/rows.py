"""Reading rows: a cursor by hand, and when a meeting is on as one text."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from meetings.dates.dated import DatedException
from meetings.dates.occurrences import Timing

# One text instead of twelve columns: most meetings are weekly and meet as many others do, and then it is the same. So
# is whether there is anything online, where it decides nothing.
WHEN = """json_build_array(m.tzid, m.starts_on, m.start_time, m.duration_minutes, m.rrule, m.exdates, m.valid_from,
    m.valid_until, m.state, m.state_until,
    m.state = 'place_closed' AND (m.online_url <> '' OR m.online_phone <> ''), m.exceptions)::text"""


def rows_of(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def timing_of(when: str) -> Timing:
    """Read WHEN."""
    tzid, starts_on, start_time, minutes, rrule, exdates, first, last, state, until, has_online, exceptions = (
        json.loads(when)
    )
    return Timing(
        tzid=tzid,
        dtstart=datetime.combine(date.fromisoformat(starts_on), time.fromisoformat(start_time)),
        duration_minutes=minutes,
        rrule=rrule,
        exdates=tuple(map(date.fromisoformat, exdates)),
        valid_from=_day(first),
        valid_until=_day(last),
        state=state,
        state_until=_day(until),
        has_online=has_online,
        exceptions=tuple(map(DatedException.from_json, exceptions)),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
