"""Looking for something in every column of every table."""

from typing import Any
from uuid import UUID

from django.db import connections


def tables_holding(text: str, *, alias: str = "default") -> set[str]:
    """Return the tables, partitions among them, with a row in which this stands, as text or as bytes."""
    with connections[alias].cursor() as cursor:
        return {table for table in _tables(cursor) if _holds(cursor, table, text)}


def tables_naming(account_id: UUID, *, alias: str = "default") -> set[str]:
    """Return the tables with a row in which this id stands, with dashes or without, or as bytes."""
    return tables_holding(str(account_id), alias=alias) | tables_holding(account_id.hex, alias=alias)


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    return [row[0] for row in cursor.fetchall()]


def _holds(cursor: Any, table: str, text: str) -> bool:
    # A bytea is shown in hexadecimal digits.
    cursor.execute(
        f'SELECT EXISTS (SELECT 1 FROM "{table}" AS row WHERE row::text LIKE %s OR row::text LIKE %s)',
        [f"%{text}%", f"%{text.encode().hex()}%"],
    )
    return bool(cursor.fetchone()[0])
