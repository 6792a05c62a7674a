"""Nothing reaches somebody who is silenced, whatever its kind and however far it had come, or tells of them."""

from datetime import datetime, timedelta

import pytest
import time_machine

from backend.accounts.models import DataClass
from backend.recurrence import Recurrence
from notifications import ledger, schedules, silencing
from notifications.agenda import agenda_of
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard, statements
from notifications.models import DeliveryLog, Notification, OpenDelivery
from notifications.notices import snoozing
from notifications.notices.receipts import Receipt, record_receipts
from notifications.reminders import open_reminders
from notifications.schedules import FLOATING
from notifications.second_paths import deliver_due as deliver_second_paths
from notifications.second_paths.paths import set_email
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.notifications.wishing import outcomes
from tests.times import utc

pytestmark = pytest.mark.django_db

A_MINUTE_LATER = utc("2026-11-24T12:01")
AFTER_THE_LEASE = utc("2026-11-24T12:05")
NINE = utc("2026-11-24T14:00")  # 09:00 in New York
NINE_THE_NEXT_DAY = utc("2026-11-25T14:00")


def plan(person):
    return schedules.create(
        person.pk,
        Kind.REMINDER,
        Recurrence(datetime.fromisoformat("2026-11-24T09:00"), "FREQ=DAILY"),
        FLOATING,
        window=timedelta(hours=2),
        remind_again_after=(timedelta(minutes=30),),
        about=("reminder", named("plan")),
        now=NOON,
    )


def nothing_has_arrived(inbox):
    return inbox.journal() == []


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_is_opened_for_them(inbox, dana, kind):
    give_device(dana)
    silencing.silence(dana, now=NOON)

    open_notice(dana, kind=kind, deliver_at=A_MINUTE_LATER)

    deliver_due(now=A_MINUTE_LATER)
    assert nothing_has_arrived(inbox)
    assert not OpenDelivery.objects.exists()
    assert outcomes() == ["silenced"]


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_that_is_open_is_sent(inbox, dana, kind):
    give_device(dana)
    open_notice(dana, kind=kind)

    silencing.silence(dana, now=NOON)

    assert not OpenDelivery.objects.exists()
    deliver_due(now=A_MINUTE_LATER)
    assert nothing_has_arrived(inbox)


@pytest.mark.parametrize("kind", Kind)
def test_what_a_worker_holds_is_asked_about_again(inbox, dana, kind):
    give_device(dana)
    open_notice(dana, kind=kind)
    assert len(statements.claim(now=NOON)) == 1

    silencing.silence(dana, now=NOON)
    deliver_due(now=AFTER_THE_LEASE)

    assert nothing_has_arrived(inbox)
    assert outcomes() == ["silenced"]


def test_a_retry_is_not_tried_again(inbox, dana):
    inbox.behave(addresses={"danas-phone": ["r503"]})
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)
    assert OpenDelivery.objects.get().failures == 1

    silencing.silence(dana, now=A_MINUTE_LATER)
    deliver_due(now=AFTER_THE_LEASE)

    assert inbox.pushes == []
    assert not OpenDelivery.objects.exists()


def test_what_was_put_off_does_not_come_back(inbox, dana):
    give_device(dana)
    notice = open_notice(dana)
    snoozing.snooze(dana.pk, notice, utc("2026-11-24T12:30"), now=NOON)

    silencing.silence(dana, now=A_MINUTE_LATER)
    deliver_due(now=utc("2026-11-24T12:30"))

    assert nothing_has_arrived(inbox)


def test_no_phone_is_asked_to_take_a_notice_away(inbox, dana):
    give_device(dana)
    open_notice(dana)
    deliver_due(now=NOON)
    inbox.reset()

    silencing.silence(dana, now=A_MINUTE_LATER)
    ledger.withdraw(named("notice"), reason="cancelled", now=AFTER_THE_LEASE)
    deliver_due(now=AFTER_THE_LEASE)

    assert nothing_has_arrived(inbox)


def test_a_phone_that_was_about_to_be_asked_is_not(inbox, dana):
    phone, _ = give_device(dana), give_device(dana, "danas-tablet")
    open_notice(dana)
    deliver_due(now=NOON)
    inbox.reset()
    acted = Receipt(named("notice"), "acted", A_MINUTE_LATER, "push")
    record_receipts(dana.account, [acted], device_id=phone.pk, now=A_MINUTE_LATER)
    assert len(statements.claim(now=A_MINUTE_LATER)) == 1

    silencing.silence(dana, now=A_MINUTE_LATER)
    deliver_due(now=AFTER_THE_LEASE)

    assert nothing_has_arrived(inbox)


