"""Ids of a root server: positive whole numbers, sent as text."""

from collections.abc import Mapping
from typing import Any

from meetings.imports.report import RowRefusedError

# The map of upstream ids keeps them as text of up to 64 characters; ours are 64-bit integers.
MAX_DIGITS = 18


def upstream_id(fields: Any, name: str) -> str:
    """Return a row's id as text without leading zeros; raise RowRefusedError when there is none."""
    value = str(fields.get(name, "")).strip() if isinstance(fields, Mapping) else ""
    if not (value.isascii() and value.isdigit() and int(value[:MAX_DIGITS]) > 0):
        raise RowRefusedError(f"{name} is not a positive whole number", field=name)
    if len(value) > MAX_DIGITS:
        raise RowRefusedError(f"{name} has more than {MAX_DIGITS} digits", field=name)
    return value.lstrip("0")


def referred_id(text: str) -> str:
    """Return the id of another row that a field names; nothing where it names none, as 0 does."""
    return text.lstrip("0") if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else ""


def shown_id(fields: Any, name: str) -> str:
    """What a row calls itself in the report, readable or not."""
    return str(fields.get(name, fields.get("id", "?")))[:40] if isinstance(fields, Mapping) else "?"
