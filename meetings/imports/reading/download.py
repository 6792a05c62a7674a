"""Fetching a feed: http and https only, bounded in time and size, asked only for what is new where that is possible."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from meetings.imports.report import SourceUnreadable

MAX_BYTES = 256 * 1024 * 1024
TIMEOUT_SECONDS = 30
# For all that one import fetches: a server that drips a byte at a time would hold a worker for ever.
DEADLINE_SECONDS = 300
CHUNK = 1024 * 1024
# As long as servers send them; a longer one is not worth a column.
MAX_VALIDATOR = 500

Validators = Mapping[str, Mapping[str, str]]


def is_address(source: str) -> bool:
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


@dataclass
class Downloads:
    """What one import fetches, within bounds of all its answers. `validators` are those of all so far, by URL."""

    max_bytes: int = MAX_BYTES
    seconds: float = DEADLINE_SECONDS
    validators: dict[str, dict[str, str]] = field(default_factory=dict)
    _bodies: dict[str, bytes] = field(default_factory=dict)
    _begun_at: float = field(default_factory=time.monotonic)

    def content_of(self, url: str) -> bytes:
        """Return the body of a 200 answer. Raises SourceUnreadable."""
        if url not in self._bodies:
            self._keep(url, self._answer(url, {}))
        return self._bodies[url]

    def is_unchanged(self, known: Validators) -> bool:
        """Ask whether every URL of the last import still answers the same; what has changed is kept.

        An answer that came without validators may always have changed.
        """
        if not known or not all(known.values()):
            return False
        is_same = True
        for url, validator in known.items():
            answer = self._answer(url, _conditions(validator))
            if answer is not None:
                self._keep(url, answer)
                is_same = False
        return is_same

    def _answer(self, url: str, conditions: Mapping[str, str]) -> "_Answer | None":
        room, until = self.max_bytes - sum(map(len, self._bodies.values())), self._begun_at + self.seconds
        if time.monotonic() > until:
            raise SourceUnreadable("The server's answers take too long.")
        return _fetch(url, conditions, room=room, until=until)

    def _keep(self, url: str, answer: "_Answer | None") -> None:
        if answer is None:
            raise SourceUnreadable("The server says 304 to a request without conditions.")
        self._bodies[url], self.validators[url] = answer.body, answer.validators


@dataclass(frozen=True)
class _Answer:
    body: bytes
    validators: dict[str, str]


class _WebOnlyRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        # urllib itself would follow to ftp as well. Without a request the 302 is the answer.
        if not is_address(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(url: str, conditions: Mapping[str, str], *, room: int, until: float) -> _Answer | None:
    """Return None for 304. Raises SourceUnreadable."""
    headers = {"User-Agent": "Handrail", "Accept": "application/json, text/csv, */*", **conditions}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - callers let only http and https through
    try:
        with urllib.request.build_opener(_WebOnlyRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return _Answer(_bounded(answer, room, until), _validators(answer.headers.items()))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTPStatus.NOT_MODIFIED:
            return None
        raise SourceUnreadable(f"The server answers with HTTP {error.code}.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceUnreadable(f"The server did not answer: {type(error).__name__}.") from error


def _bounded(answer: http.client.HTTPResponse, room: int, until: float) -> bytes:
    body = bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > room or time.monotonic() > until:
            raise SourceUnreadable("The server's answer is too long, or takes too long.")
    if answer.length:
        raise SourceUnreadable("The server's answer ended too early.")
    return bytes(body)


def _validators(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    found = {name.lower(): value for name, value in headers if len(value) <= MAX_VALIDATOR}
    return {name: found[name] for name in ("etag", "last-modified") if found.get(name)}


def _conditions(validator: Mapping[str, str]) -> dict[str, str]:
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {names[name]: value for name, value in validator.items() if name in names}
