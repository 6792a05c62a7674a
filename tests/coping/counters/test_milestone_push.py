"""A milestone as phones receive it."""

from datetime import date, time

import pytest

from backend.coping.counters import ringing
from notifications.delivery import deliver_due
from notifications.models import DeliveryLog, Notification, Outcome, Preference
from tests.coping.counters.counting import kept
from tests.notifications.factories import give_device
from tests.push import send_from_here
from tests.times import utc

pytestmark = pytest.mark.django_db

IT_RINGS = utc("2026-11-26T14:00")


@pytest.fixture(autouse=True)
def clock():
    """No request is made here, and the sender's bearer needs the time of this machine."""


@pytest.fixture
def counter(dana, inbox, settings):
    send_from_here(inbox, settings)
    give_device(dana)
    return kept(dana, started_on=date(2026, 10, 27), milestone_push_at=time(9), substance="opioid")


def test_the_lock_screen_says_nothing_of_it_and_leads_to_the_counter(counter, inbox):
    ringing.open_milestones(now=IT_RINGS)
    deliver_due(now=IT_RINGS)

    assert [push.body for push in inbox.pushes] == ["You have a reminder."]
    sent = str(inbox.journal())
    assert not [word for word in ("opioid", "milestone", "counter", "days", "My days") if word in sent]
    notice = Notification.objects.get()
    assert (notice.kind, notice.target_type, notice.target_id) == ("milestone", "counter", counter.pk)


def test_who_has_switched_reminders_off_is_not_rung(counter, dana, inbox):
    Preference.objects.create(account=dana.account, category="reminders", way=Preference.Way.IN_APP)

    ringing.open_milestones(now=IT_RINGS)
    deliver_due(now=IT_RINGS)

    assert inbox.pushes == []
    assert DeliveryLog.objects.get().outcome == Outcome.IN_APP_ONLY
