"""What rings, and what does not any more, after a life event: each kind of notice, however far it had come.

Sending talks to a server that goes by the clock of this machine, so instants are passed here and no clock is moved.
"""

import uuid
from datetime import datetime, timedelta

import pytest

from backend.accounts.models import DataClass, Staff
from backend.aftercare import check_ins, opening
from backend.aftercare.check_ins import Wish
from backend.aftercare.life_events import recording
from backend.aftercare.life_events.recording import Draft
from backend.aftercare.models import LifeEvent
from backend.care_team import alerts
from backend.care_team.broadcasts import opening as broadcasts
from backend.care_team.broadcasts import writing
from backend.care_team.models import Alert
from backend.care_team.telling import tell_watching_changed
from backend.instruments.levels import Level
from backend.recurrence import Recurrence
from notifications import reminders
from notifications.agenda import agenda_of
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard, statements
from notifications.models import Notification
from notifications.notices import snoozing
from notifications.reminders import ReminderWish
from notifications.schedules import FLOATING
from notifications.second_paths import deliver_due as deliver_second_paths
from notifications.second_paths.paths import set_email
from tests.aftercare.factories import MONDAY_TEN, SUNDAY, plan_daily
from tests.care_team.factories import open_alert
from tests.notifications.factories import give_device, open_notice
from tests.notifications.pagers import running_mailbox
from tests.times import utc

pytestmark = pytest.mark.django_db

NINE = utc("2026-11-23T14:00")
TEN = MONDAY_TEN
A_MINUTE_LATER = utc("2026-11-23T15:01")
AFTER_THE_LEASE = utc("2026-11-23T15:05")
ELEVEN = utc("2026-11-23T16:00")
TUESDAY_NINE = utc("2026-11-24T14:00")
TUESDAY_TEN = utc("2026-11-24T15:00")


@pytest.fixture(autouse=True)
def clock():
    """The machine's own."""


@pytest.fixture
def phone(inbox, dana):
    """Dana's phone."""
    give_device(dana)
    return inbox


def say(staff: Staff, person, kind: LifeEvent.Kind, *, now: datetime = TEN) -> LifeEvent:
    return recording.record(staff, person.pk, Draft(kind), now=now)[0]


def remind_daily(person, hour: int = 9):
    timing = Recurrence(datetime(2026, 11, 23, hour), "FREQ=DAILY")  # noqa: DTZ001 - a local time
    wish = ReminderWish("Call mother", timing, FLOATING, remind_again_after=(timedelta(minutes=90),))
    return reminders.schedule_reminder(person.account, wish, body={}, now=SUNDAY)[0]


def scan(now: datetime) -> None:
    """Whatever opens, sends and sweeps."""
    opening.open_check_ins(now=now)
    opening.close_missed(now=now)
    reminders.open_reminders(now=now)
    broadcasts.open_due(now=now)
    alerts.sweep_alerts(now=now)
    deliver_due(now=now)
    deliver_second_paths(now=now)


def test_a_pause_ends_the_repeats_of_a_check_in_that_is_open(phone, dana, sam):
    plan_daily(dana, sam)
    scan(NINE)

    say(sam, dana, LifeEvent.Kind.IN_HOSPITAL)
    scan(ELEVEN)

    assert len(phone.pushes_to("danas-phone")) == 1


def test_a_pause_leaves_the_person_s_own_reminders_alone(phone, dana, sam):
    remind_daily(dana)

    say(sam, dana, LifeEvent.Kind.IN_HOSPITAL)
    scan(TUESDAY_NINE)

    assert len(phone.pushes_to("danas-phone")) == 1


def test_after_a_discharge_the_clinic_rings_no_more_and_their_own_reminders_go_on(phone, dana, sam):
    plan_daily(dana, sam)
    remind_daily(dana, hour=10)
    scan(NINE)
    check_ins.ask_now(sam, dana.pk, Wish("phq-9"), now=utc("2026-11-23T14:30"))

    say(sam, dana, LifeEvent.Kind.DISCHARGED)
    phone.reset()
    for now in (ELEVEN, TUESDAY_NINE, TUESDAY_TEN):
        scan(now)

    rung = [push.notification_id for push in phone.pushes_to("danas-phone") if push.body]
    kinds = {str(each.pk): each.kind for each in Notification.objects.all()}
    assert sorted(kinds[each] for each in rung) == ["care", "reminder", "reminder"]


def test_after_death_nothing_of_the_clinic_rings(phone, dana, sam):
    plan_daily(dana, sam)
    scan(NINE)
    check_ins.ask_now(sam, dana.pk, Wish("phq-9"), now=TEN)
    phone.reset()

    say(sam, dana, LifeEvent.Kind.DIED)
    for now in (TEN, A_MINUTE_LATER, ELEVEN, TUESDAY_NINE, TUESDAY_TEN):
        scan(now)

    assert phone.journal() == []


def test_after_death_their_own_reminders_do_not_ring(phone, dana, sam):
    remind_daily(dana)
    scan(NINE)
    phone.reset()

    say(sam, dana, LifeEvent.Kind.DIED)
    for now in (utc("2026-11-23T15:30"), TUESDAY_NINE, TUESDAY_TEN):
        scan(now)

    assert phone.journal() == []


