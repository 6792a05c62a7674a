"""What somebody writes, asks or carries reaches no log."""

import io
import logging
import sys

import pytest

pytestmark = pytest.mark.django_db
CANARY = "kanarie-4711"


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
