"""An alert reaches staff by e-mail and pager too, through the same ledger as their pushes."""

import itertools
import socket
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection

from backend.accounts.models import Consent, DataClass
from notifications import ledger
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import Hold, OpenDelivery
from notifications.second_paths import deliver_due as deliver_second_paths
from notifications.second_paths.paths import set_email, set_webhook
from notifications.second_paths.turns import turn
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.notifications.pagers import outcomes

pytestmark = pytest.mark.django_db


@contextmanager
def another_worker():
    """A thread with a connection of its own, whose turn it is."""
    has_turn, may_end = Event(), Event()

    def hold() -> None:
        with turn():
            has_turn.set()
            may_end.wait(60)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    has_turn.wait(60)
    try:
        yield
    finally:
        may_end.set()
        thread.join(60)


def how_many_knocked(silent: socket.socket) -> int:
    """Count the connections that a server has not taken yet."""
    silent.setblocking(False)
    for count in itertools.count():
        try:
            silent.accept()[0].close()
        except BlockingIOError:
            return count
    raise AssertionError


def test_an_alert_is_mailed_beside_the_push(inbox, mailbox, sam):
    give_device(sam, "sams-phone")
    set_email(sam.account, "sam@clinic.example", now=NOON)
    notification_id = open_notice(sam, kind=Kind.ALERT)

    deliver_due(now=NOON)
    deliver_second_paths(now=NOON)

    assert len(inbox.pushes_to("sams-phone")) == 1
    [mail] = mailbox.mails
    assert (mail["To"], mail["From"]) == ("sam@clinic.example", "Handrail <handrail@clinic.example>")
    assert mail["Message-ID"] == f"<{notification_id}@clinic.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert outcomes("email") == [("accepted", "")]
    assert not OpenDelivery.objects.exists()


def test_the_mail_says_nothing_but_where_to_look(mailbox, sam, settings):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)

    deliver_second_paths(now=NOON)

    [mail] = mailbox.mails
    assert mail["Subject"] == "Please open Handrail"
    body = "Something is waiting for you in Handrail. Please open it.\n\n" + settings.PUBLIC_URL + "/console/\n"
    assert mail.get_content().replace("\r\n", "\n") == body


def test_the_mail_is_in_the_language_of_the_phone(mailbox, sam):
    device = give_device(sam, "sams-phone")
    device.locale = "de-AT"
    device.save(update_fields=["locale"])
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)

    deliver_second_paths(now=NOON)

    assert mailbox.mails[0]["Subject"] == "Bitte öffne Handrail"


def test_a_page_carries_two_ids_and_nothing_else(pager, sam):
    set_webhook(sam.account, pager.url, now=NOON)
    notification_id = open_notice(sam, kind=Kind.ALERT)

    deliver_second_paths(now=NOON)

    [call] = pager.calls
    assert call.path == "/hook"
    assert call.content == {
        "type": "page",
        "timestamp": "2026-11-24T12:00:00Z",
        "data": {"notification_id": str(notification_id), "v": "1"},
    }
    assert outcomes("webhook") == [("accepted", "")]


def test_second_paths_are_for_alerts_alone(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)

    open_notice(sam, kind=Kind.FOLLOW_UP)

    assert not OpenDelivery.objects.exists()


def test_a_second_path_takes_no_place_of_a_phone(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)

    open_notice(sam, kind=Kind.ALERT)

    assert outcomes("push") == [("no_device", "")]
    assert OpenDelivery.objects.get().channel == "email"


def test_pushes_leave_second_paths_alone(inbox, sam, mailbox):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)

    deliver_due(now=NOON)

    assert OpenDelivery.objects.get().attempt == 0


