"""Reminders of appointments as phones receive them, and what keeps them from ringing."""

from datetime import datetime

import pytest

from backend.accounts.models import DataClass
from backend.aftercare.appointments import booking
from backend.aftercare.appointments.booking import AppointmentWish
from backend.aftercare.appointments.reminders import open_notices
from backend.aftercare.models import Appointment
from notifications.delivery import deliver_due
from notifications.models import DeliveryLog, Notification, NotificationWishes, OpenDelivery
from tests.aftercare.factories import MONDAY_TEN, revoke
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

DAY_BEFORE, HOUR_BEFORE = utc("2026-11-24T14:00"), utc("2026-11-25T13:00")
WISH = AppointmentWish(
    local=datetime(2026, 11, 25, 9),  # noqa: DTZ001 - a local time
    duration_minutes=45,
    kind=Appointment.Kind.IN_PERSON,
    remind_before_minutes=(1440, 60),
)


@pytest.fixture(autouse=True)
def clock():
    """No request is made here, and the sender's bearer needs the time of this machine."""


@pytest.fixture
def appointment(dana, sam, inbox):
    give_device(dana)
    appointment, _ = booking.book(sam, dana.pk, WISH, now=MONDAY_TEN)
    deliver_due(now=MONDAY_TEN)
    return appointment


def test_the_person_hears_of_it_and_is_reminded_twice_in_neutral_words(appointment, inbox):
    assert len(inbox.pushes) == 1

    for at in (DAY_BEFORE, HOUR_BEFORE):
        open_notices(now=at)
        deliver_due(now=at)

    assert [push.body for push in inbox.pushes] == ["You have a reminder."] * 3


def test_a_consent_taken_back_stops_reminders_when_they_open_and_when_they_are_sent(appointment, dana, inbox):
    inbox.reset()
    open_notices(now=DAY_BEFORE)
    assert OpenDelivery.objects.exists()
    revoke(dana, DataClass.PLAN, at=DAY_BEFORE)

    deliver_due(now=DAY_BEFORE)
    open_notices(now=HOUR_BEFORE)
    deliver_due(now=HOUR_BEFORE)

    assert inbox.pushes == []
    outcomes = DeliveryLog.objects.exclude(outcome="accepted").values_list("outcome", flat=True)
    assert set(outcomes) == {"consent_withdrawn"}


def test_an_absence_of_the_person_s_own_leaves_the_reminder_in_the_app(appointment, dana, inbox):
    inbox.reset()
    NotificationWishes.objects.create(account=dana.account, away_from=utc("2026-11-24T00:00"))

    open_notices(now=DAY_BEFORE)
    deliver_due(now=DAY_BEFORE)

    assert inbox.pushes == []
    assert Notification.objects.filter(schedule_id__isnull=False).exists()