def test_after_death_a_reminder_that_was_put_off_does_not_come_back(phone, dana, sam):
    remind_daily(dana)
    scan(NINE)
    notice = uuid.UUID(phone.pushes_to("danas-phone")[0].notification_id)
    snoozing.snooze(dana.pk, notice, utc("2026-11-23T15:30"), now=utc("2026-11-23T14:05"))
    phone.reset()

    say(sam, dana, LifeEvent.Kind.DIED)
    scan(utc("2026-11-23T15:30"))

    assert phone.journal() == []


def test_after_death_a_push_that_failed_is_not_tried_again(phone, dana, sam):
    phone.behave(addresses={"danas-phone": ["r503"]})
    remind_daily(dana)
    scan(NINE)
    phone.reset()

    say(sam, dana, LifeEvent.Kind.DIED, now=utc("2026-11-23T14:00:05"))
    scan(utc("2026-11-23T14:10"))

    assert phone.journal() == []


def test_after_death_what_a_worker_had_taken_is_not_sent_by_the_next(phone, dana, sam):
    check_ins.ask_now(sam, dana.pk, Wish("phq-9"), now=TEN)
    assert len(statements.claim(now=TEN)) == 1

    say(sam, dana, LifeEvent.Kind.DIED)
    scan(AFTER_THE_LEASE)

    assert phone.journal() == []


@pytest.mark.parametrize("kind", Kind)
def test_after_death_no_kind_of_notice_arrives(phone, dana, sam, kind):
    open_notice(dana, "open before", kind=kind, deliver_at=TEN)

    say(sam, dana, LifeEvent.Kind.DIED)
    open_notice(dana, "opened after", kind=kind, deliver_at=A_MINUTE_LATER)
    open_notice(
        dana,
        "under consent",
        kind=kind,
        deliver_at=A_MINUTE_LATER,
        guard=Guard(dana.pk, sam.site_id, DataClass.PLAN),
    )
    tell_watching_changed(dana, now=A_MINUTE_LATER)
    scan(A_MINUTE_LATER)

    assert phone.journal() == []


def test_after_death_a_broadcast_passes_them_by(phone, dana, sam):
    writing.send(sam, writing.Draft("The group meets on Thursday.", writing.Plan(send_at=ELEVEN)), now=NINE)

    say(sam, dana, LifeEvent.Kind.DIED)
    scan(ELEVEN)

    assert phone.journal() == []
    with pytest.raises(writing.BroadcastReachesNobody):
        writing.send(sam, writing.Draft("Again.", writing.Plan()), now=ELEVEN)


def test_after_death_no_phone_is_asked_to_take_anything_away(phone, dana, sam):
    writing.send(sam, writing.Draft("The group meets on Thursday.", writing.Plan(send_at=NINE)), now=NINE)
    scan(NINE)
    phone.reset()

    say(sam, dana, LifeEvent.Kind.DIED)
    writing.cancel(sam, sam.broadcast_set.get().pk, now=A_MINUTE_LATER)
    scan(A_MINUTE_LATER)

    assert phone.journal() == []


def test_after_death_the_agenda_of_a_phone_without_signal_is_empty(dana, sam):
    give_device(dana)
    plan_daily(dana, sam)
    remind_daily(dana)
    assert agenda_of(dana.pk, 7, now=TEN).entries

    say(sam, dana, LifeEvent.Kind.DIED)

    assert list(agenda_of(dana.pk, 7, now=TEN).entries) == []


def test_after_death_nobody_is_paged_about_them(inbox, settings, dana, sam, sue):
    give_device(sam, "sams-phone")
    give_device(sue, "sues-phone")
    with running_mailbox() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", mailbox.port, 1
        settings.DEFAULT_FROM_EMAIL = "Handrail <handrail@clinic.example>"
        set_email(sam.account, "sam@clinic.example", now=NINE)
        alert = open_alert(dana, now=TEN)

        say(sam, dana, LifeEvent.Kind.DIED)
        for now in (TEN, AFTER_THE_LEASE, utc("2026-11-23T20:00"), TUESDAY_TEN):
            scan(now)
        mails = mailbox.mails

    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("closed", "died")
    assert [push for push in inbox.pushes if push.body] == []
    assert mails == []


def test_after_death_no_alert_opens_any_more(dana, sam):
    say(sam, dana, LifeEvent.Kind.DIED)

    told = alerts.open_or_raise(dana, Level.L3, about=("check-in", dana.pk), rules=["asq:now"], now=A_MINUTE_LATER)

    assert told is None
    assert not Alert.objects.exists()


def test_taken_back_what_is_to_come_rings_and_nothing_is_caught_up(phone, dana, sam, sue):
    plan_daily(dana, sam, remind_again_after=())
    remind_daily(dana, hour=10)
    event = say(sam, dana, LifeEvent.Kind.DIED, now=NINE)
    scan(NINE)

    recording.take_back(sue, dana.pk, event.pk, now=ELEVEN)
    scan(ELEVEN)
    assert phone.journal() == []

    scan(TUESDAY_NINE)
    scan(TUESDAY_TEN)
    assert len(phone.pushes_to("danas-phone")) == 2


def test_another_s_reminders_ring_on(inbox, dana, nora, sam):
    give_device(nora, "noras-phone", tzid="America/New_York")
    remind_daily(nora)

    say(sam, dana, LifeEvent.Kind.DIED, now=SUNDAY)
    scan(NINE)

    assert len(inbox.pushes_to("noras-phone")) == 1
