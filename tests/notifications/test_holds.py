"""An operator's pause: what is held waits, expires in its time, and goes out at once when it is let go."""

import pytest

from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.models import DeliveryLog, Hold, OpenDelivery
from notifications.operations import holds
from notifications.operations.holds import EVERYTHING, SafetyWouldWait
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db
LATER = utc("2026-11-24T12:30")


def test_a_held_kind_waits_and_the_others_ring(inbox, dana):
    give_device(dana)
    open_notice(dana, "held", kind=Kind.REMINDER)
    open_notice(dana, "free", kind=Kind.CHECK_IN)
    holds.pause(Kind.REMINDER, now=NOON)

    deliver_due(now=NOON)

    assert [push.notification_id for push in inbox.pushes] == [str(named("free"))]
    assert OpenDelivery.objects.get().notification_id == named("held")


def test_what_was_held_rings_once_it_is_let_go(inbox, dana):
    give_device(dana)
    open_notice(dana)
    holds.pause(Kind.REMINDER, now=NOON)
    deliver_due(now=NOON)
    assert inbox.pushes == []

    holds.resume(Kind.REMINDER)
    deliver_due(now=LATER)

    assert len(inbox.pushes) == 1


def test_what_is_held_expires_in_its_own_time(inbox, dana):
    give_device(dana)
    open_notice(dana, expires_at=utc("2026-11-24T13:00"))
    holds.pause(Kind.REMINDER, now=NOON)

    deliver_due(now=utc("2026-11-24T13:01"))

    assert inbox.pushes == []
    assert DeliveryLog.objects.get().outcome == "expired"


def test_holding_everything_leaves_safety_free(inbox, dana, sam):
    give_device(dana)
    give_device(sam, "sams-phone")
    open_notice(dana, "reminder")
    open_notice(sam, "alert", kind=Kind.ALERT)

    holds.pause(EVERYTHING, now=NOON)
    deliver_due(now=NOON)

    assert [push.notification_id for push in inbox.pushes] == [str(named("alert"))]


def test_safety_is_held_only_where_it_is_named(inbox, sam):
    give_device(sam, "sams-phone")
    open_notice(sam, kind=Kind.ALERT)
    with pytest.raises(SafetyWouldWait):
        holds.pause(Kind.ALERT, now=NOON)

    holds.pause(EVERYTHING, including_safety=True, now=NOON)
    deliver_due(now=NOON)

    assert inbox.pushes == []


def test_a_second_pause_keeps_the_beginning_of_the_first():
    holds.pause(Kind.REMINDER, now=NOON)
    holds.pause(Kind.REMINDER, now=LATER)

    assert Hold.objects.get().since == NOON


def test_letting_everything_go_ends_every_hold():
    holds.pause(EVERYTHING, now=NOON)
    holds.pause(Kind.ALERT, including_safety=True, now=NOON)

    holds.resume(EVERYTHING)

    assert not Hold.objects.exists()


def test_only_a_hold_that_ended_is_logged(caplog):
    holds.pause(Kind.REMINDER, now=NOON)

    ended = [holds.resume(Kind.REMINDER), holds.resume(Kind.REMINDER)]

    assert ended == [1, 0]
    assert caplog.text.count("delivery resumed") == 1
