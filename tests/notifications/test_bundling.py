"""What falls together rings once, for those who asked for it."""

from datetime import timedelta

import pytest

from notifications import ledger
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.models import OpenDelivery
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.notifications.wishing import logged, outcomes, wish
from tests.times import utc

pytestmark = pytest.mark.django_db

TEN_PAST, TWENTY_PAST, HALF_PAST = (utc(f"2026-11-24T12:{minute}") for minute in (10, 20, 30))
AFTERNOON = utc("2026-11-24T15:00")


def test_without_the_wish_each_rings_by_itself(inbox, dana):
    give_device(dana)
    open_notice(dana, "one")
    open_notice(dana, "two")

    deliver_due(now=NOON)

    assert len(inbox.pushes) == 2


def test_steps_of_one_notice_that_are_late_together_ring_once(inbox, dana):
    give_device(dana)
    open_notice(dana, deliver_at=NOON, expires_at=AFTERNOON)
    open_notice(dana, deliver_at=TEN_PAST, expires_at=AFTERNOON, stage=1)

    deliver_due(now=TWENTY_PAST)

    assert len(inbox.pushes) == 1
    assert sorted(logged()) == [("accepted", ""), ("bundled", "same_notice")]


def test_notices_wait_for_the_slot_and_ring_as_one(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=30)
    open_notice(dana, "one", deliver_at=TEN_PAST)
    open_notice(dana, "lasting", deliver_at=TWENTY_PAST, expires_at=AFTERNOON)

    deliver_due(now=TWENTY_PAST)
    before = inbox.pushes
    deliver_due(now=HALF_PAST)

    assert before == []
    assert [(push.body, push.notification_id) for push in inbox.pushes] == [
        ("You have several reminders.", str(named("lasting")))
    ]
    assert sorted(logged()[-2:]) == [("accepted", ""), ("bundled", str(named("lasting")))]
    assert logged()[:2] == [("deferred", "bundle")] * 2
    assert not OpenDelivery.objects.exists()


def test_what_was_to_ring_with_another_rings_by_itself_when_that_one_was_not_taken(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=30)
    open_notice(dana, "one", deliver_at=HALF_PAST)
    lasting = open_notice(dana, "lasting", deliver_at=HALF_PAST, expires_at=AFTERNOON)
    inbox.behave(mix={"quota": 1})

    deliver_due(now=HALF_PAST)
    inbox.behave(mix={})
    ledger.withdraw(lasting, reason="answered", now=HALF_PAST)
    deliver_due(now=HALF_PAST + timedelta(minutes=10))

    assert [push.notification_id for push in inbox.pushes] == [str(named("one"))]


def test_one_notice_alone_keeps_its_line(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=30)
    open_notice(dana, deliver_at=HALF_PAST)

    deliver_due(now=HALF_PAST)

    assert [push.body for push in inbox.pushes] == ["You have a reminder."]


def test_every_phone_shows_the_same_one(inbox, dana):
    give_device(dana)
    give_device(dana, "danas-tablet", platform="ios")
    wish(dana, bundle_minutes=30)
    for name in ("one", "two", "three"):
        open_notice(dana, name, deliver_at=HALF_PAST)

    deliver_due(now=HALF_PAST)

    assert len({push.notification_id for push in inbox.pushes}) == 1
    assert sorted(outcomes()) == ["accepted"] * 2 + ["bundled"] * 4


def test_what_is_claimed_late_does_not_wait_for_the_next_slot(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=30)
    open_notice(dana, deliver_at=HALF_PAST)

    deliver_due(now=utc("2026-11-24T12:30:07"))

    assert len(inbox.pushes) == 1


def test_a_retry_waits_for_no_slot_and_joins_nothing(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=30)
    open_notice(dana, "failed", deliver_at=HALF_PAST)
    open_notice(dana, "new", deliver_at=HALF_PAST)
    OpenDelivery.objects.filter(notification_id=named("failed")).update(failures=1, deliver_at=TEN_PAST)

    deliver_due(now=TEN_PAST)
    retried = [push.notification_id for push in inbox.pushes]
    deliver_due(now=HALF_PAST)

    assert retried == [str(named("failed"))]
    assert [push.body for push in inbox.pushes] == ["You have a reminder."] * 2


def test_safety_notices_ring_at_once_and_singly(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=60)
    open_notice(dana, "one", kind=Kind.HELP_ANSWER, deliver_at=TEN_PAST)
    open_notice(dana, "two", kind=Kind.HELP_ANSWER, deliver_at=TEN_PAST)

    deliver_due(now=TEN_PAST)

    assert len(inbox.pushes) == 2


def test_two_steps_of_one_notice_are_no_plural(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=30)
    open_notice(dana, deliver_at=HALF_PAST, expires_at=AFTERNOON)
    open_notice(dana, deliver_at=HALF_PAST, expires_at=AFTERNOON, stage=1)

    deliver_due(now=HALF_PAST)

    assert [push.body for push in inbox.pushes] == ["You have a reminder."]
