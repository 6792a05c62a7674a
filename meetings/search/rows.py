"""Reading rows: a cursor by hand, and the columns that say when a meeting is on."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from meetings.dated import DatedException
from meetings.occurrences import Timing

TIMING_COLUMNS = """m.tzid, m.starts_on, m.start_time, m.duration_minutes, m.rrule, m.exdates, m.valid_from,
    m.valid_until, m.state, m.state_until, m.online_url <> '' OR m.online_phone <> '', m.exceptions"""


def rows_of(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def timing_of(columns: Sequence[Any]) -> Timing:
    """Read TIMING_COLUMNS."""
    tzid, starts_on, start_time, minutes, rrule, exdates, first, last, state, until, has_online, exceptions = columns
    return Timing(
        tzid=tzid,
        dtstart=datetime.combine(starts_on, start_time),
        duration_minutes=minutes,
        rrule=rrule,
        exdates=tuple(exdates),
        valid_from=first,
        valid_until=last,
        state=state,
        state_until=until,
        has_online=has_online,
        exceptions=_exceptions(exceptions),
    )


def _exceptions(stored: str) -> tuple[DatedException, ...]:
    # Nearly all meetings have none: their text is not read.
    return () if stored == "[]" else tuple(map(DatedException.from_json, json.loads(stored)))
