"""A BMLT root server's listing as raw rows: from a folder, a file, or over the network."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meetings.imports.bmlt.formats import FormatIndex, read_formats, read_service_bodies
from meetings.imports.bmlt.ids import shown_id
from meetings.imports.bmlt.meetings import read_meetings
from meetings.imports.facts import FeedFacts
from meetings.imports.reading.content import bytes_of, parse_json, rows_of
from meetings.imports.reading.download import Downloads
from meetings.imports.report import Report, SourceUnreadable

MEETINGS = "GetSearchResults.json"
SERVICE_BODIES = "GetServiceBodies.json"
FORMATS = "GetFormats*.json"
# What every row of one kind has and no row of another.
_KINDS = {"id_bigint": "meetings", "key_string": "formats", "parent_id": "service_bodies"}


@dataclass(frozen=True)
class BmltFeed:
    """Rows as they came; empty where the source says nothing about that kind."""

    meetings: list[Any]
    formats: list[Any]
    service_bodies: list[Any]

    def read(self, report: Report) -> FeedFacts:
        report.rows = len(self.meetings)
        bodies = read_service_bodies(self.service_bodies, report)
        formats = read_formats(self.formats, report)
        meetings = read_meetings(self.meetings, FormatIndex(formats), report)
        named = {shown_id(row, "id_bigint").strip().lstrip("0") for row in self.meetings}
        return FeedFacts(bodies, formats, meetings, frozenset(named - {facts.upstream_id for facts in meetings}))


def read_folder(folder: Path) -> BmltFeed:
    """Read the answers of a root server, kept as files: under their own names, or any. Raises SourceUnreadable."""
    if not (folder / MEETINGS).is_file():
        return _by_content(folder)
    feed = feed_of_answer(_parsed(folder / MEETINGS), MEETINGS)
    for path in sorted(folder.glob(FORMATS)):
        feed.formats.extend(rows_of(_parsed(path), path.name))
    bodies = folder / SERVICE_BODIES
    if bodies.is_file():
        feed.service_bodies.extend(rows_of(_parsed(bodies), bodies.name))
    return feed


def _by_content(folder: Path) -> BmltFeed:
    feed = BmltFeed([], [], [])
    for path in sorted(folder.glob("*.json")):
        answer = _parsed(path)
        parts = answer.values() if isinstance(answer, dict) else [answer]
        for rows in filter(_is_list, parts):
            words: set[str] = next((set(row) for row in rows if isinstance(row, dict)), set())
            for kind in [kind for word, kind in _KINDS.items() if word in words]:
                getattr(feed, kind).extend(rows)
    if not feed.meetings:
        raise SourceUnreadable(f"There is neither {MEETINGS} nor another list of meetings in {folder.name}.")
    return feed


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def feed_of_answer(answer: Any, name: str) -> BmltFeed:
    """Take a bare list, or what `get_used_formats` answers. Raises SourceUnreadable."""
    if isinstance(answer, dict) and "meetings" in answer:
        return BmltFeed(rows_of(answer["meetings"], name), rows_of(answer.get("formats", []), name), [])
    return BmltFeed(rows_of(answer, name), [], [])


def ask_root_server(address: str, downloads: Downloads) -> BmltFeed:
    """Ask for meetings, service bodies, and formats in all languages. Raises SourceUnreadable."""
    ask = _asker(address.rstrip("/"), downloads)
    info = rows_of(ask("GetServerInfo"), "GetServerInfo")
    languages = str(info[0].get("langs", "")) if info and isinstance(info[0], dict) else ""
    formats = list(rows_of(ask("GetFormats&show_all=1"), "GetFormats"))
    for language in filter(str.isalpha, languages[:200].split(",")):
        formats.extend(rows_of(ask(f"GetFormats&show_all=1&lang_enum={language}"), "GetFormats"))
    return BmltFeed(
        meetings=rows_of(ask("GetSearchResults"), "GetSearchResults"),
        formats=formats,
        service_bodies=rows_of(ask("GetServiceBodies"), "GetServiceBodies"),
    )


def _asker(address: str, downloads: Downloads) -> Callable[[str], Any]:
    def ask(query: str) -> Any:
        url = f"{address}/client_interface/json/?switcher={query}"
        return parse_json(downloads.content_of(url), query.split("&")[0])

    return ask


def _parsed(path: Path) -> Any:
    return parse_json(bytes_of(path), path.name)
