"""Feeds on the loopback, with the headers and faults that public servers have."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.meetings.loopback import Quiet, served


@dataclass
class WebFeed:
    """What the server answers, and what it was asked: path and conditions."""

    address: str = ""
    rows: list[Any] = field(default_factory=list)
    etag: str = '"1"'
    status: int = 200
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def serving(feed: WebFeed) -> Iterator[WebFeed]:
    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            condition = self.headers.get("If-None-Match", "")
            feed.asked.append((self.path, condition))
            is_same = bool(feed.etag) and condition == feed.etag
            body = b"" if is_same else json.dumps(feed.rows).encode()
            self.send_response(304 if is_same else feed.status)
            if feed.etag:
                self.send_header("ETag", feed.etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with served(Handler) as address:
        feed.address = f"{address}/feed.json"
        yield feed
