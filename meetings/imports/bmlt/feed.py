"""A BMLT root server's listing as raw rows: from a folder, a file, or over the network."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from meetings.imports.bmlt import download
from meetings.imports.report import SourceUnreadable

MAX_BYTES = 256 * 1024 * 1024
MEETINGS = "GetSearchResults.json"
SERVICE_BODIES = "GetServiceBodies.json"
FORMATS = "GetFormats*.json"


@dataclass(frozen=True)
class Feed:
    """Rows as they came; None where the source says nothing about that kind."""

    meetings: list[Any]
    formats: list[Any]
    service_bodies: list[Any]


def read_feed(source: str) -> Feed:
    """Read a folder with the answers of a root server, one such file, or a root server's address.

    Raises SourceUnreadable, with line and column where a file is broken.
    """
    if source.startswith(("http://", "https://")):
        return _from_root_server(source)
    path = Path(source)
    if path.is_dir():
        return _from_folder(path)
    if path.is_file():
        return _from_answers(parse(_bytes_of(path), path.name), path.name)
    raise SourceUnreadable(f"{source} is neither a folder, a file nor a root server's address.")


def source_identity(source: str) -> str:
    """Return what a source is called unless its operator names it: the address, or the resolved path."""
    if source.startswith(("http://", "https://")):
        return source.rstrip("/")
    return str(Path(source).resolve())


def parse(content: bytes, name: str) -> Any:
    """Read JSON, byte order mark or not. Raises SourceUnreadable with the line and column where it breaks."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        _refuse(name, "not UTF-8", content[: error.start].decode("utf-8", "replace"))
    except json.JSONDecodeError as error:
        _refuse(name, error.msg, error.doc[: error.pos])
    except (RecursionError, ValueError):
        raise SourceUnreadable(f"{name}: nested too deeply, or a number too long.") from None


def _refuse(name: str, reason: str, before: str) -> NoReturn:
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    raise SourceUnreadable(f"{name}: {reason} at line {line}, column {column}.", line=line, column=column)


def _from_folder(folder: Path) -> Feed:
    if not (folder / MEETINGS).is_file():
        raise SourceUnreadable(f"There is no {MEETINGS} in {folder.name}.")
    feed = _from_answers(_parsed(folder / MEETINGS), MEETINGS)
    for path in sorted(folder.glob(FORMATS)):
        feed.formats.extend(_rows(_parsed(path), path.name))
    bodies = folder / SERVICE_BODIES
    if bodies.is_file():
        feed.service_bodies.extend(_rows(_parsed(bodies), bodies.name))
    return feed


def _from_answers(answer: Any, name: str) -> Feed:
    """Take a bare list, or what `get_used_formats` answers."""
    if isinstance(answer, dict) and "meetings" in answer:
        return Feed(_rows(answer["meetings"], name), _rows(answer.get("formats", []), name), [])
    return Feed(_rows(answer, name), [], [])


def _from_root_server(address: str) -> Feed:
    ask = _asker(address.rstrip("/"))
    info = _rows(ask("GetServerInfo"), "GetServerInfo")
    languages = str(info[0].get("langs", "")) if info and isinstance(info[0], dict) else ""
    formats = _rows(ask("GetFormats&show_all=1"), "GetFormats")
    for language in filter(str.isalpha, languages.split(",")):
        formats.extend(_rows(ask(f"GetFormats&show_all=1&lang_enum={language}"), "GetFormats"))
    return Feed(
        meetings=_rows(ask("GetSearchResults"), "GetSearchResults"),
        formats=formats,
        service_bodies=_rows(ask("GetServiceBodies"), "GetServiceBodies"),
    )


def _asker(address: str) -> Callable[[str], Any]:
    def ask(query: str) -> Any:
        url = f"{address}/client_interface/json/?switcher={query}"
        return parse(download.content_of(url, max_bytes=MAX_BYTES), query.split("&")[0])

    return ask


def _parsed(path: Path) -> Any:
    return parse(_bytes_of(path), path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceUnreadable(f"{path.name} is larger than {MAX_BYTES // 1024**2} MB.")
        return path.read_bytes()
    except OSError as error:
        raise SourceUnreadable(f"{path.name}: {error.strerror}.") from error


def _rows(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise SourceUnreadable(f"{name} does not hold a list of rows.", line=1, column=1)
    return value
