"""Absence, "stop these", a muted phone, languages and withdrawals, judged when a delivery is claimed."""

from datetime import datetime, timedelta

import pytest

from backend.recurrence import Recurrence
from notifications import schedules
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import stages
from notifications.models import Device, Notification, Schedule
from notifications.wishes.loading import wishes_of
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.notifications.wishing import NIGHT, logged, outcomes, wish
from tests.times import utc

pytestmark = pytest.mark.django_db

LATER = utc("2026-11-24T13:00")


def test_somebody_who_is_away_is_rung_when_they_are_back(inbox, dana):
    give_device(dana)
    wish(dana, away_from=utc("2026-11-20T00:00"), away_until=LATER)
    open_notice(dana, "during")
    open_notice(dana, "after", deliver_at=LATER)

    deliver_due(now=NOON)
    deliver_due(now=LATER)

    assert [push.notification_id for push in inbox.pushes] == [str(named("after"))]
    assert outcomes() == ["away", "accepted"]


def test_stopped_reminders_stand_in_the_app_only(inbox, dana):
    give_device(dana)
    # A wall time has no zone.
    every_day = Recurrence(datetime(2026, 11, 25, 9, 0), "FREQ=DAILY")  # noqa: DTZ001
    schedule = schedules.create(
        dana.pk, Kind.REMINDER, every_day, schedules.FLOATING, window=timedelta(hours=2), now=NOON
    )
    Schedule.objects.filter(pk=schedule.pk).update(stopped_at=NOON)
    notification_id = open_notice(dana)
    Notification.objects.filter(pk=notification_id).update(schedule_id=schedule.pk)

    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert outcomes() == ["stopped"]


def test_a_muted_phone_stays_still_and_the_other_rings(inbox, dana):
    phone = give_device(dana)
    give_device(dana, "danas-tablet", platform="ios")
    Device.objects.filter(pk=phone.pk).update(muted_until=LATER)
    open_notice(dana)
    open_notice(dana, "help", kind=Kind.HELP_ANSWER)

    deliver_due(now=NOON)

    assert [push.notification_id for push in inbox.pushes_to("danas-phone")] == [str(named("help"))]
    assert len(inbox.pushes_to("danas-tablet")) == 2
    assert sorted(outcomes()) == ["accepted"] * 3 + ["muted"]


def test_what_was_acted_on_rings_no_further(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana, stage=1)
    Notification.objects.filter(pk=notification_id).update(acted_at=utc("2026-11-24T11:59"))

    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert logged() == [("withdrawn", "acted")]


def test_a_withdrawal_reaches_a_phone_whatever_its_owner_wishes(inbox, dana):
    give_device(dana)
    wish(dana, **NIGHT, quiet_action="drop", daily_cap=1, bundle_minutes=60, away_from=utc("2026-11-01T00:00"))
    at = utc("2026-11-24T04:30")
    notification_id = open_notice(dana, deliver_at=at, stage=stages.WITHDRAWAL)
    Notification.objects.filter(pk=notification_id).update(withdrawn_at=at, acted_at=at)

    deliver_due(now=at)

    [push] = inbox.pushes
    assert "notification" not in push.message
    assert push.message["data"] == {"notification_id": str(notification_id), "v": "1"}
    assert outcomes() == ["accepted"]


@pytest.mark.parametrize(
    ("of_the_phone", "of_the_account", "text"),
    [
        ("es-MX", "en", "Tienes un recordatorio."),
        ("sw-KE", "fr", "Vous avez un rappel."),
        ("sw-KE", "yo", "You have a reminder."),
    ],
)
def test_the_line_is_in_the_language_of_the_phone(inbox, dana, of_the_phone, of_the_account, text):
    phone = give_device(dana)
    Device.objects.filter(pk=phone.pk).update(locale=of_the_phone)
    dana.locale = of_the_account
    dana.save(update_fields=["locale"])
    open_notice(dana)

    deliver_due(now=NOON)

    assert [push.body for push in inbox.pushes] == [text]


def test_wishes_are_read_with_two_queries_for_any_number(dana, nora, sam, olive, django_assert_num_queries):
    wish(dana, daily_cap=3)
    accounts = [dana.pk, nora.pk, sam.pk, olive.pk, named("nobody")]

    with django_assert_num_queries(2):
        found = wishes_of(accounts)

    assert set(found) == set(accounts)
    assert (found[dana.pk].daily_cap, found[nora.pk].daily_cap) == (3, None)
    assert (str(found[dana.pk].zone), str(found[olive.pk].zone)) == ("America/New_York", "UTC")
