"""Data fields of a deployment's own: those that some listed meeting has."""

from collections.abc import Iterable

from django.db import connection

from meetings.bmlt.fields import STOCK_FIELDS
from meetings.bmlt.search.conditions import SHOWN


def custom_fields() -> list[str]:
    """Return the names of public fields beside the stock ones, sorted."""
    sql = f"""SELECT DISTINCT jsonb_object_keys(m.custom_fields)
        FROM meetings_meeting m JOIN meetings_meetingprojection p ON p.meeting_id = m.id
        WHERE {SHOWN.sql} AND m.custom_fields <> '{{}}'"""  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted({name for (name,) in cursor.fetchall()} - STOCK_FIELDS)


def custom_fields_among(names: Iterable[str]) -> frozenset[str]:
    """Return those of these names that are custom fields; asks only where one of them may be."""
    unknown = set(names) - STOCK_FIELDS
    return frozenset(unknown & set(custom_fields())) if unknown else frozenset()
