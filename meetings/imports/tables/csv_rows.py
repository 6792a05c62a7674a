"""Rows of a CSV file."""

import codecs
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from meetings.imports.report import SourceUnreadable
from meetings.imports.tables.table import MAX_COLUMNS, MAX_ROWS, Table, table_of

if TYPE_CHECKING:
    from _csv import Reader

# A field longer than this is no listing; the reader refuses it by itself, whatever the file's size.
MAX_FIELD = 16 * 1024 * 1024
# Put below the last line: where it is not read as a line of its own, a quotation mark was never closed.
_END = "\nend of the file"


def read_csv(content: bytes, name: str) -> Table:
    """Raises SourceUnreadable, with the line where reading ended."""
    text, note = decoded(content)
    csv.field_size_limit(MAX_FIELD)
    whole = io.StringIO(text.replace("\x00", "") + _END, newline="")
    return table_of(_lines(csv.reader(whole, delimiter=_delimiter(text), strict=False), name), name, note=note)


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text, and what is to be said of how it was read."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # What spreadsheets call Unicode text.
        return content.decode("utf-16", errors="replace"), ""
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        # What spreadsheets on Windows save as CSV.
        return content.decode("cp1252", errors="replace"), "not UTF-8, read as Windows-1252"


def _lines(reader: "Reader", name: str) -> list[list[str]]:
    lines: list[list[str]] = []
    begins_at, ends_at = 1, 0
    try:
        for line in islice(reader, MAX_ROWS + 3):
            lines.append(line[:MAX_COLUMNS])
            begins_at, ends_at = ends_at + 1, reader.line_num
    except csv.Error as error:
        raise _broken(name, str(error), reader.line_num) from error
    if len(lines) < MAX_ROWS + 3 and lines.pop() != [_END.strip()]:
        raise _broken(name, "a quotation mark is never closed, in the row that begins", begins_at)
    return lines


def _broken(name: str, what: str, line: int) -> SourceUnreadable:
    return SourceUnreadable(f"{name}: {what} at line {line}, column 1.", line=line, column=1)


def _delimiter(text: str) -> str:
    head = text[:4096].splitlines()[:1]
    # Spreadsheets in many languages write semicolons.
    return max(",;\t", key=head[0].count) if head else ","
