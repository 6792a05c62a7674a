"""No more pushes in a day than somebody asked for; the rest waits in the app."""

from datetime import timedelta

import pytest

from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.models import Notification
from tests.notifications.factories import NOON, give_device, open_notice
from tests.notifications.wishing import outcomes, wish
from tests.times import utc

pytestmark = pytest.mark.django_db


def ring_each_hour(person, count, *, first=NOON):
    for number in range(count):
        at = first + timedelta(hours=number)
        open_notice(person, f"notice {at}", deliver_at=at)
        deliver_due(now=at)


def test_after_as_many_as_wanted_the_rest_stand_in_the_app(inbox, dana):
    give_device(dana)
    wish(dana, daily_cap=2)

    ring_each_hour(dana, 4)

    assert len(inbox.pushes) == 2
    assert outcomes() == ["accepted", "accepted", "capped", "capped"]
    assert Notification.objects.count() == 4


def test_a_cap_holds_within_one_scan_too(inbox, dana):
    give_device(dana)
    give_device(dana, "danas-tablet", platform="ios")
    wish(dana, daily_cap=2)
    for name in ("one", "two", "three"):
        open_notice(dana, name)

    deliver_due(now=NOON)

    assert len({push.notification_id for push in inbox.pushes}) == 2
    assert sorted(outcomes()) == ["accepted"] * 4 + ["capped"] * 2


def test_a_new_day_begins_at_midnight_where_the_person_is(inbox, dana):
    give_device(dana)
    wish(dana, daily_cap=1)

    ring_each_hour(dana, 3, first=utc("2026-11-25T03:00"))  # 22:00, 23:00 and 00:00 in New York

    assert outcomes() == ["accepted", "capped", "accepted"]


def test_a_further_step_of_what_has_rung_counts_nothing(inbox, dana):
    give_device(dana)
    wish(dana, daily_cap=1)
    open_notice(dana, "notice")
    open_notice(dana, "notice", stage=1, deliver_at=NOON + timedelta(hours=1))

    deliver_due(now=NOON)
    deliver_due(now=NOON + timedelta(hours=1))

    assert outcomes() == ["accepted", "accepted"]


def test_safety_notices_neither_count_nor_stop(inbox, dana):
    give_device(dana)
    wish(dana, daily_cap=1)
    for name in ("help", "more help"):
        open_notice(dana, name, kind=Kind.HELP_ANSWER)
    open_notice(dana, "reminder")

    deliver_due(now=NOON)

    assert outcomes() == ["accepted"] * 3


def test_what_rings_as_one_counts_as_one(inbox, dana):
    give_device(dana)
    wish(dana, daily_cap=1, bundle_minutes=60)
    for name in ("one", "two", "three"):
        open_notice(dana, name)

    deliver_due(now=NOON)

    assert sorted(outcomes()) == ["accepted", "bundled", "bundled"]


def test_one_cap_is_nobody_elses(inbox, dana, nora):
    give_device(dana)
    give_device(nora, "noras-phone")
    wish(dana, daily_cap=1)
    for name in ("one", "two"):
        open_notice(dana, f"dana {name}")
        open_notice(nora, f"nora {name}")

    deliver_due(now=NOON)

    assert (len(inbox.pushes_to("danas-phone")), len(inbox.pushes_to("noras-phone"))) == (1, 2)
