"""One phone after another: a request at a time, its wall time, and what it took of the processors."""

import http.client
import io
import json
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from backend.embedded.ports import HOST
from tests.benchmarks import cpu

# Every connection comes from another address, as phones do; none of them asks for much in a minute.
REQUESTS_PER_CONNECTION = 20
# The servers keep a connection for 75 seconds.
IDLE_SECONDS = 60
RECEIVED_BYTES = 1024 * 1024
LINE_LENGTH = 80
HEADERS_END, CHUNKS_END = b"\r\n\r\n", b"\r\n0\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """`ms` is the time from the first byte of the request to the last of the answer; reading it is not part of it."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    ms: float

    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """One connection that is kept open."""

    def __init__(self, port: int, phone: str) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=120, source_address=(phone, 0))

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        told = {"Host": HOST, **headers} | ({"Content-Length": str(len(body))} if body else {})
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
        request = "\r\n".join([*lines, "", ""]).encode() + body
        began = time.perf_counter()
        self._socket.sendall(request)
        answer = self._whole_answer()
        ms = (time.perf_counter() - began) * 1000
        response = http.client.HTTPResponse(cast(socket.socket, _Received(answer)))
        response.begin()
        read = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, response.read(), read, ms)

    def close(self) -> None:
        self._socket.close()

    def _whole_answer(self) -> bytes:
        parts, length = [self._some()], None
        while HEADERS_END not in parts[0]:
            parts[0] += self._some()
        head, _, body = parts[0].partition(HEADERS_END)
        if (told := CONTENT_LENGTH.search(head)) is not None:
            length = int(told[1])
        elif b" 304 " in head[:LINE_LENGTH]:
            length = 0
        got, last = len(body), body
        while got < length if length is not None else not last.endswith(CHUNKS_END):
            parts.append(self._some())
            got += len(parts[-1])
            last = last[-len(CHUNKS_END) :] + parts[-1]
        return b"".join(parts)

    def _some(self) -> bytes:
        received = self._socket.recv(RECEIVED_BYTES)
        if not received:
            raise ConnectionError("The server has hung up.")
        return received


@dataclass(frozen=True)
class _Received:
    """What http.client reads from a socket."""

    answer: bytes

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self.answer)


@dataclass
class Contender:
    """A running server. `trees` are the roots of the processes that work for it: web and database."""

    name: str
    port: int
    trees: tuple[int, ...]
    _line: Line | None = None
    _asked: int = 0
    _asked_at: float = 0.0

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._connected().ask("GET", path, headers or {})

    def post(self, path: str, body: object, *, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self._connected().ask("POST", path, headers, json.dumps(body).encode())

    def cpu_seconds(self) -> list[float]:
        return [cpu.fine_of_tree(root) for root in self.trees]

    def _connected(self) -> Line:
        is_late = time.monotonic() - self._asked_at > IDLE_SECONDS
        if self._line is None or is_late or self._asked % REQUESTS_PER_CONNECTION == 0:
            if self._line:
                self._line.close()
            number = self._asked // REQUESTS_PER_CONNECTION
            self._line = Line(self.port, f"127.{1 + number // 250 % 250}.0.{1 + number % 250}")
        self._asked, self._asked_at = self._asked + 1, time.monotonic()
        return self._line


@dataclass
class Series:
    """Wall times in ms, and the CPU seconds of each tree."""

    ms: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, ms: list[float], spent: list[float]) -> None:
        self.ms += ms
        self.cpu = [old + new for old, new in zip(self.cpu or [0.0] * len(spent), spent, strict=True)]

    def figures(self) -> dict[str, float]:
        ordered = sorted(self.ms)
        return {
            "n": len(ordered),
            "p50_ms": round(ordered[len(ordered) // 2], 2),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
            "cpu_ms": round(sum(self.cpu) / len(ordered) * 1000, 3),
        }

    def split(self) -> list[float]:
        """CPU ms a request, tree by tree."""
        return [round(spent / len(self.ms) * 1000, 3) for spent in self.cpu]
