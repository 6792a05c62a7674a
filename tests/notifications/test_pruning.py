"""What the daily cleaning leaves, on real partitions."""

import pytest
from django.db import connection

from backend.accounts.models import Person
from notifications import pruning
from notifications.models import DeliveryLog, DeliveryReceipt, Notification, PushAddress
from notifications.notices import receipts
from notifications.notices.receipts import Receipt
from notifications.operations import partitions
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_partitions_are_made_ahead_and_dropped_when_old(dana):
    pruning.prune(now=utc("2031-01-15T03:00"))
    open_notice(dana, deliver_at=utc("2031-02-03T12:00"))
    assert {"delivery_log_2031_01", "delivery_log_2031_03"} <= set(partitions.names())
    assert partitions_of_the_log() == ["delivery_log_2031_02"]

    pruning.prune(now=utc("2032-06-15T03:00"))
    assert "delivery_log_2031_02" not in partitions.names()
    assert not DeliveryLog.objects.exists()


def test_rows_that_came_before_their_partition_move_into_it(dana):
    """One such row must not keep the month without a partition for ever."""
    open_notice(dana, "early", deliver_at=utc("2031-02-03T12:00"))
    open_notice(dana, "far ahead", deliver_at=utc("2031-09-03T12:00"))
    assert partitions_of_the_log() == ["delivery_log_default", "delivery_log_default"]

    pruning.prune(now=utc("2031-01-15T03:00"))

    assert partitions_of_the_log() == ["delivery_log_2031_02", "delivery_log_2031_09"]
    assert partitions.stray_months() == []
    assert DeliveryLog.objects.filter(notification_id=named("early")).get().outcome == "no_device"


def test_a_default_partition_made_anew_still_takes_what_no_month_was_made_for(dana):
    open_notice(dana, "early", deliver_at=utc("2031-02-03T12:00"))
    pruning.prune(now=utc("2031-01-15T03:00"))

    open_notice(dana, "later", deliver_at=utc("2035-02-03T12:00"))

    assert partitions.stray_months() == [utc("2035-02-01T00:00")]


def test_rows_that_are_old_when_they_are_found_in_the_default_partition_go_with_their_month(dana):
    open_notice(dana, deliver_at=utc("2015-02-03T12:00"))

    pruning.prune(now=utc("2031-01-15T03:00"))

    assert not DeliveryLog.objects.exists()


def test_months_ahead_are_counted_without_gaps():
    partitions.make(utc("2031-03-01T00:00"), now=utc("2031-01-15T03:00"))

    assert partitions.months_ahead(now=utc("2031-01-31T23:59")) == 2
    assert partitions.months_ahead(now=utc("2031-03-31T23:59")) == 0
    assert partitions.months_ahead(now=utc("2031-04-01T00:00")) == -1


def test_pruning_twice_changes_nothing_the_second_time(dana):
    open_notice(dana, deliver_at=utc("2031-02-03T12:00"))
    pruning.prune(now=utc("2031-01-15T03:00"))
    before = partitions.names()

    pruning.prune(now=utc("2031-01-15T03:00"))

    assert partitions.names() == before
    assert DeliveryLog.objects.count() == 1


def test_an_address_that_no_phone_confirmed_for_three_months_is_idle(dana):
    give_device(dana, "old", now=utc("2026-08-20T08:00"))
    give_device(dana, "fresh", now=utc("2026-11-20T08:00"))

    pruning.prune(now=NOON)

    assert PushAddress.objects.usable().get().value == "fresh"
    assert PushAddress.objects.get(invalid_reason="IDLE").value == "old"


def test_notices_and_their_receipts_are_kept_for_400_days(dana: Person):
    open_notice(dana, "old", deliver_at=utc("2026-01-01T12:00"))
    open_notice(dana, "young", deliver_at=utc("2026-03-01T12:00"))
    for name in ("old", "young"):
        opened = Receipt(named(name), "opened", utc("2026-03-01T12:01"), "push")
        receipts.record_receipts(dana.account, [opened], device_id=named("phone"), now=utc("2026-03-01T12:02"))

    pruning.prune(now=utc("2027-02-10T03:00"))

    assert Notification.objects.get().pk == named("young")
    assert DeliveryReceipt.objects.get().notification_id == named("young")


def partitions_of_the_log() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM delivery_log ORDER BY due_at")
        return [name for (name,) in cursor.fetchall()]
