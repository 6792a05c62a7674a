"""Recorded queries out of access logs. Whatever a line holds, it gives a query or nothing."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Any

from meetings.moving_over.queries import Query, read_target

# Apache and nginx refuse longer request lines by default (8 KB); the rest of a line is referrer and browser.
MAX_LINE = 64 * 1024

# The request is the first thing in quotes that begins with a method. Both servers escape quotes inside.
_QUOTED = re.compile(r'"([A-Z]{3,10}) ([^\s"]+)')
_BARE = re.compile(r'(?:GET )?([^\s"]+)(?: HTTP/\S+)?')
_TARGET_FIELDS = ("uri", "url", "path", "target", "request_uri")


@dataclass(frozen=True)
class Recorded:
    query: Query
    asked: int


def read_log(lines: Iterable[bytes]) -> list[Recorded]:
    """Return the distinct queries, the most asked first, then in the order of first appearance."""
    counts = Counter(query for line in lines if (query := query_of(line)) is not None)
    return [Recorded(query, asked) for query, asked in counts.most_common()]


def lines_of(stream: BufferedIOBase) -> Iterator[bytes]:
    """Yield lines cut to MAX_LINE: a file without line ends must not fill the memory."""
    starts_line = True
    while chunk := stream.readline(MAX_LINE):
        if starts_line:
            yield chunk
        starts_line = chunk.endswith(b"\n")


def query_of(line: bytes) -> Query | None:
    target = _target(line.decode("utf-8", "surrogateescape").strip("\ufeff \t\r\n"))
    return read_target(target) if target else None


def _target(line: str) -> str | None:
    if line.startswith("{"):
        return _target_in_json(line)
    if request := _QUOTED.search(line):
        return request[2] if request[1] == "GET" else None
    bare = _BARE.fullmatch(line)
    return bare[1] if bare else None


def _target_in_json(line: str) -> str | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    target = _target_in_fields(fields) if isinstance(fields, dict) else None
    # JSON can spell lone surrogates, which no address can hold.
    return target and target.encode("utf-8", "replace").decode()


def _target_in_fields(fields: dict[str, Any]) -> str | None:
    match fields.get("request"):
        case str(request):
            return _target_in_request(request)
        case dict(request):
            return _target_in_parts(request)
    return _target_in_parts(fields)


def _target_in_request(request: str) -> str | None:
    bare = _BARE.fullmatch(request.strip())
    return bare[1] if bare else None


def _target_in_parts(fields: dict[str, Any]) -> str | None:
    method = fields.get("method", fields.get("request_method", "GET"))
    target = next((fields[name] for name in _TARGET_FIELDS if isinstance(fields.get(name), str)), None)
    return target.strip() if target and method == "GET" else None
