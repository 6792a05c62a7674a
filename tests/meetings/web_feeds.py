"""Feeds on the loopback, with the headers and faults that public servers have."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


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
    class Handler(BaseHTTPRequestHandler):
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

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    feed.address = f"http://127.0.0.1:{server.server_port}/feed.json"
    try:
        yield feed
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
