"""What the web server makes of requests, before and around the application."""

import http.client
import json
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
    """The web server alone; nothing that is asked of it here is kept."""
    with start_web(environment_for(inbox_server), tmp_path_factory.mktemp("web")) as running:
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
