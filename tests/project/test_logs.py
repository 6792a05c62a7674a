"""What somebody writes, asks or carries reaches no log; what we mean to log does."""

import ast
import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.config.logs import ALLOWED_KEYS

pytestmark = pytest.mark.django_db
CANARY = "kanarie-4711"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/v1/accounts", {"handle": CANARY}),
        ("post", "/v1/accounts", {CANARY: CANARY}),
        ("post", "/v1/accounts/recover", {"recovery_code": CANARY}),
        ("post", "/v1/crisis/check", {"answers": {CANARY: CANARY}}),
        ("get", f"/v1/crisis/{CANARY}", {}),
        ("get", "/v1/meetings", {"near": "40.7128,-74.0060", "q": CANARY}),
        ("get", f"/v1/{CANARY}", {}),
        ("patch", "/v1/me", {"handle": CANARY}),
    ],
)
def test_no_field_path_or_query_reaches_the_log(api, dana, method, path, body):
    phone = api(dana)
    our_handler = logging.getLogger().handlers[0]
    assert isinstance(our_handler, logging.StreamHandler)
    written = io.StringIO()
    our_handler.setStream(written)

    getattr(phone, method)(path, body, headers={"X-Canary": CANARY})

    our_handler.setStream(sys.stderr)
    logged = written.getvalue()
    assert '"event": "request"' in logged
    assert CANARY not in logged
    assert "40.7128" not in logged
    assert "hr_" not in logged


def test_of_a_request_that_the_web_server_fails_at_only_the_kind_and_place_of_the_error_are_written():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    gunicorn = logging.getLogger("gunicorn.error")
    gunicorn.addHandler(handler)

    try:
        raise ValueError(CANARY)
    except ValueError:
        gunicorn.exception("Error handling request %s %s", "GET", f"/v1/meetings?q={CANARY}")

    gunicorn.removeHandler(handler)
    assert "Error handling request" in written.getvalue()
    assert "ValueError in test_of_a_request" in written.getvalue()
    assert CANARY not in written.getvalue()


def test_no_key_that_we_log_is_dropped():
    dropped = [
        f"{file.relative_to(ROOT)}: {key}"
        for package in ("backend", "meetings", "notifications")
        for file in (ROOT / package).rglob("*.py")
        for key in logged_keys(ast.parse(file.read_text()))
        if key not in ALLOWED_KEYS | {"exc_info"}
    ]

    assert dropped == []


def logged_keys(module: ast.Module) -> Iterator[str]:
    """Of calls like `log.warning("…", count=1)`."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log")), keywords=keywords):
                yield from (keyword.arg for keyword in keywords if keyword.arg)
