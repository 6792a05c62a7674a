"""SIGKILL at each point between "due" and "settled": nothing is lost, and a repeat replaces its first.

A process is held where it is to die by a lock on the table that it writes next, or by a slow answer of FCM. What
follows the lease of a minute is asked with a clock that is ahead. PostgreSQL and the broker die in test_prove.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from backend.api.clock import true_database_now
from backend.config.celery import app
from backend.recurrence import Recurrence
from notifications import reminders
from notifications.delivery import deliver_due
from notifications.ledger.statements import LEASE
from notifications.models import DeliveryLog, Notification, OpenDelivery, Schedule
from notifications.reminders import ReminderWish, open_reminders
from notifications.schedules import FLOATING
from tests.journeys.steps import register_phone, remind, sign_up
from tests.notifications.factories import give_device, named, open_notice
from tests.push import InboxClient
from tests.stack import Stack, environment_for, wait_until
from tests.times import soon
from tests.waiting import how_many_wait_for, nobody_else_is_in_a_transaction

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)


@pytest.fixture
def loop(inbox: InboxClient, settings: Any, tmp_path: Path) -> Iterator[Stack]:
    """Nothing runs yet; a test starts `deliver --loop`. This process sends to the same inbox."""
    settings.FCM_BASE_URL, settings.PUSH_INBOX_CREDENTIALS = inbox.url, inbox.credentials
    stack = Stack("", tmp_path, environment_for(inbox))
    yield stack
    stack.stop()


def open_due_notice(person) -> datetime:
    now = true_database_now()
    open_notice(person, deliver_at=now - SECOND, expires_at=now + timedelta(hours=1))
    return now


def tags(pushes) -> set[str]:
    return {push.message["android"]["notification"]["tag"] for push in pushes}


def test_killed_before_the_plan_is_committed_it_is_as_if_nothing_had_been(loop, inbox, dana):
    give_device(dana, tzid="UTC")
    now = true_database_now()
    wish = ReminderWish("x", Recurrence((now + SECOND).replace(tzinfo=None, microsecond=0), None), FLOATING)
    reminders.schedule_reminder(dana.account, wish, body={}, now=now - SECOND)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notification IN SHARE MODE")
        loop.start("deliver", "0")
        assert wait_until(lambda: how_many_wait_for("notification"), seconds=20)
        loop.kill("deliver")

    assert wait_until(nobody_else_is_in_a_transaction, seconds=20)
    assert not Notification.objects.exists()
    assert Schedule.objects.get().next_due_at is not None
    open_reminders(now=now + 2 * SECOND)
    deliver_due(now=now + 2 * SECOND)
    assert len(inbox.pushes) == 1


def test_killed_after_the_claim_it_is_sent_one_lease_later(loop, inbox, dana):
    give_device(dana)
    now = open_due_notice(dana)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notification_wishes IN ACCESS EXCLUSIVE MODE")
        loop.start("deliver", "0")
        assert wait_until(lambda: OpenDelivery.objects.filter(attempt=1).exists(), seconds=20)
        loop.kill("deliver")

    deliver_due(now=true_database_now())
    assert inbox.journal() == []
    deliver_due(now=true_database_now() + LEASE)
    assert [push.notification_id for push in inbox.pushes] == [str(named("notice"))]
    assert DeliveryLog.objects.values_list("attempt", "outcome").get() == (2, "accepted")
    assert DeliveryLog.objects.get().at > now + LEASE


def test_killed_after_fcm_has_accepted_it_is_sent_once_more_and_replaced(loop, inbox, dana):
    give_device(dana)
    open_due_notice(dana)
    inbox.behave(latency_ms=20_000)

    loop.start("deliver", "0")
    inbox.wait_for_push("danas-phone")
    loop.kill("deliver")
    inbox.behave()
    deliver_due(now=true_database_now())
    before = inbox.pushes
    for leases in (1, 2, 3):
        deliver_due(now=true_database_now() + leases * LEASE)

    assert len(before) == 1
    assert len(inbox.pushes) == 2
    assert tags(inbox.pushes) == {str(named("notice"))}


def test_what_a_database_forgot_in_a_failover_is_sent_again_and_replaced(loop, inbox, dana):
    give_device(dana)
    now = open_due_notice(dana)

    with transaction.atomic():
        deliver_due(now=now)
        transaction.set_rollback(True)
    deliver_due(now=now)

    assert len(inbox.pushes) == 2
    assert tags(inbox.pushes) == {str(named("notice"))}
    assert not OpenDelivery.objects.exists()


def test_with_a_dead_beat_the_loop_beside_the_workers_takes_over(stack, inbox):
    dana = sign_up(stack, tzid="UTC")
    register_phone(stack, dana, token="phone-of-dana", tzid="UTC")

    stack.kill("beat")
    stack.start("deliver", "2")
    remind(stack, dana, at=soon(3))
    pushes = inbox.wait_for_push("phone-of-dana", seconds=30)
    later = inbox.wait_for_push("phone-of-dana", count=2, seconds=5)

    assert len(pushes) == 1
    assert later == pushes


def test_two_beats_and_thirty_bells_ring_each_reminder_once(stack, inbox, tmp_path):
    """celery/celery#2856, sibson/redbeat#271: two schedulers, or one message twice, did everything twice."""
    dana = sign_up(stack, tzid="UTC")
    register_phone(stack, dana, token="phone-of-dana", tzid="UTC")
    stack.processes["first beat"] = stack.processes.pop("beat")
    stack.start("beat", str(tmp_path / "second-beat"))

    for _ in range(5):
        remind(stack, dana, at=soon(3))
    for _ in range(30):
        app.send_task("notifications.tasks.ring_delivery", expires=30)
    inbox.wait_for_push("phone-of-dana", count=5, seconds=30)
    pushes = inbox.wait_for_push("phone-of-dana", count=6, seconds=7)

    assert len(pushes) == len(tags(pushes)) == 5
