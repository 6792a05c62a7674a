"""Data fields of a deployment's own: those that a listed meeting has had. A row without one has it empty."""

from collections.abc import Iterable, Sequence

from meetings.bmlt.fields import STOCK_FIELDS
from meetings.bmlt.rows import as_json
from meetings.models import CustomField

EMPTY = b'""'


def custom_fields() -> list[str]:
    """Return the names of public fields beside the stock ones, sorted."""
    return sorted(set(CustomField.objects.values_list("name", flat=True)) - STOCK_FIELDS)


def custom_fields_among(names: Iterable[str]) -> frozenset[str]:
    """Return those of these names that are custom fields; asks only where one of them may be."""
    unknown = set(names) - STOCK_FIELDS
    return frozenset(unknown & set(custom_fields())) if unknown else frozenset()


def completed(row: bytes, keys: Sequence[bytes]) -> bytes:
    """Return a stored row with those of `as_keys` that it lacks, empty.

    A quote within a text is escaped, so that a name between quotes before a colon is a key of the row.
    """
    missing = [key + EMPTY for key in keys if key not in row]
    return b",".join([row[:-1], *missing]) + b"}" if missing else row


def as_keys(names: Iterable[str]) -> list[bytes]:
    return [as_json(name) + b":" for name in names]
