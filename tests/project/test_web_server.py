"""What the web server makes of requests, before and around the application."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.conf import settings

from tests.push import InboxClient
from tests.stack import Stack, environment_for, start_web

DANGER = json.dumps({"country": "US", "answers": {"redflags": ["self_harm"]}}).encode()
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def web(django_db_setup: None, inbox_server: InboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The web server alone, as talkative as an operator can make it; nothing that is asked of it here is kept."""
    options = ("--log-level", "debug", "--access-logfile", "-")
    with start_web(environment_for(inbox_server), tmp_path_factory.mktemp("web"), *options) as running:
        yield running


def address_of(web: Stack) -> tuple[str, int]:
    host, _, port = web.url.removeprefix("http://").partition(":")
    return host, int(port)


def in_chunks(body: bytes) -> Iterator[bytes]:
    """An iterator has no length: http.client sends it chunked."""
    yield from (body[start : start + 20_000] for start in range(0, len(body), 20_000))


def send_chunked(web: Stack, path: str, *bodies: bytes) -> list[tuple[int, bytes]]:
    """Send each after the other over one connection."""
    with closing(http.client.HTTPConnection(*address_of(web), timeout=20)) as connection:
        answers = []
        for body in bodies:
            connection.request("POST", path, in_chunks(body), JSON)
            answer = connection.getresponse()
            answers.append((answer.status, answer.read()))
        return answers


def send_raw(web: Stack, content: bytes) -> bytes:
    with socket.create_connection(address_of(web), timeout=20) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def log_of(web: Stack) -> str:
    return (web.folder / "web.log").read_text()


def assert_nothing_of_it(written: str) -> None:
    for told in ("kanarie", "KANARIE", "41.23459", "127.0.0.1"):
        assert told not in written


def padded(size: int) -> bytes:
    return DANGER + b" " * (size - len(DANGER))


def test_a_body_that_comes_in_chunks_is_read(web):
    answers = send_chunked(web, "/v1/crisis/check", DANGER, padded(settings.DATA_UPLOAD_MAX_MEMORY_SIZE), DANGER)

    assert [status for status, _ in answers] == [200, 200, 200]
    for _, body in answers:
        assert [card["code"] for card in json.loads(body)["help"]["cards"]] == ["suicide"]


def test_a_body_that_comes_in_too_many_chunks_is_refused_with_help(web):
    [(status, body)] = send_chunked(web, "/v1/crisis/check", padded(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))

    problem = json.loads(body)
    assert (status, problem["code"]) == (413, "body-too-large")
    assert problem["help"]["emergency"]["number"] == "112"


def test_a_page_refuses_too_many_chunks_too(web):
    [(status, _)] = send_chunked(web, "/help", padded(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))

    assert status == 413


@pytest.mark.parametrize(
    "content",
    [
        b"GET /v1/meetings?near=41.23459,-72.98763&q=kanarie-\xe9 HTTP/1.1\r\n",
        b"GET /v1/meetings?near=41.23459,-72.98763&q=kanarie 4711 HTTP/1.1\r\n",
        b"GET /v1/crisis/kanarie?near=41.23459,-72.98763 HTTP/kanarie\r\n",
        b"kanarie /v1/crisis/US?near=41.23459,-72.98763 HTTP/1.1\r\n",
        b"GET /v1/crisis/US HTTP/1.1\r\nkanarie 41.23459: 1\r\n",
        b"GET /v1/crisis/US HTTP/1.1\r\nX-Kanarie: 41.23459\x00\r\n",
        b"GET /v1/crisis/US HTTP/1.1\r\nExpect: kanarie-41.23459\r\n",
        b"POST /v1/crisis/check HTTP/1.1\r\nTransfer-Encoding: kanarie-41.23459\r\n",
        b"POST /v1/crisis/check HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nkanarie 41.23459\r\n",
    ],
)
def test_of_a_request_that_cannot_be_read_the_log_has_nothing(web, content):
    before = len(log_of(web))

    answer = send_raw(web, content + b"Host: localhost\r\n\r\n")

    written = log_of(web)[before:]
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 417", b"HTTP/1.1 501"))
    assert "A request could not be read." in written
    assert_nothing_of_it(written)


def test_of_a_request_that_was_cut_off_the_log_has_nothing(web):
    before = len(log_of(web))

    send_raw(web, b"GET /v1/meetings?near=41.23459,-72.98763&q=kanarie")

    assert_nothing_of_it(log_of(web)[before:])


def test_no_line_of_each_request_is_written_beside_ours(web):
    before = len(log_of(web))

    answer = send_raw(web, b"GET /v1/crisis/US?near=41.23459&q=kanarie HTTP/1.1\r\nHost: localhost\r\n\r\n")

    written = log_of(web)[before:]
    assert answer.startswith(b"HTTP/1.1 200")
    assert '"route": "v1/crisis/<str:country>"' in written
    assert_nothing_of_it(written)
