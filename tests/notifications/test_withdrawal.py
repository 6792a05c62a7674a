"""Taking a notice back: unsent stages end, and phones that show it are asked to take it away, no other."""

import pytest

from backend.accounts.models import Consent, DataClass
from notifications import ledger
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard, stages
from notifications.models import DeliveryLog, OpenDelivery
from notifications.notices import receipts
from notifications.notices.receipts import Receipt
from tests.notifications.factories import NOON, address_of_device, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

LATER = utc("2026-11-24T12:10")


def withdrawals() -> list[OpenDelivery]:
    return list(OpenDelivery.objects.filter(stage=stages.WITHDRAWAL))


def test_a_notice_that_went_out_is_taken_away_on_every_phone(inbox, dana):
    phones = [give_device(dana, "danas-phone"), give_device(dana, "danas-tablet", platform="ios")]
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    ledger.withdraw(notification_id, reason="cancelled", now=LATER)

    assert {row.address_id for row in withdrawals()} == {address_of_device(phone).pk for phone in phones}
    assert {row.expires_at for row in withdrawals()} == {utc("2026-11-24T14:00")}


def test_a_notice_that_never_went_out_needs_no_taking_away(dana):
    give_device(dana)
    notification_id = open_notice(dana)

    ledger.withdraw(notification_id, reason="cancelled", now=utc("2026-11-24T11:00"))

    assert not OpenDelivery.objects.exists()
    assert DeliveryLog.objects.get().outcome == "withdrawn"


def test_the_phone_on_which_somebody_acted_is_not_asked(inbox, dana):
    phone, tablet = give_device(dana, "danas-phone"), give_device(dana, "danas-tablet")
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    receipts.record_receipts(
        dana.account, [Receipt(notification_id, "acted", LATER, "push")], device_id=phone.pk, now=LATER
    )

    assert [row.address_id for row in withdrawals()] == [address_of_device(tablet).pk]


def test_an_action_on_ones_only_phone_asks_nobody(inbox, dana):
    phone = give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    receipts.record_receipts(
        dana.account, [Receipt(notification_id, "acted", LATER, "push")], device_id=phone.pk, now=LATER
    )

    assert withdrawals() == []


def test_a_phone_that_rang_by_itself_is_asked_too(dana):
    tablet, phone = give_device(dana, "danas-tablet"), give_device(dana, "danas-phone")
    notification_id = open_notice(dana)
    shown = [Receipt(notification_id, "displayed", NOON, "local")]
    receipts.record_receipts(dana.account, shown, device_id=tablet.pk, now=NOON)

    receipts.record_receipts(
        dana.account, [Receipt(notification_id, "acted", LATER, "push")], device_id=phone.pk, now=LATER
    )

    assert [row.address_id for row in withdrawals()] == [address_of_device(tablet).pk]


def test_what_a_worker_holds_at_that_moment_is_taken_away_after_it(dana):
    give_device(dana)
    notification_id = open_notice(dana)
    OpenDelivery.objects.update(attempt=1, lease_until=utc("2026-11-24T12:01"))

    ledger.withdraw(notification_id, reason="cancelled", now=NOON)

    assert len(withdrawals()) == 1


def test_taking_back_twice_asks_once(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    ledger.withdraw(notification_id, reason="cancelled", now=LATER)
    ledger.withdraw(notification_id, reason="cancelled", now=utc("2026-11-24T12:20"))

    assert len(withdrawals()) == 1


def test_everybody_who_was_told_of_a_thing_is_asked(inbox, sam, sue):
    give_device(sam, "sams-phone")
    give_device(sue, "sues-phone")
    about = ("alert", named("alert"))
    for who in (sam, sue):
        ledger.open_delivery(
            who.pk,
            Kind.ALERT,
            notification_id=ledger.notification_id(about, who.pk),
            about=about,
            deliver_at=NOON,
            expires_at=utc("2026-11-26T12:00"),
        )
    deliver_due(now=NOON)

    ledger.withdraw_about(about, reason="acknowledged", now=LATER)

    assert {row.recipient_id for row in withdrawals()} == {sam.pk, sue.pk}
    assert {row.expires_at for row in withdrawals()} == {utc("2026-11-25T12:10")}


def test_it_reaches_the_phone_as_a_message_that_shows_nothing(inbox, dana, clinic):
    give_device(dana)
    guard = Guard(dana.pk, clinic.pk, DataClass.PLAN)
    notification_id = open_notice(dana, kind=Kind.CHECK_IN, guard=guard)
    deliver_due(now=NOON)
    Consent.objects.filter(person=dana).update(revoked_at=LATER)

    ledger.withdraw(notification_id, reason="cancelled", now=LATER)
    deliver_due(now=LATER)

    shown, taken_away = [entry["message"] for entry in inbox.journal()]
    assert "notification" in shown
    assert "notification" not in taken_away
    assert taken_away["data"] == shown["data"] == {"notification_id": str(notification_id), "v": "1"}
