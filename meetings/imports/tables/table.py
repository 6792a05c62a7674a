"""A table as it came: one dictionary a row, under the words of its header."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from meetings.imports.report import SourceUnreadable

MAX_ROWS = 200_000
MAX_COLUMNS = 100
# What our own files put before cells that a spreadsheet would run (NAWS dump).
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


@dataclass(frozen=True)
class Table:
    """`first_row` is the number of the first row as a spreadsheet shows it."""

    header: tuple[str, ...]
    rows: list[dict[str, Any]]
    first_row: int
    note: str = ""


def table_of(lines: Sequence[Sequence[Any]], name: str, *, note: str = "") -> Table:
    """Take the first line that is not empty as the header. Raises SourceUnreadable."""
    lines = lines[: _end_of(lines)]
    top = next((number for number, line in enumerate(lines) if any(_is_set(cell) for cell in line)), None)
    if top is None:
        raise SourceUnreadable(f"{name} is empty.", line=1, column=1)
    if len(lines) - top - 1 > MAX_ROWS:
        raise SourceUnreadable(f"{name} has more than {MAX_ROWS} rows.")
    header = tuple(str(cell).strip() if _is_set(cell) else "" for cell in lines[top])
    return Table(header, [_row(header, line) for line in lines[top + 1 :]], first_row=top + 2, note=note)


def _end_of(lines: Sequence[Sequence[Any]]) -> int:
    """Spreadsheets keep thousands of empty lines below the last one."""
    return next((n for n in range(len(lines), 0, -1) if any(_is_set(cell) for cell in lines[n - 1])), 0)


def _row(header: tuple[str, ...], line: Sequence[Any]) -> dict[str, Any]:
    return {word: _unguarded(cell) for word, cell in zip(header, line, strict=False) if word and _is_set(cell)}


def _unguarded(cell: Any) -> Any:
    return cell[1:] if isinstance(cell, str) and cell.startswith(_GUARDED) else cell


def _is_set(cell: Any) -> bool:
    return cell is not None and cell != ""
