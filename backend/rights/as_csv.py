"""An export as tables for a spreadsheet: one CSV file for each list, in a zip archive."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

Row = dict[str, Any]
# Spreadsheets take a cell that begins like this for a formula ("CSV Injection", OWASP).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Rows of a list inside a record say in this column whose they are.
OF = "of"


def zipped(data: Mapping[str, Any]) -> bytes:
    """Return the archive of an export, which holds nothing but what JSON can hold."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, rows in tables(data).items():
            folder.writestr(f"{name}.csv", _written(rows))
    return archive.getvalue()


def tables(data: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Return rows by table. Objects inside a record become columns, lists of records tables of their own."""
    found: dict[str, list[Row]] = {}
    for area, content in data.items():
        for table, row in _rows(area, content, of=None):
            found.setdefault(table, []).append(row)
    return found


def harmless(value: Any) -> Any:
    """Return text that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _rows(table: str, record: Mapping[str, Any], *, of: Any) -> Iterator[tuple[str, Row]]:
    row: Row = {OF: of} if of is not None else {}
    inner: list[tuple[str, Mapping[str, Any]]] = []
    for name, value in _columns(record):
        if _is_list_of_records(value):
            inner += [(f"{table}-{name}", each) for each in value]
        else:
            row[name] = "; ".join(map(str, value)) if isinstance(value, list) else value
    yield table, row
    for name, each in inner:
        yield from _rows(name, each, of=record.get("id"))


def _columns(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _columns(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _written(rows: list[Row]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(harmless, names))
    writer.writerows([harmless(row.get(name)) for name in names] for row in rows)
    # With the mark by which spreadsheets know UTF-8.
    return text.getvalue().encode("utf-8-sig")
