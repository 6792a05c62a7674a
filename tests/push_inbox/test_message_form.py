"""What FCM refuses of a message, and how it says so."""

from typing import Any

import pytest

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "unknown field": ({"to": "x"}, "message"),
    "unknown field, deeper": ({"android": {"notification": {"titel": "x"}}}, "message.android.notification"),
    "number as data": ({"data": {"v": 1}}, "message.data[0].value"),
    "number as title": ({"notification": {"title": 1}}, "message.notification.title"),
    "unknown priority": ({"android": {"priority": "urgent"}}, "message.android.priority"),
    "TTL without its s": ({"android": {"ttl": "3600"}}, "message.android.ttl"),
    "TTL as a number": ({"android": {"ttl": 3600}}, "message.android.ttl"),
    "TTL past four weeks": ({"android": {"ttl": "2419201s"}}, "message.android.ttl"),
    "reserved key from": ({"data": {"from": "x"}}, "message.data"),
    "reserved key gcm": ({"data": {"gcm": "x"}}, "message.data"),
    "reserved key google": ({"android": {"data": {"google.x": "x"}}}, "message.android.data"),
    "APNs header as a number": (
        {"apns": {"headers": {"apns-priority": 10}}},
        "message.apns.headers[0].value",
    ),
    "APNs priority": ({"apns": {"headers": {"apns-priority": "7"}}}, "message.apns.headers"),
    "APNs expiration": ({"apns": {"headers": {"apns-expiration": "soon"}}}, "message.apns.headers"),
    "long collapse id": ({"apns": {"headers": {"apns-collapse-id": "x" * 65}}}, "message.apns.headers"),
    "badge as text": ({"apns": {"payload": {"aps": {"badge": "1"}}}}, "message.apns.payload"),
    "aps as text": ({"apns": {"payload": {"aps": "x"}}}, "message.apns.payload"),
    "web push TTL": ({"webpush": {"headers": {"TTL": "1h"}}}, "message.webpush.headers"),
    "web push urgency": ({"webpush": {"headers": {"Urgency": "max"}}}, "message.webpush.headers"),
    "plain http link": (
        {"webpush": {"fcm_options": {"link": "http://x"}}},
        "message.webpush.fcm_options.link",
    ),
    "analytics label": ({"fcm_options": {"analytics_label": "a b"}}, "message.fcm_options.analytics_label"),
    "too big": ({"data": {"x": "x" * 4100}}, "message"),
    "too big for APNs alone": ({"apns": {"payload": {"aps": {"alert": "x" * 4100}}}}, "message"),
    "second target": ({"topic": "news"}, "message"),
}


def violated_fields(response):
    details = response.json()["error"]["details"]
    rows = [detail["fieldViolations"] for detail in details if detail["@type"] == BAD_REQUEST]
    return [violation["field"] for violations in rows for violation in violations]


@pytest.mark.parametrize("fault", BROKEN)
def test_a_message_out_of_form_names_the_field(inbox, fault):
    part, field = BROKEN[fault]

    response = inbox.send({"token": "dana"} | part)

    assert response.status_code == 400
    assert response.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert violated_fields(response) == [field]
    assert [line["outcome"] for line in inbox.journal()] == ["invalid"]
    assert inbox.phones() == {}


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"x": "x" * 3900}},
        {"android": {"ttl": "3.5s", "priority": "HIGH"}},
        {"android": {"collapseKey": "k", "notification": {"channelId": "c", "notificationCount": 2}}},
        {"notification": None, "data": {"message": "{}"}},
        {
            "data": {"x": "x" * 2500},
            "apns": {"payload": {"aps": {"alert": "y" * 1000}}},
            "webpush": {"data": {"z": "z" * 2500}},
        },
    ],
)
def test_a_message_in_form_is_taken(inbox, part):
    response = inbox.send({"token": "dana"} | part)

    assert response.status_code == 200, response.text


def test_a_topic_and_a_condition_are_taken_and_ring_no_phone(inbox):
    assert inbox.send({"topic": "news"}).status_code == 200
    assert inbox.send({"condition": "'a' in topics && 'b' in topics"}).status_code == 200

    assert [line["address"] for line in inbox.journal()] == [None, None]
    assert inbox.phones() == {}


@pytest.mark.parametrize("message", [{}, {"notification": {"title": "x"}}])
def test_a_message_for_nobody_is_refused(inbox, message):
    response = inbox.send(message)

    assert response.status_code == 400
    assert {"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"} in response.json()["error"]["details"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"message": 5}', b"[" * 100_000])
def test_what_is_no_message_at_all_is_refused_and_journaled(inbox, raw):
    response = inbox.session.post(f"{inbox.url}/v1/projects/handrail-demo/messages:send", data=raw, timeout=10)

    assert response.status_code == 400
    (line,) = inbox.journal()
    assert (line["outcome"], line["message"], line["address"]) == ("invalid", None, None)


def test_an_unknown_field_beside_the_message_is_refused(inbox):
    response = inbox.send({"token": "dana"}, idempotency_key="x")

    assert response.status_code == 400


def test_a_token_that_cannot_be_one_is_refused_by_message_alone(inbox):
    error = inbox.send({"token": "no token has spaces"}).json()["error"]

    assert error["message"] == "The registration token is not a valid FCM registration token"
    assert error["details"] == [{"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"}]


def test_another_project_is_a_sender_mismatch(inbox):
    response = inbox.send({"token": "dana"}, project="another")

    assert response.status_code == 403
    assert response.json()["error"]["details"] == [{"@type": FCM_ERROR, "errorCode": "SENDER_ID_MISMATCH"}]
    assert [line["outcome"] for line in inbox.journal()] == ["sender_mismatch"]
