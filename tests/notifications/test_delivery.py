"""What is due reaches the phone once, and what should not ring does not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Consent, DataClass
from backend.api.clock import database_now, only_overdue_by
from notifications import ledger, tasks
from notifications.delivery import deliver_due, sending_as
from notifications.kinds import Category, Kind
from notifications.ledger import Guard
from notifications.models import DeliveryLog, Hold, Notification, OpenDelivery, SenderState
from notifications.wishes.preferences import CHOOSABLE, change_preferences
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db


def outcomes() -> list[str]:
    return list(DeliveryLog.objects.order_by("at", "attempt").values_list("outcome", flat=True))


def test_a_due_reminder_reaches_the_phone_and_is_settled(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)

    deliver_due(now=NOON)

    assert [push.notification_id for push in inbox.pushes_to("danas-phone")] == [str(notification_id)]
    assert inbox.pushes[0].body == "You have a reminder."
    assert not OpenDelivery.objects.exists()
    logged = DeliveryLog.objects.get()
    assert (logged.outcome, logged.attempt, logged.worker, logged.at) == ("accepted", 1, "celery", NOON)
    assert logged.provider_name.startswith("projects/")


def test_a_second_scan_sends_nothing_again(inbox, dana):
    give_device(dana)
    open_notice(dana)

    deliver_due(now=NOON)
    deliver_due(now=NOON)

    assert len(inbox.pushes) == 1


def test_a_reminder_waits_for_its_time(inbox, dana):
    give_device(dana)
    open_notice(dana)

    deliver_due(now=utc("2026-11-24T11:59:59"))

    assert inbox.pushes == []


def test_every_phone_of_a_person_rings_under_the_same_tag(inbox, dana):
    give_device(dana, "danas-phone")
    give_device(dana, "danas-tablet", platform="ios", kind="fid")
    open_notice(dana)

    deliver_due(now=NOON)

    [phone], [tablet] = inbox.pushes_to("danas-phone"), inbox.pushes_to("danas-tablet")
    assert phone.message["android"]["notification"]["tag"] == tablet.message["apns"]["headers"]["apns-collapse-id"]


def test_an_expired_reminder_is_logged_and_not_sent(inbox, dana):
    give_device(dana)
    open_notice(dana, expires_at=utc("2026-11-24T14:00"))

    deliver_due(now=utc("2026-11-24T14:00"))

    assert inbox.pushes == []
    assert outcomes() == ["expired"]
    assert not OpenDelivery.objects.exists()


def test_without_credentials_deliveries_stay_open_until_they_expire(dana, settings):
    settings.FIREBASE_CREDENTIALS = settings.PUSH_INBOX_CREDENTIALS = None
    give_device(dana)
    open_notice(dana, expires_at=utc("2026-11-24T14:00"))

    deliver_due(now=NOON)
    assert OpenDelivery.objects.count() == 1

    deliver_due(now=utc("2026-11-24T14:00"))
    assert outcomes() == ["expired"]


def test_a_withdrawn_consent_stops_an_open_check_in(inbox, dana, clinic):
    give_device(dana)
    guard = Guard(dana.pk, clinic.pk, DataClass.PLAN)
    open_notice(dana, kind=Kind.CHECK_IN, guard=guard)

    Consent.objects.filter(person=dana, data_class=DataClass.PLAN).update(revoked_at=utc("2026-11-24T11:00"))
    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert outcomes() == ["consent_withdrawn"]


def test_without_consent_nothing_is_opened_and_the_log_says_why(dana, clinic):
    give_device(dana)
    Consent.objects.filter(person=dana).update(revoked_at=utc("2026-11-23T00:00"))

    notification_id = open_notice(dana, guard=Guard(dana.pk, clinic.pk, DataClass.PLAN))

    assert outcomes() == ["consent_withdrawn"]
    assert not OpenDelivery.objects.filter(notification_id=notification_id).exists()


def test_staff_who_no_longer_follow_a_person_are_not_rung(inbox, dana, sam, clinic):
    give_device(sam, "sams-phone")
    open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))

    dana.assignment_set.update(ended_at=utc("2026-11-24T11:00"))
    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert outcomes() == ["consent_withdrawn"]


def test_staff_who_follow_a_person_are_rung_with_a_neutral_line(inbox, dana, sam, clinic):
    give_device(sam, "sams-phone")
    open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))

    deliver_due(now=NOON)

    assert [push.body for push in inbox.pushes_to("sams-phone")] == ["Please open Handrail."]


def test_a_stranger_among_staff_is_not_even_opened(inbox, dana, theo, clinic):
    give_device(theo, "theos-phone")

    open_notice(theo, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))

    assert not OpenDelivery.objects.exists()
    assert outcomes() == ["consent_withdrawn"]


def test_a_phone_that_blocks_notices_is_not_sent_to(inbox, dana):
    give_device(dana, notifications="blocked")
    open_notice(dana)

    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert outcomes() == ["blocked"]


def test_a_category_wanted_in_the_app_only_does_not_ring(inbox, dana):
    give_device(dana)
    change_preferences(dana.account, {Category.REMINDERS: "in_app"})
    open_notice(dana)

    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert outcomes() == ["in_app_only"]


def test_a_safety_notice_rings_whatever_was_chosen(inbox, dana):
    give_device(dana)
    change_preferences(dana.account, dict.fromkeys(CHOOSABLE, "in_app"))
    open_notice(dana, kind=Kind.HELP_ANSWER)

    deliver_due(now=NOON)

    assert len(inbox.pushes) == 1
    assert inbox.pushes[0].message["android"]["priority"] == "high"


def test_without_a_device_the_notice_waits_in_the_app(dana):
    notification_id = open_notice(dana)

    assert outcomes() == ["no_device"]
    assert Notification.objects.filter(pk=notification_id).exists()


def test_a_withdrawn_notice_does_not_ring(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)

    ledger.withdraw(notification_id, reason="answered", now=utc("2026-11-24T11:59"))
    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert DeliveryLog.objects.values_list("outcome", "code").get() == ("withdrawn", "answered")


def test_all_notices_about_a_thing_can_be_withdrawn_at_once(dana, sam, sue, clinic):
    alert = ("alert", named("danas alert"))
    for staff in (sam, sue):
        give_device(staff, f"phone-of-{staff.account.login}")
        ledger.open_delivery(
            staff.account_id,
            Kind.ALERT,
            notification_id=ledger.notification_id(alert, staff.account_id),
            about=alert,
            deliver_at=NOON,
            expires_at=utc("2026-11-25T12:00"),
            guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS),
        )

    ledger.withdraw_about(alert, reason="acknowledged", now=NOON)

    assert not OpenDelivery.objects.exists()
    assert DeliveryLog.objects.filter(outcome="withdrawn", code="acknowledged").count() == 2


def test_the_log_says_which_worker_sent(inbox, dana):
    give_device(dana)
    open_notice(dana)

    with sending_as("loop"):
        deliver_due(now=NOON)

    assert DeliveryLog.objects.get().worker == "loop"


def test_a_loop_that_takes_what_is_overdue_asks_for_consent_of_this_moment(inbox, dana, sam):
    give_device(dana)
    open_notice(dana, guard=Guard(dana.pk, sam.site_id, DataClass.PLAN), deliver_at=utc("2026-11-24T11:59:00"))
    Consent.objects.filter(person=dana).update(revoked_at=utc("2026-11-24T11:59:55"))

    deliver_due(now=NOON, overdue_by=timedelta(seconds=10))

    assert inbox.pushes == []
    assert outcomes() == ["consent_withdrawn"]


def test_a_loop_that_takes_what_is_overdue_sends_nothing_that_has_expired(inbox, dana):
    give_device(dana)
    open_notice(dana, deliver_at=utc("2026-11-24T11:59:00"), expires_at=utc("2026-11-24T11:59:55"))

    deliver_due(now=NOON, overdue_by=timedelta(seconds=10))

    assert inbox.pushes == []
    assert outcomes() == ["expired"]


def test_what_is_due_for_less_than_asked_is_left_to_others(inbox, dana):
    give_device(dana)
    open_notice(dana, deliver_at=utc("2026-11-24T11:59:55"))

    deliver_due(now=NOON, overdue_by=timedelta(seconds=10))
    too_early = inbox.pushes
    deliver_due(now=utc("2026-11-24T12:00:05"), overdue_by=timedelta(seconds=10))

    assert too_early == []
    assert len(inbox.pushes) == 1


def test_an_address_that_does_not_open_holds_up_nobody_else(inbox, dana, sam):
    damaged = give_device(dana)
    give_device(sam, "sams-phone")
    open_notice(dana, "dana's")
    open_notice(sam, "sam's", kind=Kind.ALERT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE push_address SET value = %s WHERE device_id = %s", [b"x" * 60, damaged.pk])

    deliver_due(now=NOON)

    assert [push.notification_id for push in inbox.pushes] == [str(named("sam's"))]
    assert list(OpenDelivery.objects.values_list("notification_id", flat=True)) == [named("dana's")]


def test_the_loop_beside_the_workers_judges_by_the_true_clock(inbox, dana, sam):
    give_device(dana)
    now = database_now()
    guard = Guard(dana.pk, sam.site_id, DataClass.PLAN)
    open_notice(dana, guard=guard, deliver_at=now - timedelta(minutes=1), expires_at=now + timedelta(hours=1))
    Consent.objects.filter(person=dana).update(revoked_at=now)

    with only_overdue_by(timedelta(seconds=10)):
        tasks.deliver_due()

    assert inbox.pushes == []
    assert outcomes() == ["consent_withdrawn"]


def test_batch_after_batch_is_sent_once_and_settled(inbox, dana):
    """The next batch is claimed while the one before is on its way."""
    for number in range(25):
        give_device(dana, f"phone-{number}")
    for number in range(44):
        open_notice(dana, f"notice {number}")

    deliver_due(now=NOON, clock=lambda: NOON)

    pairs = [(push.address, push.notification_id) for push in inbox.pushes]
    assert len(pairs) == len(set(pairs)) == 1100
    assert not OpenDelivery.objects.exists()


def test_what_an_operator_holds_back_waits(inbox, dana, sam):
    give_device(dana)
    give_device(sam, "sams-phone")
    open_notice(dana)
    open_notice(sam, "page", kind=Kind.ALERT)
    Hold.objects.create(kind=Kind.REMINDER, since=NOON)

    deliver_due(now=NOON)

    assert [push.notification_id for push in inbox.pushes] == [str(named("page"))]
    assert OpenDelivery.objects.get().attempt == 0


def test_an_operator_can_hold_back_everything(inbox, dana):
    give_device(dana)
    open_notice(dana)
    Hold.objects.create(kind="", since=NOON)

    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert OpenDelivery.objects.exists()


def test_an_idle_scan_writes_nothing(inbox):
    deliver_due(now=NOON)

    with CaptureQueriesContext(connection) as queries:
        deliver_due(now=NOON)

    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE sender", 'UPDATE "'))]
    assert written == []
    assert not SenderState.objects.exists()
