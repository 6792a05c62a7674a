"""A root server is asked over the network; here one stands on the loopback."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from meetings.imports.reading.opening import open_source, source_identity
from meetings.imports.report import SourceUnreadable
from tests.meetings.feeds import bmlt_row, body_row, format_row
from tests.meetings.loopback import Quiet, served

ANSWERS = {
    "GetServerInfo": [{"langs": "en,es"}],
    "GetSearchResults": [bmlt_row(1)],
    "GetServiceBodies": [body_row()],
}


class RootServer(Quiet, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = parse_qs(address.query)
        switcher = asked["switcher"][0]
        if address.path.startswith("/elsewhere/"):
            self._answer(302, b"", location="file:///etc/passwd")
        elif address.path.startswith("/broken/"):
            self._answer(200, b'[{"id": ')
        elif not address.path.startswith("/main_server/client_interface/json/"):
            self._answer(404, b"")
        elif switcher == "GetFormats":
            language = asked.get("lang_enum", ["en"])[0]
            self._answer(200, json.dumps([format_row(17, "O", lang=language)]).encode())
        else:
            self._answer(200, json.dumps(ANSWERS[switcher]).encode())

    def _answer(self, status: int, content: bytes, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(RootServer) as address:
        yield address


def test_meetings_service_bodies_and_formats_in_all_languages_are_asked_for(address):
    feed: Any = open_source(f"{address}/main_server/").feed

    assert [row["id_bigint"] for row in feed.meetings] == ["1"]
    assert [row["id"] for row in feed.service_bodies] == ["12"]
    assert {row["lang"] for row in feed.formats} == {"en", "es"}
    assert source_identity(f"{address}/main_server/") == f"{address}/main_server"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nothing_here", "HTTP 404"),
        ("/elsewhere", "HTTP 302"),
        ("/broken", "at line 1, column 9"),
    ],
)
def test_a_server_that_has_no_listing_is_refused(address, path, reason):
    with pytest.raises(SourceUnreadable) as refused:
        open_source(address + path)

    assert reason in str(refused.value.detail)


def test_a_server_that_is_not_there_is_refused():
    with pytest.raises(SourceUnreadable):
        open_source("http://127.0.0.1:9/main_server")
