"""What reached nobody through a fault of ours or of the channel is found, and sent again where that is of use."""

import pytest

from backend.accounts.models import Consent, DataClass
from notifications import ledger
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard, stages
from notifications.models import DeliveryLog, Notification, OpenDelivery
from notifications.notices import receipts
from notifications.notices.receipts import Receipt
from notifications.operations import dead_letters
from notifications.operations.dead_letters import MOST_RESENDS, DeadLetter, Wanted
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db
LATER = utc("2026-11-24T12:30")
MORNING = utc("2026-11-24T06:00")


@pytest.fixture
def refusing(inbox):
    """FCM calls the payload of each message to dana's phone wrong."""
    inbox.behave(addresses={"danas-phone": "invalid"}, invalid_form="payload")
    return inbox


def found(**filters: str) -> list[DeadLetter]:
    return dead_letters.find(Wanted(MORNING, **filters), now=LATER)


def resend() -> int:
    return dead_letters.resend(found(), now=LATER)


def test_a_refused_notice_is_found_with_its_code(refusing, dana):
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)

    [letter] = found()

    assert (letter.notification_id, letter.kind) == (named("notice"), "reminder")
    assert (letter.outcome, letter.code, letter.obstacle) == ("rejected", "INVALID_ARGUMENT", "")


def test_a_notice_sent_again_rings_under_its_old_id(refusing, dana):
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)
    refusing.behave(addresses={})

    assert resend() == 1
    deliver_due(now=LATER)

    assert [push.notification_id for push in refusing.pushes] == [str(named("notice"))]
    assert Notification.objects.get().resends == 1
    assert found() == []


def test_what_is_on_its_way_again_is_not_sent_a_third_time(refusing, dana):
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)
    seen_by_another_operator = found()
    resend()

    assert [letter.obstacle for letter in found()] == ["waiting"]
    assert dead_letters.resend(seen_by_another_operator, now=LATER) == 0
    assert OpenDelivery.objects.get().stage == stages.RESENT[0]


def test_what_fails_again_can_be_sent_again_ten_times(refusing, dana):
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)

    for _ in range(MOST_RESENDS):
        assert resend() == 1
        deliver_due(now=LATER)

    assert [letter.obstacle for letter in found()] == ["resent_too_often"]
    assert resend() == 0


def test_what_has_expired_is_listed_and_not_sent(inbox, dana):
    give_device(dana)
    open_notice(dana, deliver_at=utc("2026-11-24T09:00"))
    deliver_due(now=NOON)

    assert [(letter.outcome, letter.obstacle) for letter in found()] == [("expired", "expired")]
    assert resend() == 0


def test_a_notice_that_reached_one_phone_of_two_is_no_dead_letter(refusing, dana):
    give_device(dana)
    give_device(dana, "danas-tablet")
    open_notice(dana)

    deliver_due(now=NOON)

    assert found() == []


def test_what_its_recipient_has_seen_is_no_dead_letter(refusing, dana):
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)
    opened = Receipt(named("notice"), "opened", NOON, "push")
    receipts.record_receipts(dana.account, [opened], device_id=named("phone"), now=NOON)

    assert found() == []


def test_what_was_withdrawn_is_no_dead_letter(refusing, dana):
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)
    ledger.withdraw(named("notice"), reason="cancelled", now=NOON)

    assert found() == []


def test_a_failed_attempt_that_will_be_repeated_is_no_dead_letter(inbox, dana):
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "r503"})
    open_notice(dana)

    deliver_due(now=NOON)

    assert DeliveryLog.objects.get().outcome == "unknown"
    assert found() == []


def test_a_recipient_without_a_phone_is_nobodys_fault(inbox, dana):
    open_notice(dana)
    deliver_due(now=NOON)

    assert found() == []


def test_where_consent_has_ended_nothing_is_sent_again(refusing, dana, clinic):
    give_device(dana)
    open_notice(dana, kind=Kind.CHECK_IN, guard=Guard(dana.pk, clinic.pk, DataClass.PLAN))
    deliver_due(now=NOON)
    Consent.objects.filter(data_class=DataClass.PLAN).update(revoked_at=NOON)

    assert [letter.obstacle for letter in found()] == ["no_consent"]
    assert resend() == 0


def test_a_notice_to_staff_asks_for_the_consent_of_the_person_it_is_about(inbox, dana, sam, clinic):
    give_device(sam, "sams-phone")
    inbox.behave(addresses={"sams-phone": "invalid"}, invalid_form="payload")
    open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, clinic.pk, DataClass.ALERTS))
    deliver_due(now=NOON)
    assert [letter.obstacle for letter in found()] == [""]

    Consent.objects.filter(data_class=DataClass.ALERTS).update(revoked_at=NOON)

    assert [letter.obstacle for letter in found()] == ["no_consent"]


def test_they_are_found_by_kind_and_by_code(refusing, dana):
    give_device(dana)
    open_notice(dana, "one")
    open_notice(dana, "two", kind=Kind.MESSAGE)
    deliver_due(now=NOON)

    assert [letter.kind for letter in found(kind="message")] == ["message"]
    assert len(found(code="INVALID_ARGUMENT")) == 2
    assert found(code="QUOTA_EXCEEDED") == []


def test_they_are_counted_by_kind(refusing, dana):
    give_device(dana)
    open_notice(dana, "one")
    open_notice(dana, "two")
    deliver_due(now=NOON)

    assert dead_letters.count_by_kind(since=MORNING) == {"reminder": 2}
