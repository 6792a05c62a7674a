"""Data fields of a deployment's own: those that some listed meeting has. A row without one has it empty."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection

from meetings import sequence
from meetings.bmlt.fields import STOCK_FIELDS
from meetings.bmlt.rows import as_json
from meetings.bmlt.search.conditions import SHOWN


def custom_fields() -> tuple[str, ...]:
    """Return the names of public fields beside the stock ones, sorted; looked up once for each change of listings."""
    return _at(*sequence.current())


def custom_fields_among(names: Iterable[str]) -> frozenset[str]:
    """Return those of these names that are custom fields; asks only where one of them may be."""
    unknown = set(names) - STOCK_FIELDS
    return frozenset(unknown & set(custom_fields())) if unknown else frozenset()


def completed(row: bytes, members: Sequence[bytes]) -> bytes:
    """Return a stored row with those members of `empty_members` that it lacks.

    A quote within a text is escaped, so that a name between quotes before a colon is one of the row's own.
    """
    missing = [member for member in members if member.removesuffix(EMPTY) not in row]
    return b",".join([row.removesuffix(b"}"), *missing]) + b"}" if missing else row


def empty_members(names: Iterable[str]) -> list[bytes]:
    return [as_json(name) + b":" + EMPTY for name in names]


EMPTY = b'""'


# One version is asked about at a time; what was read for it may be newer, never older.
@lru_cache(maxsize=2)
def _at(_epoch: str, _value: int) -> tuple[str, ...]:
    sql = f"""SELECT DISTINCT jsonb_object_keys(m.custom_fields)
        FROM meetings_meeting m JOIN meetings_meetingprojection p ON p.meeting_id = m.id
        WHERE {SHOWN.sql} AND m.custom_fields <> '{{}}'"""  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(sorted({name for (name,) in cursor.fetchall()} - STOCK_FIELDS))
