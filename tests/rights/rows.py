"""Looking for something in every column of every table, and for the rows that hang on a person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import ForeignObjectRel, Model

from backend.accounts.models import Person


def tables_holding(text: str, *, alias: str = "default") -> set[str]:
    """Return the tables, partitions among them, with a row in which this stands, as text or as bytes."""
    with connections[alias].cursor() as cursor:
        return {table for table in _tables(cursor) if _holds(cursor, table, text)}


def tables_naming(account_id: UUID, *, alias: str = "default") -> set[str]:
    """Return the tables with a row in which this id stands, with dashes or without, or as bytes."""
    return tables_holding(str(account_id), alias=alias) | tables_holding(account_id.hex, alias=alias)


def rows_of(person: Person) -> list[Model]:
    """Return the person's own rows: what points at them, at what points at them, and so on."""
    found: dict[tuple[type[Model], Any], Model] = {}
    waiting: list[Model] = [person, person.account]
    while waiting:
        row = waiting.pop()
        if (type(row), row.pk) not in found:
            found[type(row), row.pk] = row
            waiting += _pointing_at(row)
    return list(found.values())


def _pointing_at(row: Model) -> Iterator[Model]:
    for relation in row._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            field = relation.field
            yield from field.model._base_manager.filter(**{field.name: row})


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
