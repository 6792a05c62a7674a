"""Sending over shared connections: what is stopped is not started, and every request is answered for."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from notifications.fcm.client import CONNECTIONS, Client, Request, Sending
from notifications.fcm.credentials import Channel
from notifications.fcm.outcomes import Accepted

BODY = b'{"message":{"token":"danas-phone","data":{"notification_id":"n1","v":"1"}}}'
MANY = 3 * CONNECTIONS


@pytest.fixture
def client(inbox) -> Iterator[Client]:
    client = Client(Channel(inbox.url, Path(inbox.credentials), "handrail-demo"))
    yield client
    client.close()


def test_every_request_is_answered_once(client, inbox):
    replies = [reply for some in client.send([Request(n, BODY) for n in range(MANY)]) for reply in some]

    assert sorted(reply.key for reply in replies) == list(range(MANY))
    assert all(isinstance(reply.outcome, Accepted) for reply in replies)
    assert len(inbox.journal()) == MANY


def test_nothing_starts_after_sending_was_closed(client, inbox):
    """So it is when the database dies: nobody could write down what became of more."""
    inbox.behave(latency_ms=300)
    with closing(Sending(client)) as sending:
        sending.start([Request(n, BODY) for n in range(MANY)])
        time.sleep(0.1)

    time.sleep(1)

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
