"""A bell is a hint: what is urgent rings it after commit, and nobody waits for the broker."""

import json
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as ours
from django.db import transaction

from backend.accounts.models import DataClass
from notifications import bells
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import OpenDelivery
from notifications.second_paths.paths import set_email
from tests.notifications.factories import NOON, give_device, open_notice
from tests.stack import wait_until

QUEUE = "celery"
# One thread rings, and those that it finds together in the order of their names.
LAST = "zzz"


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """The real Valkey, with an empty queue: what tests before this one rang has come."""
    client = redis.Redis.from_url(ours.BROKER_URL.replace("redis+socket://", "unix://"))
    rung(client)
    yield client
    client.delete(QUEUE)
    client.close()


def rung(broker: redis.Redis) -> list[str]:
    """Return the tasks of all bells so far, and empty the queue."""
    bells._ring(LAST)
    assert wait_until(lambda: LAST in queued(broker), seconds=30)
    tasks = [task for task in queued(broker) if task != LAST]
    broker.delete(QUEUE)
    return tasks


def queued(broker: redis.Redis) -> list[str]:
    return [json.loads(message)["headers"]["task"] for message in broker.lrange(QUEUE, 0, -1)]


@pytest.mark.django_db(transaction=True)
def test_an_urgent_notice_rings_once_it_is_committed(dana, sam, clinic, broker):
    give_device(sam, "sams-phone")

    with transaction.atomic():
        open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))
        assert rung(broker) == []

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

    assert rung(broker) == []


@pytest.mark.django_db(transaction=True)
def test_an_urgent_notice_that_is_rolled_back_rings_nobody(dana, sam, clinic, broker):
    give_device(sam, "sams-phone")

    with transaction.atomic():
        open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))
        transaction.set_rollback(True)

    assert rung(broker) == []
    assert not OpenDelivery.objects.exists()
