"""One phone after another: a request at a time, its wall time, and what it took of the processors."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.embedded.ports import HOST
from tests.benchmarks import cpu

# Every connection comes from another address, as phones do; none of them asks for much in a minute.
REQUESTS_PER_CONNECTION = 20


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]
    ms: float


@dataclass
class Contender:
    """A running server. `trees` are the roots of the processes that work for it: web and database."""

    name: str
    port: int
    trees: tuple[int, ...]
    _connection: http.client.HTTPConnection | None = None
    _asked: int = 0

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        connection = self._connected()
        began = time.perf_counter()
        connection.request("GET", path, headers=dict(headers or {}))
        response = connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
        return Answer(response.status, body, {name.lower(): value for name, value in response.getheaders()}, took)

    def cpu_seconds(self) -> list[float]:
        return [cpu.fine_of_tree(root) for root in self.trees]

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None or self._asked % REQUESTS_PER_CONNECTION == 0:
            if self._connection:
                self._connection.close()
            number = self._asked // REQUESTS_PER_CONNECTION
            phone = f"127.{1 + number // 250 % 250}.0.{1 + number % 250}"
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=120, source_address=(phone, 0))
            self._connection.connect()
        self._asked += 1
        return self._connection


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
