"""What one import fetches is bounded, however many answers it is in."""

import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import pytest

from meetings.imports.reading.download import Downloads
from meetings.imports.report import SourceUnreadable
from tests.meetings.loopback import Quiet, served

# A whole minute.
DRIPS, DRIP_SECONDS = 1200, 0.05


class Handler(Quiet, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.end_headers()
        with suppress(OSError):
            for _ in range(DRIPS if self.path == "/drip" else 1):
                self.wfile.write(b"x" * 100)
                time.sleep(DRIP_SECONDS if self.path == "/drip" else 0)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(Handler) as address:
        yield address


def test_several_answers_share_one_size(address):
    downloads = Downloads(max_bytes=250)
    downloads.content_of(f"{address}/1")
    downloads.content_of(f"{address}/2")

    with pytest.raises(SourceUnreadable):
        downloads.content_of(f"{address}/3")


def test_answers_that_are_asked_for_again_share_it_too(address):
    known = {f"{address}/{number}": {"etag": '"0"'} for number in range(3)}

    with pytest.raises(SourceUnreadable):
        Downloads(max_bytes=250).is_unchanged(known)


def test_a_server_that_drips_is_left_after_the_time_of_all(address):
    downloads = Downloads(seconds=0.5)
    began = time.monotonic()

    with pytest.raises(SourceUnreadable):
        downloads.content_of(f"{address}/drip")
    with pytest.raises(SourceUnreadable):
        downloads.content_of(f"{address}/1")

    assert time.monotonic() - began < DRIPS * DRIP_SECONDS / 2
