"""GetFieldKeys and GetFieldValues: which fields there are, and what the listed meetings have in one of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from meetings.bmlt.asking import Ask, Chunks, Refused, whole
from meetings.bmlt.custom_fields import custom_fields
from meetings.bmlt.decimals import shortest
from meetings.bmlt.fields import DATA_FIELDS, MAIN_FIELDS, PUBLIC_DATA_FIELDS
from meetings.bmlt.parameters import whole as whole_number
from meetings.bmlt.search.conditions import SHOWN
from meetings.bmlt.search.expressions import FORMAT_IDS, TABLES, expression_of
from meetings.search.conditions import Condition

# What an empty value is called.
EMPTY = "NULL"


def get_field_keys(_ask: Ask) -> Chunks:
    return whole([{"key": key, "description": description} for key, description in field_keys().items()])


def field_keys() -> dict[str, str]:
    """Return key -> description: the main keys, the public data fields, then the deployment's own."""
    public = {name: DATA_FIELDS[name] for name in PUBLIC_DATA_FIELDS}
    return MAIN_FIELDS | public | {name: name for name in custom_fields()}


def get_field_values(ask: Ask) -> Chunks:
    """Answer with each value and the ids of the listed meetings that have it. Raises Refused."""
    name = ask.parameters.text("meeting_key")
    if name not in field_keys():
        raise Refused(400, "meeting_key must be one of the keys that GetFieldKeys lists.")
    if name == "formats":
        return whole(_formats(ask))
    if name in {"longitude", "latitude"}:
        return whole([_value(name, shortest(float(text)) if text else "", ids) for text, ids in _grouped(_text(name))])
    return whole([_value(name, text, ids) for text, ids in _grouped(_text(name))])


def _text(name: str) -> Condition:
    expression = expression_of(name)
    assert expression is not None, name  # noqa: S101 - every public key has one
    return expression.text


def _formats(ask: Ask) -> list[dict[str, str]]:
    wanted = {whole_number(item) for item in ask.parameters.items("specific_formats")} - {0}
    needs_all = ask.parameters.text("all_formats") not in {"", "0"}
    grouped: dict[str, list[int]] = {}
    for text, ids in _grouped(Condition(FORMAT_IDS)):
        value = _cut(text, wanted, needs_all=needs_all) if wanted else text
        if value is not None:
            grouped.setdefault(value, []).extend(map(int, ids.split(",")))
    return [_value("formats", text, ",".join(map(str, sorted(ids)))) for text, ids in grouped.items()]


def _cut(text: str, wanted: set[int], *, needs_all: bool) -> str | None:
    """Return those of the formats that are asked about, or None where there is none, or not all of them."""
    found = [int(each) for each in text.split(",") if each and int(each) in wanted]
    if not found or (needs_all and len(found) < len(wanted)):
        return None
    return ",".join(map(str, found))


def _grouped(expression: Condition) -> Iterator[Sequence[Any]]:
    """Yield (value, ids) with the ids ascending, ordered by the lowest of them."""
    sql = f"""SELECT value, string_agg(id::text, ',' ORDER BY id) FROM (
            SELECT {expression.sql}, m.id FROM {TABLES} WHERE {SHOWN.sql}) found (value, id)
        GROUP BY value ORDER BY min(id)"""  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql, expression.parameters)
        yield from cursor.fetchall()


def _value(name: str, text: str, ids: str) -> dict[str, str]:
    return {name: text or EMPTY, "ids": ids}