def test_a_second_scan_sends_nothing_again(mailbox, pager, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    set_webhook(sam.account, pager.url, now=NOON)
    open_notice(sam, kind=Kind.ALERT)

    deliver_second_paths(now=NOON)
    deliver_second_paths(now=NOON)

    assert (len(mailbox.mails), len(pager.calls)) == (1, 1)


def test_consent_is_asked_again_when_it_is_sent(mailbox, pager, sam, dana):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    set_webhook(sam.account, pager.url, now=NOON)
    open_notice(sam, kind=Kind.ALERT, guard=Guard(dana.pk, sam.site_id, DataClass.ALERTS))
    Consent.objects.filter(person=dana).update(revoked_at=NOON - timedelta(seconds=1))

    deliver_second_paths(now=NOON)

    assert (mailbox.mails, pager.calls) == ([], [])
    assert outcomes("email") == outcomes("webhook") == [("consent_withdrawn", "")]


def test_an_acknowledged_alert_is_not_sent(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)

    ledger.withdraw(named("notice"), reason="acknowledged", now=NOON)
    deliver_second_paths(now=NOON)

    assert mailbox.mails == []
    assert outcomes("email") == [("withdrawn", "acknowledged")]


def test_what_is_open_for_a_former_address_goes_nowhere(mailbox, sam):
    set_email(sam.account, "old@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    set_email(sam.account, "new@clinic.example", now=NOON)

    deliver_second_paths(now=NOON)

    assert mailbox.mails == []
    assert outcomes("email") == [("address_removed", "")]


def test_one_who_has_left_is_not_reached(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    sam.account.is_active = False
    sam.account.save(update_fields=["is_active"])

    deliver_second_paths(now=NOON)

    assert mailbox.mails == []


def test_what_an_operator_holds_back_waits(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    Hold.objects.create(kind="", since=NOON)

    deliver_second_paths(now=NOON)

    assert mailbox.mails == []
    assert OpenDelivery.objects.exists()


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("550 No such user", ("rejected", "SMTP_550")),
        ("450 Greylisted", ("unknown", "SMTP_450")),
    ],
)
def test_a_refused_address_is_told_apart_from_one_to_try_later(mailbox, sam, reply, outcome):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    mailbox.to_recipient = reply

    deliver_second_paths(now=NOON)

    assert outcomes("email") == [outcome]


@pytest.mark.parametrize(("reply", "is_open"), [("554 Refused", False), ("451 Try later", True)])
def test_a_refused_mail_is_tried_again_only_if_the_server_says_so(mailbox, sam, reply, is_open):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    mailbox.to_data = reply

    deliver_second_paths(now=NOON)
    assert OpenDelivery.objects.exists() is is_open

    mailbox.to_data = "250 OK"
    deliver_second_paths(now=NOON + timedelta(minutes=1))
    assert len(mailbox.mails) == is_open


def test_a_repeated_mail_carries_the_id_of_the_first(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)
    deliver_second_paths(now=NOON)
    first = mailbox.mails[0]["Message-ID"]

    open_notice(sam, kind=Kind.ALERT, stage=1)
    deliver_second_paths(now=NOON)

    assert [mail["Message-ID"] for mail in mailbox.mails] == [first, first]


def test_mail_waits_when_nobody_answers(sam, settings, mailbox):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = bound.getsockname()[1]
        deliver_second_paths(now=NOON)
    settings.EMAIL_PORT = mailbox.port
    deliver_second_paths(now=NOON + timedelta(seconds=10))
    assert (mailbox.mails, outcomes("email")) == ([], [("channel_down", "ConnectionRefusedError")])

    deliver_second_paths(now=NOON + timedelta(seconds=31))
    assert len(mailbox.mails) == 1


def test_a_mail_server_that_hangs_is_asked_once_and_delays_no_page(pager, sam, sue, settings, mailbox):
    settings.EMAIL_TIMEOUT = 1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        for staff in (sam, sue):
            set_email(staff.account, "staff@clinic.example", now=NOON)
            set_webhook(staff.account, pager.url, now=NOON)
            open_notice(staff, f"{staff.pk}", kind=Kind.ALERT)

        deliver_second_paths(now=NOON)
        asked = how_many_knocked(silent)

    assert (len(pager.calls), asked) == (2, 1)
    assert outcomes("email") == [("channel_down", "SMTPServerDisconnected")]
    assert OpenDelivery.objects.filter(channel="email", lease_until=None).count() == 2


def test_one_worker_at_a_time_goes_the_second_paths(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)
    open_notice(sam, kind=Kind.ALERT)

    with another_worker():
        deliver_second_paths(now=NOON)
        assert mailbox.mails == []

    deliver_second_paths(now=NOON)
    assert len(mailbox.mails) == 1


def test_no_address_of_a_second_path_is_legible_in_the_table(mailbox, sam):
    set_email(sam.account, "sam@clinic.example", now=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM second_path")
        assert b"sam@" not in bytes(cursor.fetchone()[0])
