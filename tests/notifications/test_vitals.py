"""What /readyz learns of delivery, and what erasure and export find."""

from datetime import timedelta

import pytest

from backend.api.clock import database_now
from notifications import erasure, export, vitals
from notifications.delivery import deliver_due, sending_as
from notifications.models import Device, Notification, OpenDelivery, SenderState
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


def test_a_file_that_is_no_service_account_is_told_and_breaks_nothing(settings, tmp_path):
    (tmp_path / "wrong.json").write_text("{}")
    settings.FIREBASE_CREDENTIALS = str(tmp_path / "wrong.json")

    assert vitals.checks()["push"] == "wrong configuration"


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
