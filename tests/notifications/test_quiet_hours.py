"""Quiet hours are kept when a notice is about to be sent, in the zone where its recipient is."""

from datetime import timedelta

import pytest

from notifications.agenda import agenda_of
from notifications.delivery import deliver_due
from notifications.kinds import Category, Kind
from notifications.models import OpenDelivery
from notifications.wishes.preferences import change_preferences
from tests.notifications.factories import give_device, open_notice
from tests.notifications.wishing import NIGHT, logged, outcomes, wish
from tests.times import utc

pytestmark = pytest.mark.django_db

LATE = utc("2026-11-24T04:30")  # 23:30 in New York
LATER_AT_NIGHT = utc("2026-11-24T04:45")
MORNING = utc("2026-11-24T12:00")  # 07:00
QUARTER_PAST = utc("2026-11-24T12:15")
NOON_IN_NEW_YORK = utc("2026-11-24T17:00")


def test_a_reminder_due_in_quiet_hours_waits_until_morning(inbox, dana):
    """Server time in place of the person's: paperclipai/paperclip#7648, binwiederhier/ntfy#1575."""
    give_device(dana)
    wish(dana, **NIGHT)
    open_notice(dana, deliver_at=LATE, expires_at=NOON_IN_NEW_YORK)

    deliver_due(now=LATE)
    at_night = inbox.pushes
    deliver_due(now=MORNING)

    assert at_night == []
    assert [push.body for push in inbox.pushes] == ["You have a reminder."]
    assert logged() == [("deferred", "quiet_hours"), ("accepted", "")]


def test_steps_that_wait_for_one_morning_ring_once(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT)
    open_notice(dana, deliver_at=LATE, expires_at=NOON_IN_NEW_YORK)
    open_notice(dana, deliver_at=LATER_AT_NIGHT, expires_at=NOON_IN_NEW_YORK, stage=1)

    deliver_due(now=LATE)
    deliver_due(now=LATER_AT_NIGHT)
    deliver_due(now=MORNING)

    assert len(inbox.pushes) == 1
    assert logged() == [("deferred", "quiet_hours"), ("bundled", "same_notice"), ("accepted", "")]


def test_a_step_after_the_night_still_rings(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT)
    open_notice(dana, deliver_at=LATE, expires_at=NOON_IN_NEW_YORK)
    open_notice(dana, deliver_at=QUARTER_PAST, expires_at=NOON_IN_NEW_YORK, stage=1)

    for now in (LATE, MORNING, QUARTER_PAST):
        deliver_due(now=now)

    assert len(inbox.pushes) == 2


def test_waiting_for_the_morning_is_no_failure(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT)
    open_notice(dana, deliver_at=LATE, expires_at=NOON_IN_NEW_YORK)

    deliver_due(now=LATE)

    waiting = OpenDelivery.objects.get()
    assert (waiting.failures, waiting.deliver_at, waiting.due_at) == (0, MORNING, LATE)


def test_what_expires_before_the_morning_is_left_to_the_app(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT)
    open_notice(dana, deliver_at=LATE, expires_at=MORNING)

    deliver_due(now=LATE)

    assert inbox.pushes == []
    assert outcomes() == ["quiet_hours"]


def test_quiet_hours_can_drop(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT, quiet_action="drop")
    open_notice(dana, deliver_at=LATE, expires_at=NOON_IN_NEW_YORK)

    deliver_due(now=LATE)

    assert inbox.pushes == []
    assert outcomes() == ["quiet_hours"]


def test_quiet_hours_can_let_it_through_without_a_sound(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT, quiet_action="silent")
    open_notice(dana, deliver_at=LATE)

    deliver_due(now=LATE)

    [push] = inbox.pushes
    assert push.message["android"]["notification"]["channel_id"] == "quiet"


@pytest.mark.parametrize("action", ["defer", "drop", "silent"])
def test_a_safety_notice_rings_at_night(inbox, dana, action):
    give_device(dana)
    wish(dana, **NIGHT, quiet_action=action)
    open_notice(dana, kind=Kind.HELP_ANSWER, deliver_at=LATE)

    deliver_due(now=LATE)

    [push] = inbox.pushes
    assert "channel_id" not in push.message["android"]["notification"]


def test_who_has_travelled_is_asked_in_the_new_zone(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT)
    open_notice(dana, deliver_at=LATE)
    dana.tzid = "Asia/Kathmandu"  # 10:15
    dana.save(update_fields=["tzid"])

    deliver_due(now=LATE)

    assert len(inbox.pushes) == 1


def test_staff_have_quiet_hours_in_their_own_zone(inbox, sam):
    give_device(sam, "sams-phone")
    wish(sam, **NIGHT)
    sam.tzid = "America/New_York"
    sam.save(update_fields=["tzid"])
    open_notice(sam, kind=Kind.FOLLOW_UP, deliver_at=LATE, expires_at=NOON_IN_NEW_YORK)

    deliver_due(now=LATE)

    assert logged() == [("deferred", "quiet_hours")]


def test_a_category_can_be_silent_at_any_time(inbox, dana):
    give_device(dana, "danas-tablet", platform="ios")
    change_preferences(dana.account, {Category.REMINDERS: "silent"})
    open_notice(dana, deliver_at=NOON_IN_NEW_YORK)

    deliver_due(now=NOON_IN_NEW_YORK)

    [push] = inbox.pushes
    assert push.message["apns"]["payload"]["aps"] == {"interruption-level": "passive"}


def test_repeats_that_waited_for_the_same_morning_ring_once(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT)
    for stage in range(3):
        open_notice(dana, deliver_at=LATE + stage * timedelta(hours=1), expires_at=NOON_IN_NEW_YORK, stage=stage)

    for hours in range(3):
        deliver_due(now=LATE + timedelta(hours=hours))
    [entry] = agenda_of(dana.pk, 1, now=LATE).entries
    deliver_due(now=MORNING)

    assert len(inbox.pushes) == 1
    assert (entry.rings_at, entry.again_at) == (MORNING, ())
