"""Rows of a CSV file."""

import csv
import io
from itertools import islice
from typing import Any

from meetings.imports.report import SourceUnreadable
from meetings.imports.tables.table import MAX_COLUMNS, MAX_ROWS, Table, table_of

# A field longer than this is no listing; the reader refuses it by itself, whatever the file's size.
MAX_FIELD = 16 * 1024 * 1024


def read_csv(content: bytes, name: str) -> Table:
    """Raises SourceUnreadable, with the line where reading ended."""
    text, encoding = _decoded(content)
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=_delimiter(text), strict=False)
    try:
        lines: list[list[Any]] = [line[:MAX_COLUMNS] for line in islice(reader, MAX_ROWS + 2)]
    except csv.Error as error:
        line = reader.line_num
        raise SourceUnreadable(f"{name}: {error} at line {line}, column 1.", line=line, column=1) from error
    return table_of(lines, name, note="" if encoding == "utf-8" else "not UTF-8, read as Windows-1252")


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        # What spreadsheets on Windows save as CSV.
        return content.decode("cp1252", errors="replace"), "cp1252"


def _delimiter(text: str) -> str:
    head = text[:4096].splitlines()[:1]
    # Spreadsheets in many languages write semicolons.
    return max(",;\t", key=head[0].count) if head else ","
