"""Two root servers on loopback with hand-made answers, and bmlt_compare run on them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from meetings.moving_over.access_log import query_of
from meetings.moving_over.comparing import fuller
from tests.meetings.loopback import Quiet, served

GREETING = "json/?switcher=GetServerInfo"
INFO: list[dict[str, Any]] = [{"version": "4.2.6"}]


@dataclass(frozen=True)
class Reply:
    content: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


@dataclass
class RootServerDouble:
    """Answers what stands behind `client_interface/`; several replies to one are given in turn, the last for ever."""

    url: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=lambda: {GREETING: [Reply(INFO)]})
    asked: list[str] = field(default_factory=list)

    def answers(self, query: str, *replies: Any) -> None:
        self.replies[query] = [each if isinstance(each, Reply) else Reply(each) for each in replies]

    def answers_all_fields(self, query: str, reply: Any) -> None:
        """Answer the query when it asks for more fields than it was recorded with."""
        wanted = query_of(f"/client_interface/{query}".encode())
        assert wanted is not None
        self.answers(str(fuller(wanted)), reply)

    def next_reply(self, path: str) -> Reply:
        waiting = self.replies.get(path.partition("/client_interface/")[2], [Reply(status=404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@dataclass(frozen=True)
class Outcome:
    status: int
    lines: list[str]
    progress: str

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads(self.lines[-1]))

    @property
    def reasons(self) -> set[str]:
        """The codes that were given; `unexplained` where there was none."""
        return set(self.report["reasons"])


@contextmanager
def running_root_server() -> Iterator[RootServerDouble]:
    double = RootServerDouble()
    with served(_handler_of(double)) as address:
        double.url = f"{address}/main_server"
        yield double


def run_comparison(old: str, new: str, log: Path, *options: str) -> Outcome:
    out, progress = StringIO(), StringIO()
    status = 0
    try:
        call_command(
            "bmlt_compare", old, new, "--log", str(log), "--pause", "0", "--json", *options, stdout=out, stderr=progress
        )
    except SystemExit as ended:
        status = int(ended.code or 0)
    return Outcome(status, out.getvalue().splitlines(), progress.getvalue())


def _handler_of(double: RootServerDouble) -> type[BaseHTTPRequestHandler]:
    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            double.asked.append(f"{self.command} {self.path}")
            reply = double.next_reply(self.path)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_HEAD = do_PUT = do_DELETE = do_GET  # noqa: N815 - named by http.server

    return Handler
