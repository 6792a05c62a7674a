"""Sending over shared connections: what is stopped is not started, and every request is answered for."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.fcm.client import CONNECTIONS, Client, Reply, Request, Sending
from notifications.fcm.credentials import Channel
from notifications.fcm.outcomes import Accepted, ChannelDown
from tests.stack import wait_until

BODY = b'{"message":{"token":"danas-phone","data":{"notification_id":"n1","v":"1"}}}'
MANY = 3 * CONNECTIONS


@pytest.fixture
def client(inbox) -> Iterator[Client]:
    client = Client(Channel(inbox.url, Path(inbox.credentials), "handrail-demo"))
    yield client
    client.close()


def all_replies(sending: Sending) -> list[Reply]:
    """Wait until every request has come back, with an outcome or without."""
    deadline = time.monotonic() + 30
    replies = []
    while sending.unfinished and time.monotonic() < deadline:
        replies += sending.replies()
    return replies


def test_every_request_is_answered_once(client, inbox):
    replies = [reply for some in client.send([Request(n, BODY) for n in range(MANY)]) for reply in some]

    assert sorted(reply.key for reply in replies) == list(range(MANY))
    assert all(isinstance(reply.outcome, Accepted) for reply in replies)
    assert len(inbox.journal()) == MANY


def test_nothing_starts_after_sending_was_closed(client, inbox):
    """So it is when the database dies: nobody could write down what became of more."""
    inbox.behave(latency_ms=2000)
    with closing(Sending(client)) as sending:
        sending.start([Request(n, BODY) for n in range(MANY)])
        assert wait_until(inbox.journal, seconds=30)

    ended = all_replies(sending)

    assert len(ended) == MANY
    assert 0 < len(inbox.journal()) <= CONNECTIONS


def test_what_is_too_late_to_start_comes_back_without_an_outcome(client, inbox):
    [[reply]] = client.send([Request("late", BODY, start_until=time.monotonic())])

    assert reply.outcome is None
    assert inbox.journal() == []


def test_a_used_up_quota_stops_what_has_not_started(client, inbox):
    inbox.behave(mix={"quota": 1}, latency_ms=100)

    replies = [reply for some in client.send([Request(n, BODY) for n in range(MANY)]) for reply in some]

    assert len(replies) == MANY
    assert sum(reply.outcome is None for reply in replies) >= MANY - CONNECTIONS
    assert len(inbox.journal()) <= CONNECTIONS


def test_two_senders_share_the_connections_and_get_their_own_answers(client, inbox):
    first, second = Sending(client), Sending(client)
    first.start([Request(("first", n), BODY) for n in range(400)])
    second.start([Request(("second", n), BODY) for n in range(400)])

    keys: dict[Sending, set[str]] = {sending: set() for sending in (first, second)}
    for sending in (first, second):
        while sending.unfinished:
            keys[sending] |= {reply.key[0] for reply in sending.replies()}

    assert keys == {first: {"first"}, second: {"second"}}


def test_requests_that_come_while_all_senders_end_are_sent(client, inbox):
    sending = Sending(client)
    late = [Request(n, BODY, start_until=time.monotonic()) for n in range(CONNECTIONS)]
    sending.unfinished = CONNECTIONS + 1

    def end_all_senders_and_go_on() -> None:
        client._add(sending, late)
        client._loop.call_soon(client._add, sending, [Request("next", BODY)])

    client._loop.call_soon_threadsafe(end_all_senders_and_go_on)

    assert isinstance(all_replies(sending)[-1].outcome, Accepted)


def test_credentials_without_a_key_are_a_wrong_configuration(tmp_path):
    """Each scan makes the client anew: it must leave no thread behind."""
    path = tmp_path / "credentials.json"
    path.write_text('{"type": "service_account", "project_id": "p", "token_uri": "http://127.0.0.1:1/token"}')
    threads = threading.active_count()

    with pytest.raises(ImproperlyConfigured, match=r"credentials\.json"):
        Client(Channel("http://127.0.0.1:1", path, "p"))

    assert threading.active_count() == threads


def test_a_bearer_that_is_refused_is_renewed(client, inbox):
    [[before]] = client.send([Request("before", BODY)])
    client._bearer._credential.token = "revoked"

    [[refused]] = client.send([Request("refused", BODY)])
    [[after]] = client.send([Request("after", BODY)])

    assert isinstance(before.outcome, Accepted)
    assert isinstance(refused.outcome, ChannelDown)
    assert isinstance(after.outcome, Accepted)
