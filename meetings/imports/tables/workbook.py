"""Rows of the first sheet of an XLSX workbook: a zip of XML files, so bounded before anything is unpacked."""

import io
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from meetings.imports.report import SourceUnreadable
from meetings.imports.tables.table import MAX_COLUMNS, MAX_ROWS, Table, table_of

MAX_PARTS = 1_000
# Unpacked; a sheet of 20,000 meetings has about 20 MB.
MAX_UNPACKED = 128 * 1024 * 1024
# What openpyxl and the parser below it raise on files that are no workbooks.
_BROKEN = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError)
_BROKEN_TOO = (IndexError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError, AssertionError)


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes, name: str) -> Table:
    """Raises SourceUnreadable."""
    try:
        _refuse_bombs(content, name)
        return table_of(_lines(content), name)
    except (*_BROKEN, *_BROKEN_TOO, zipfile.LargeZipFile) as error:
        raise SourceUnreadable(f"{name} is no workbook that can be read ({type(error).__name__}).") from error


def _refuse_bombs(content: bytes, name: str) -> None:
    """A few kilobytes can unpack to gigabytes; an XML file can do the same once more with entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        # A part is never read further than its stated size, so the sum of these is a bound.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise SourceUnreadable(f"{name} unpacks to more than {MAX_UNPACKED // 1024**2} MB.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _declares_types(archive.read(part)):
                raise SourceUnreadable(f"{name} declares entities, which no spreadsheet program does.")


def _declares_types(xml: bytes) -> bool:
    # In UTF-16 every other byte is zero.
    return b"<!DOCTYPE" in xml.replace(b"\x00", b"").upper()


def _lines(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = _sheet_shown(book)
        rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        return [[_text(cell) for cell in row] for row in islice(rows, MAX_ROWS + 2)]
    finally:
        book.close()


def _sheet_shown(book: openpyxl.Workbook) -> Any:
    """The first one with cells that whoever opens the book can see."""
    shown = (each for each in book.worksheets if each.sheet_state == "visible")
    return next(shown, book.worksheets[0])


def _text(cell: Any) -> Any:
    """Times and dates as they would stand in a CSV file."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float | bool) or cell is None else str(cell)
