"""Opening a source: what it is, where it lies, and which of the four kinds of feed it speaks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from meetings.imports.bmlt.feed import ask_root_server, feed_of_answer, read_folder
from meetings.imports.facts import Feed
from meetings.imports.meeting_guide.feed import MeetingGuideFeed
from meetings.imports.naws.feed import NawsFeed, is_naws
from meetings.imports.reading.content import bytes_of, parse_json, path_of, rows_of
from meetings.imports.reading.download import Downloads, is_address
from meetings.imports.report import SourceUnreadable
from meetings.imports.tables.csv_rows import decoded, read_csv
from meetings.imports.tables.table import Table
from meetings.imports.tables.workbook import is_workbook, read_workbook
from meetings.imports.tsml.feed import TsmlFeed, is_tsml
from meetings.models import Source

Format = Source.Format
# One of these is in every row: of meetings, formats, service bodies, and of what a root server says of itself.
_BMLT_WORDS = frozenset({"id_bigint", "key_string", "parent_id", "versionInt"})
_GUIDE_WORDS = frozenset({"slug", "day", "time", "times"})


@dataclass(frozen=True)
class Opened:
    """A feed that is read into memory. `is_guess`: nobody said what the source speaks."""

    feed: Feed
    format: str
    is_guess: bool


def open_source(source: str, *, format: str | None = None, downloads: Downloads | None = None) -> Opened:
    """Read a folder, a file or an address. Raises SourceUnreadable, with line and column where a file is broken."""
    feed, spoken = _opened(source, format, downloads or Downloads())
    return Opened(feed, spoken, is_guess=format is None)


def source_identity(source: str) -> str:
    """Return what a source is called unless its operator names it: the address, or the resolved path.

    Raises SourceUnreadable where neither is there.
    """
    return source.rstrip("/") if is_address(source) else str(path_of(source).resolve())


def _opened(source: str, format: str | None, downloads: Downloads) -> tuple[Feed, str]:
    if is_address(source):
        return _from_address(source, format, downloads)
    path = path_of(source)
    return _of_folder(path, format) if path.is_dir() else _of_content(bytes_of(path), path.name, format)


def _of_folder(folder: Path, format: str | None) -> tuple[Feed, str]:
    if format not in {None, Format.BMLT}:
        raise SourceUnreadable(f"A folder holds answers of a BMLT root server; {format} is one file or address.")
    return read_folder(folder), Format.BMLT


def _from_address(address: str, format: str | None, downloads: Downloads) -> tuple[Feed, str]:
    """An address is a root server's, or that of one file."""
    is_answer = "switcher=" in urlsplit(address).query
    if format == Format.BMLT and not is_answer:
        return ask_root_server(address, downloads), Format.BMLT
    if format is None and not is_answer and not _is_listing(address, downloads):
        return ask_root_server(address, downloads), Format.BMLT
    name = Path(urlsplit(address).path).name or "the feed"
    return _of_content(downloads.content_of(address), name, format)


def _is_listing(address: str, downloads: Downloads) -> bool:
    """A root server's own page is HTML, or nothing at all."""
    try:
        start = downloads.content_of(address)[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    except SourceUnreadable:
        return False
    return bool(start) and not start.startswith(b"<")


def _of_content(content: bytes, name: str, format: str | None) -> tuple[Feed, str]:
    if format in {Format.NAWS, Format.TSML} or (format is None and _is_table(content, name)):
        return _of_table(_table(content, name), name, format)
    answer = parse_json(content, name)
    if (format or _spoken(answer, name)) == Format.BMLT:
        return feed_of_answer(answer, name), Format.BMLT
    return MeetingGuideFeed(rows_of(answer, name)), Format.MEETING_GUIDE


def _is_table(content: bytes, name: str) -> bool:
    if is_workbook(content) or name.lower().endswith((".csv", ".xlsx", ".tsv")):
        return True
    # JSON begins with a bracket; a table with the words of its header.
    header = decoded(content[:2000])[0].lstrip()
    return header[:1] not in {"[", "{", "<", ""} and any(mark in header.splitlines()[0] for mark in ",;\t")


def _table(content: bytes, name: str) -> Table:
    return read_workbook(content, name) if is_workbook(content) else read_csv(content, name)


def _of_table(table: Table, name: str, format: str | None) -> tuple[Feed, str]:
    if is_naws(table.header) and format != Format.TSML:
        return NawsFeed(table), Format.NAWS
    if is_tsml(table.header) and format != Format.NAWS:
        return TsmlFeed(table), Format.TSML
    raise SourceUnreadable(
        f"{name}: its header has neither CommitteeName, AreaRegion, Day and Time (NAWS) nor Name, Day and Time (TSML).",
        line=1,
        column=1,
    )


def _spoken(answer: Any, name: str) -> Format:
    """By the first row that is one. Raises SourceUnreadable where that tells nothing."""
    if not isinstance(answer, list):
        return Format.BMLT
    words = next((set(row) for row in answer if isinstance(row, dict) and row), set())
    if "id_bigint" in words or (words & _BMLT_WORDS and not words & _GUIDE_WORDS):
        return Format.BMLT
    if words & _GUIDE_WORDS:
        return Format.MEETING_GUIDE
    raise SourceUnreadable(f"{name} holds no rows of a kind that is known; --format says what it speaks.")