def test_the_agenda_of_a_phone_without_signal_comes_back_empty(api, dana):
    plan(dana)
    open_notice(dana, kind=Kind.HELP_ANSWER, deliver_at=utc("2026-11-24T13:00"))
    phone = api(dana)
    with time_machine.travel(NOON, tick=False):
        before = phone.get("/v1/agenda")
        silencing.silence(dana, now=NOON)
        after = phone.get("/v1/agenda", HTTP_IF_NONE_MATCH=before.headers["ETag"])

    assert len(before.json()["results"]) > 1
    assert after.status_code == 200
    assert after.json()["results"] == []


def test_their_inbox_is_empty(api, dana):
    open_notice(dana)
    phone = api(dana)

    silencing.silence(dana, now=NOON)

    with time_machine.travel(A_MINUTE_LATER, tick=False):
        assert phone.get("/v1/notifications").json()["results"] == []
        assert phone.get(f"/v1/notifications/{named('notice')}").status_code == 404
        assert phone.get(f"/v1/notifications/{named('notice')}/history").status_code == 404


def test_what_falls_due_is_left_out_and_not_caught_up(inbox, dana):
    give_device(dana)
    plan(dana)
    silencing.silence(dana, now=NOON)
    open_reminders(now=NINE)

    silencing.end_silence(dana, now=utc("2026-11-24T15:00"))
    open_reminders(now=utc("2026-11-24T15:00"))
    deliver_due(now=utc("2026-11-24T15:00"))

    assert nothing_has_arrived(inbox)
    assert outcomes() == ["silenced"]


def test_what_fell_due_and_no_scan_has_seen_is_not_caught_up_either(inbox, dana):
    give_device(dana)
    plan(dana)
    silencing.silence(dana, now=NOON)

    silencing.end_silence(dana, now=utc("2026-11-24T14:05"))
    open_reminders(now=utc("2026-11-24T14:05"))
    deliver_due(now=utc("2026-11-24T14:05"))

    assert nothing_has_arrived(inbox)


def test_taken_back_the_next_one_rings(inbox, dana):
    give_device(dana)
    plan(dana)
    silencing.silence(dana, now=NOON)
    open_reminders(now=NINE)
    silencing.end_silence(dana, now=utc("2026-11-24T15:00"))

    open_reminders(now=NINE_THE_NEXT_DAY)
    deliver_due(now=NINE_THE_NEXT_DAY)

    assert len(inbox.pushes_to("danas-phone")) == 1
    assert [entry.rings_at for entry in agenda_of(dana.pk, 2, now=NINE_THE_NEXT_DAY).entries][-1] > NINE_THE_NEXT_DAY


@pytest.mark.parametrize("kind", [Kind.ALERT, Kind.FOLLOW_UP])
def test_nobody_is_rung_about_them(inbox, mailbox, dana, sam, kind):
    give_device(sam, "sams-phone")
    set_email(sam.account, "sam@clinic.example", now=NOON)
    about_dana = Guard(dana.pk, sam.site_id, DataClass.ALERTS)
    open_notice(sam, "open", kind=kind, guard=about_dana)
    statements.claim(now=NOON, channels=["push", "email"])

    silencing.silence(dana, now=NOON)
    open_notice(sam, "later", kind=kind, guard=about_dana, deliver_at=A_MINUTE_LATER)
    deliver_due(now=AFTER_THE_LEASE)
    deliver_second_paths(now=AFTER_THE_LEASE)

    assert [push.body for push in inbox.pushes if push.body] == []
    assert mailbox.mails == []


def test_a_page_that_rang_leaves_the_phones_of_staff(inbox, dana, sam):
    give_device(sam, "sams-phone")
    open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, sam.site_id, DataClass.ALERTS))
    deliver_due(now=NOON)

    silencing.silence(dana, now=A_MINUTE_LATER)
    deliver_due(now=A_MINUTE_LATER)

    rung, taken_away = inbox.pushes_to("sams-phone")
    assert (bool(rung.body), bool(taken_away.body)) == (True, False)
    assert rung.notification_id == taken_away.notification_id


def test_others_are_rung_as_before(inbox, dana, nora):
    give_device(dana)
    give_device(nora, "noras-phone")
    silencing.silence(dana, now=NOON)

    open_notice(nora, "hers", deliver_at=A_MINUTE_LATER)
    deliver_due(now=A_MINUTE_LATER)

    assert len(inbox.pushes_to("noras-phone")) == 1
    assert Notification.objects.get(account=nora.account).withdrawn_at is None
    assert DeliveryLog.objects.get().outcome == "accepted"
