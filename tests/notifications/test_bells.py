"""A bell is a hint: what is urgent rings it after commit, and nobody waits for the broker."""

import json
import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as ours
from django.db import transaction

from backend.accounts.models import DataClass
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import OpenDelivery
from notifications.second_paths.paths import set_email
from tests.notifications.factories import NOON, give_device, open_notice

QUEUE = "celery"


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """The real Valkey, with an empty queue."""
    client = redis.Redis.from_url(ours.BROKER_URL.replace("redis+socket://", "unix://"))
    client.delete(QUEUE)
    yield client
    client.delete(QUEUE)
    client.close()


def rung(broker: redis.Redis, *, seconds: float = 5) -> list[str]:
    """Wait for a bell; return the tasks in the queue."""
    deadline = time.monotonic() + seconds
    while not broker.llen(QUEUE) and time.monotonic() < deadline:
        time.sleep(0.02)
    return [json.loads(message)["headers"]["task"] for message in broker.lrange(QUEUE, 0, -1)]


@pytest.mark.django_db(transaction=True)
def test_an_urgent_notice_rings_once_it_is_committed(dana, sam, clinic, broker):
    give_device(sam, "sams-phone")

    with transaction.atomic():
        open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))
        assert rung(broker, seconds=0.2) == []

    assert rung(broker) == ["notifications.tasks.ring_delivery"]


@pytest.mark.django_db(transaction=True)
def test_an_ordinary_notice_does_not_wait_for_a_second_beat(dana, broker):
    give_device(dana)

    open_notice(dana)

    assert rung(broker) == ["notifications.tasks.ring_delivery"]


@pytest.mark.django_db(transaction=True)
def test_an_alert_rings_for_its_second_paths_too(sam, broker, settings):
    settings.EMAIL_HOST = "mail.clinic.example"
    set_email(sam.account, "sam@clinic.example", now=NOON)

    open_notice(sam, kind=Kind.ALERT)

    assert rung(broker) == ["notifications.tasks.ring_second_paths"]


@pytest.mark.django_db(transaction=True)
def test_a_notice_for_somebody_without_a_phone_rings_nobody(dana, broker):
    open_notice(dana)

    assert rung(broker, seconds=0.3) == []


@pytest.mark.django_db(transaction=True)
def test_an_urgent_notice_that_is_rolled_back_rings_nobody(dana, sam, clinic, broker):
    give_device(sam, "sams-phone")

    with transaction.atomic():
        open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))
        transaction.set_rollback(True)

    assert rung(broker, seconds=0.3) == []
    assert not OpenDelivery.objects.exists()
