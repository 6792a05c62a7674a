"""What an answer of FCM means, without a server."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.fcm.outcomes import (
    Accepted,
    AddressGone,
    ChannelDown,
    Rejected,
    RetryAfter,
    Unknown,
    read_answer,
)

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"


def refusal(status: str, code: str | None = None, field: str | None = None, message: str = "") -> bytes:
    details: list[dict[str, object]] = []
    if code:
        details.append({"@type": FCM_ERROR, "errorCode": code})
    if field:
        details.append({"fieldViolations": [{"field": field, "description": message}]})
    return json.dumps({"error": {"status": status, "message": message, "details": details}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b'{"name": "projects/p/messages/1"}', Accepted("projects/p/messages/1")),
        (404, refusal("NOT_FOUND", "UNREGISTERED"), AddressGone("UNREGISTERED")),
        (404, refusal("NOT_FOUND"), ChannelDown("NOT_FOUND")),
        (403, refusal("PERMISSION_DENIED", "SENDER_ID_MISMATCH"), AddressGone("SENDER_ID_MISMATCH")),
        (403, refusal("PERMISSION_DENIED"), ChannelDown("PERMISSION_DENIED")),
        (401, refusal("UNAUTHENTICATED"), ChannelDown("UNAUTHENTICATED")),
        (401, refusal("UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), ChannelDown("THIRD_PARTY_AUTH_ERROR")),
        (400, refusal("INVALID_ARGUMENT", field="message.token"), AddressGone("INVALID_ARGUMENT")),
        (400, refusal("INVALID_ARGUMENT", field="message.fid"), AddressGone("INVALID_ARGUMENT")),
        (400, refusal("INVALID_ARGUMENT", field="message.data"), Rejected("INVALID_ARGUMENT")),
        (
            400,
            refusal("INVALID_ARGUMENT", message="The registration token is not a valid FCM registration token"),
            AddressGone("INVALID_ARGUMENT"),
        ),
        (413, b"<html>", Rejected("HTTP_413")),
        (302, b"", ChannelDown("HTTP_302")),
        (429, refusal("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), RetryAfter(timedelta(seconds=60))),
        (500, refusal("INTERNAL", "INTERNAL"), Unknown("INTERNAL")),
        (503, b"gateway says no", Unknown("HTTP_503")),
        (408, b"", Unknown("HTTP_408")),
    ],
)
def test_each_answer_means_one_thing(status, body, outcome):
    assert read_answer(status, {}, body) == outcome


def test_retry_after_is_honoured_where_it_stands():
    headers = {"Retry-After": "120"}

    assert read_answer(429, headers, b"") == RetryAfter(timedelta(seconds=120))
    assert read_answer(503, headers, b"") == Unknown("HTTP_503", timedelta(seconds=120))


@given(status=st.integers(200, 599), body=st.binary(max_size=200), retry_after=st.text(max_size=20))
def test_whatever_comes_has_a_meaning(status, body, retry_after):
    read_answer(status, {"Retry-After": retry_after}, body)


@given(
    status=st.sampled_from([400, 401, 403, 404, 429, 500, 503]),
    body=st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["error", "details", "fieldViolations", "status"]), inner)
        ),
        max_leaves=12,
    ),
)
def test_json_of_any_shape_has_a_meaning(status, body):
    read_answer(status, {}, json.dumps(body).encode())
