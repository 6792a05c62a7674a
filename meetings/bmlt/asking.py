"""One request, read: what every switcher gets, and the refusals that BMLT knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.bmlt.authority import Authority
from meetings.bmlt.parameters import Parameters
from meetings.bmlt.rows import as_json

Chunks = Iterable[bytes]


@dataclass(frozen=True)
class Ask:
    """`data_format` is json, jsonp, csv or tsml; `root_server_uri` is this server as the client addressed it."""

    parameters: Parameters
    authority: Authority
    data_format: str
    root_server_uri: str
    now: datetime


class Refused(Exception):
    """An error as BMLT answers it: JSON with a message, and with the fields that are wrong."""

    def __init__(self, status: int, message: str, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors

    def as_json(self) -> bytes:
        body: dict[str, object] = {"message": self.message}
        if self.errors is not None:
            body["errors"] = self.errors
        return as_json(body)


def whole(value: object) -> Chunks:
    """An answer that is made at once."""
    return [as_json(value)]


def listed(rows: Iterable[object]) -> Iterator[bytes]:
    """A JSON array, row by row."""
    yield from framed(b"[", joined(rows), b"]")


def joined(rows: Iterable[object]) -> Iterator[bytes]:
    separator = b""
    for row in rows:
        yield separator + as_json(row)
        separator = b","


def framed(before: bytes, parts: Iterable[bytes], after: bytes) -> Iterator[bytes]:
    yield before
    yield from parts
    yield after
