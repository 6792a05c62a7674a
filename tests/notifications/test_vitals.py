"""What /readyz learns of delivery, and what the daily cleaning leaves."""

from datetime import timedelta

import pytest
from django.db import connection

from backend.api.clock import database_now
from notifications import erasure, export, pruning, vitals
from notifications.delivery import deliver_due, sending_as
from notifications.models import DeliveryLog, Device, Notification, OpenDelivery, PushAddress, SenderState
from tests.notifications.factories import NOON, give_device, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_a_scan_by_celery_is_a_sign_of_life_and_one_by_the_loop_is_not(inbox):
    with sending_as("loop"):
        deliver_due(now=database_now())
    assert vitals.checks()["beat"] == "old"

    deliver_due(now=database_now())
    assert vitals.checks() == {"beat": "ok", "overdue": "ok", "push": "ok"}


def test_what_lies_about_too_long_is_told(inbox, dana):
    now = database_now()
    give_device(dana)
    open_notice(dana, deliver_at=now - timedelta(minutes=3))

    assert vitals.checks()["overdue"] == "late"


def test_a_paused_channel_and_a_missing_one_are_told_apart(inbox, settings):
    SenderState.objects.create(project="handrail-demo", paused_until=utc("2099-01-01T00:00"), reason="NO_ANSWER")
    assert vitals.checks()["push"] == "paused"

    settings.PUSH_INBOX_CREDENTIALS = None
    assert vitals.checks()["push"] == "not configured"


def test_pruning_makes_partitions_ahead_and_drops_old_ones(dana):
    pruning.prune(now=utc("2031-01-15T03:00"))
    open_notice(dana, deliver_at=utc("2031-02-03T12:00"))
    assert {"delivery_log_2031_01", "delivery_log_2031_03"} <= partitions()
    assert partition_of_the_log_row() == "delivery_log_2031_02"

    pruning.prune(now=utc("2032-06-15T03:00"))
    assert "delivery_log_2031_02" not in partitions()
    assert not DeliveryLog.objects.exists()


def test_a_month_whose_rows_are_in_the_default_partition_already_stays_there(dana):
    open_notice(dana, deliver_at=utc("2031-02-03T12:00"))

    pruning.prune(now=utc("2031-01-15T03:00"))

    assert partition_of_the_log_row() == "delivery_log_default"


def test_an_address_that_no_phone_confirmed_for_three_months_is_idle(dana):
    give_device(dana, "old", now=utc("2026-08-20T08:00"))
    give_device(dana, "fresh", now=utc("2026-11-20T08:00"))

    pruning.prune(now=NOON)

    assert PushAddress.objects.usable().get().value == "fresh"
    assert PushAddress.objects.get(invalid_reason="IDLE").value == "old"


def test_erasure_leaves_nothing_that_names_the_person(dana):
    give_device(dana)
    notification_id = open_notice(dana)

    erasure.erase_person(dana, now=NOON)

    assert not OpenDelivery.objects.filter(recipient_id=dana.pk).exists()
    assert not Notification.objects.filter(pk=notification_id).exists()
    assert not Device.objects.exists()


def test_the_export_holds_notices_and_devices_and_no_address(dana):
    give_device(dana, "danas-secret-address")
    open_notice(dana)

    exported = export.export_person(dana)

    assert [each["kind"] for each in exported["notifications"]] == ["reminder"]
    assert [each["platform"] for each in exported["devices"]] == ["android"]
    assert "danas-secret-address" not in str(exported).replace("installation-of-danas-secret-address", "")


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'delivery_log'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


def partition_of_the_log_row() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM delivery_log")
        [(name,)] = cursor.fetchall()
        return str(name)
