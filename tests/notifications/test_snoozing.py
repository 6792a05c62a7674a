"""Putting a notice off: it rings again when the person said, on all phones, as long as it is of use."""

from datetime import datetime

import pytest

from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import stages
from notifications.models import DeliveryReceipt, Notification, OpenDelivery
from notifications.notices import snoozing
from notifications.notices.snoozing import SnoozePastExpiry
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

SHOWN = utc("2026-11-24T12:05")
FAR = utc("2099-01-01T00:00")


def planned() -> list[tuple[int, datetime]]:
    return list(OpenDelivery.objects.order_by("deliver_at").values_list("stage", "deliver_at"))


def receipt(name: str, **more: str) -> dict[str, str]:
    return {"notification_id": str(named(name)), "at": "2026-11-20T12:00:05Z", "via": "push"} | more


def test_a_snoozed_notice_rings_again_on_all_phones(inbox, dana):
    give_device(dana, "danas-phone")
    give_device(dana, "danas-tablet")
    notification_id = open_notice(dana)
    deliver_due(now=NOON)
    until = utc("2026-11-24T13:00")

    snoozing.snooze(dana.pk, notification_id, until, now=SHOWN)
    deliver_due(now=utc("2026-11-24T12:59"))
    assert len(inbox.pushes) == 2

    deliver_due(now=until)
    assert len(inbox.pushes) == 4
    assert {push.notification_id for push in inbox.pushes} == {str(notification_id)}


def test_repeats_before_that_time_are_left_out_and_later_ones_stay(inbox, dana):
    give_device(dana)
    expires_at = utc("2026-11-24T20:00")
    notification_id = open_notice(dana, expires_at=expires_at)
    open_notice(dana, stage=1, deliver_at=utc("2026-11-24T12:30"), expires_at=expires_at)
    open_notice(dana, stage=2, deliver_at=utc("2026-11-24T15:00"), expires_at=expires_at)
    deliver_due(now=NOON)

    snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T13:00"), now=SHOWN)

    assert planned() == [(stages.SNOOZED[0], utc("2026-11-24T13:00")), (2, utc("2026-11-24T15:00"))]


def test_a_second_snooze_takes_the_place_of_the_first(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T13:30"), now=SHOWN)
    snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T12:30"), now=SHOWN)

    assert planned() == [(stages.SNOOZED[1], utc("2026-11-24T12:30"))]


def test_the_same_time_again_changes_nothing(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    for _ in range(2):
        snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T13:00"), now=SHOWN)

    assert Notification.objects.get().snoozes == 1
    assert len(planned()) == 1


def test_a_time_that_is_past_rings_at_once(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T12:01"), now=SHOWN)

    assert planned() == [(stages.SNOOZED[0], SHOWN)]


def test_what_is_kept_of_a_time_that_is_past_is_now(dana):
    notification_id = open_notice(dana)

    snoozing.snooze(dana.pk, notification_id, utc("0001-01-01T00:00"), now=SHOWN)

    assert Notification.objects.get().snoozed_until == SHOWN


def test_a_time_that_is_past_rings_once_however_often_it_is_told(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    for now in (SHOWN, utc("2026-11-24T12:06")):
        snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T12:01"), now=now)

    assert Notification.objects.get().snoozes == 1


def test_a_snooze_past_expiry_is_refused(dana):
    notification_id = open_notice(dana)

    with pytest.raises(SnoozePastExpiry) as refused:
        snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T14:00"), now=SHOWN)

    assert refused.value.status == 422
    assert [error["pointer"] for error in refused.value.extensions["errors"]] == ["/until"]


def test_what_is_withdrawn_stays_so(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    Notification.objects.update(withdrawn_at=NOON)

    snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T13:00"), now=SHOWN)

    assert Notification.objects.get().snoozes == 0


def test_snoozing_ends_after_ten_times(api, dana):
    notification_id = open_notice(dana, expires_at=FAR)
    Notification.objects.update(snoozes=10)

    response = api(dana).post(f"/v1/notifications/{notification_id}/snooze", {"until": "2098-01-01T00:00:00Z"})

    assert (response.status_code, response.json()["code"]) == (422, "snoozed-too-often")


def test_a_notice_is_snoozed_by_its_own_address(api, dana):
    give_device(dana)
    notification_id = open_notice(dana, deliver_at=utc("2026-11-20T12:00"), expires_at=FAR)

    response = api(dana).post(f"/v1/notifications/{notification_id}/snooze", {"until": "2098-01-01T00:00:00Z"})

    assert response.status_code == 200
    assert response.json()["snoozed_until"] == "2098-01-01T00:00:00Z"
    assert planned() == [(stages.SNOOZED[0], utc("2098-01-01T00:00"))]


def test_somebody_elses_notice_is_not_found(api, dana, nora):
    notification_id = open_notice(dana, expires_at=FAR)

    response = api(nora).post(f"/v1/notifications/{notification_id}/snooze", {"until": "2098-01-01T00:00:00Z"})

    assert response.status_code == 404


def test_safety_notices_cannot_be_put_off(api, sam):
    notification_id = open_notice(sam, kind=Kind.ALERT, expires_at=FAR)

    response = api(sam).post(f"/v1/notifications/{notification_id}/snooze", {"until": "2098-01-01T00:00:00Z"})

    assert (response.status_code, response.json()["code"]) == (409, "safety-cannot-be-snoozed")


def test_a_snooze_is_told_in_a_receipt_too(api, dana):
    give_device(dana)
    open_notice(dana, deliver_at=utc("2026-11-20T12:00"), expires_at=FAR)

    told = [receipt("notice", event="snoozed", snooze_until="2098-01-01T00:00:00Z")]
    api(dana).post("/v1/receipts", told)

    assert planned() == [(stages.SNOOZED[0], utc("2098-01-01T00:00"))]


def test_a_list_with_a_snooze_past_expiry_is_refused_as_a_whole(api, dana):
    open_notice(dana, expires_at=FAR)
    told = [
        receipt("notice", event="displayed"),
        receipt("notice", event="snoozed", snooze_until="2099-01-01T00:00:00Z"),
    ]

    response = api(dana).post("/v1/receipts", told)

    assert (response.status_code, response.json()["code"]) == (422, "snooze-past-expiry")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/1/snooze_until"]
    assert not DeliveryReceipt.objects.exists()


def test_what_a_worker_held_meanwhile_does_not_ring_before_that_time(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    lease_until = utc("2026-11-24T12:06")
    OpenDelivery.objects.update(attempt=1, lease_until=lease_until)
    until = utc("2026-11-24T13:00")

    snoozing.snooze(dana.pk, notification_id, until, now=SHOWN)
    deliver_due(now=utc("2026-11-24T12:10"))
    assert inbox.pushes == []

    deliver_due(now=until)
    assert len(inbox.pushes) == 1


def test_repeats_that_are_opened_after_it_do_not_ring_before_that_time(inbox, dana):
    """A phone that was ahead of the server put off a notice that was not opened yet."""
    give_device(dana)
    expires_at = utc("2026-11-24T20:00")
    notification_id = open_notice(dana, expires_at=expires_at)
    until = utc("2026-11-24T13:00")
    snoozing.snooze(dana.pk, notification_id, until, now=SHOWN)

    open_notice(dana, stage=1, deliver_at=utc("2026-11-24T12:30"), expires_at=expires_at)
    deliver_due(now=utc("2026-11-24T12:30"))

    assert inbox.pushes == []
