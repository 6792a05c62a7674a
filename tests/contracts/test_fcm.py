"""Our transport against the real firebase-admin, both to the push inbox: the same request, and the same reading
of each answer. A release of firebase-admin that drifts fails here first."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import firebase_admin
import google.auth.credentials
import pytest
from firebase_admin import credentials, exceptions, messaging
from requests.adapters import HTTPAdapter

from notifications.fcm.client import Client, Request
from notifications.fcm.credentials import Channel
from notifications.fcm.messages import Push, compose, encode_push
from notifications.fcm.outcomes import Accepted, AddressGone, Outcome, Rejected, RetryAfter, Unknown
from tests.push import InboxClient
from tests.times import utc

NOW = utc("2026-11-24T12:00")
COMPARED_HEADERS = ("content-type", "x-goog-api-format-version", "x-firebase-client")


class PlainCredentials(google.auth.credentials.Credentials):
    """The JWT grant and nothing else: google-auth's own class also asks iamcredentials.googleapis.com."""

    def __init__(self, account: Any) -> None:
        super().__init__()
        self._account = account

    def refresh(self, request: Any) -> None:
        self._account.refresh(request)
        self.token, self.expiry = self._account.token, self._account.expiry


class InboxCertificate(credentials.Certificate):  # type: ignore[misc]  # publishes no types
    def get_credential(self) -> PlainCredentials:
        return PlainCredentials(super().get_credential())


@pytest.fixture
def theirs(inbox: InboxClient) -> Iterator[firebase_admin.App]:
    class Service(messaging._MessagingService):  # type: ignore[misc]  # as above
        """firebase-admin knows no emulator for messaging; its address is a private attribute."""

        def __init__(self, app: firebase_admin.App) -> None:
            super().__init__(app)
            self._fcm_url = f"{inbox.url}/v1/projects/{app.project_id}/messages:send"
            # Without its own retries: one request, one answer.
            self._client.session.mount("http://", HTTPAdapter())

    app = firebase_admin.initialize_app(InboxCertificate(inbox.credentials), {"httpTimeout": 2}, name="contract")
    app._get_service(messaging._MESSAGING_ATTRIBUTE, Service)
    yield app
    firebase_admin.delete_app(app)


@pytest.fixture
def ours(inbox: InboxClient) -> Iterator[Client]:
    client = Client(Channel(inbox.url, Path(inbox.credentials), "handrail-demo"))
    yield client
    client.close()


def a_push(platform: str = "android", kind: str = "token", **form: bool) -> Push:
    wanted = {"is_urgent": False} | form
    return Push(
        notification_id=UUID("0b6f8e9a-3f5c-4a57-9a8e-2f1d6f1f8a11"),
        address_kind=kind,
        address="danas-phone",
        platform=platform,
        text="You have a reminder.",
        expires_at=utc("2026-11-24T14:00"),
        **wanted,
    )


def send_ours(client: Client, push: Push) -> Outcome | None:
    request = Request("key", encode_push(push, now=NOW))
    [[reply]] = client.send([request])
    return reply.outcome


@pytest.mark.parametrize(
    "form",
    [{}, {"is_urgent": True}, {"is_silent": True}, {"is_withdrawal": True}, {"is_urgent": True, "is_withdrawal": True}],
    ids=["plain", "urgent", "silent", "withdrawal", "urgent-withdrawal"],
)
@pytest.mark.parametrize("kind", ["token", "fid"])
@pytest.mark.parametrize("platform", ["android", "ios", "web"])
def test_we_send_what_firebase_admin_sends(inbox, ours, theirs, platform, kind, form):
    push = a_push(platform, kind, **form)

    name = messaging.send(compose(push, now=NOW), app=theirs)
    outcome = send_ours(ours, push)

    assert isinstance(outcome, Accepted)
    assert outcome.name.rpartition("/")[0] == name.rpartition("/")[0]
    their_line, our_line = inbox.journal()
    assert our_line["path"] == their_line["path"]
    assert our_line["message"] == their_line["message"]
    assert our_line["address"] == their_line["address"]
    for header in COMPARED_HEADERS:
        assert our_line["headers"][header] == their_line["headers"][header]


@pytest.mark.parametrize(
    ("fault", "form", "error", "outcome"),
    [
        ("unregistered", "field", messaging.UnregisteredError, AddressGone),
        ("sender_mismatch", "field", messaging.SenderIdMismatchError, AddressGone),
        ("invalid", "field", exceptions.InvalidArgumentError, AddressGone),
        ("invalid", "message", exceptions.InvalidArgumentError, AddressGone),
        ("invalid", "payload", exceptions.InvalidArgumentError, Rejected),
        ("quota", "field", messaging.QuotaExceededError, RetryAfter),
        ("r503", "field", exceptions.UnavailableError, Unknown),
        ("e500", "field", exceptions.InternalError, Unknown),
        ("drop_before", "field", exceptions.FirebaseError, Unknown),
        ("drop_after", "field", exceptions.FirebaseError, Unknown),
    ],
)
def test_we_read_each_answer_as_firebase_admin_does(inbox, ours, theirs, fault, form, error, outcome):
    inbox.behave(addresses={"danas-phone": fault}, invalid_form=form)

    with pytest.raises(error):
        messaging.send(compose(a_push(), now=NOW), app=theirs)

    assert isinstance(send_ours(ours, a_push()), outcome)


def test_nothing_is_tried_again_by_the_transport(inbox, ours):
    inbox.behave(mix={"drop_after": 1})

    send_ours(ours, a_push())

    assert len(inbox.journal()) == 1


def test_what_is_sent_expires_and_replaces_its_first_copy_on_every_platform(inbox, ours):
    for platform in ("android", "ios", "web"):
        send_ours(ours, a_push(platform))

    android, ios, web = (line["message"] for line in inbox.journal())
    notification_id = str(a_push().notification_id)
    assert (android["android"]["ttl"], android["android"]["notification"]["tag"]) == ("7200s", notification_id)
    assert ios["apns"]["headers"]["apns-expiration"] == str(int(utc("2026-11-24T14:00").timestamp()))
    assert ios["apns"]["headers"]["apns-collapse-id"] == notification_id
    assert (web["webpush"]["headers"]["TTL"], web["webpush"]["notification"]["tag"]) == ("7200", notification_id)
