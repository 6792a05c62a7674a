"""A reminder of practice on a lock screen says what every reminder says."""

import pytest

from backend.coping.practice.opening import open_practice
from notifications.delivery import deliver_due
from tests.coping.plan_factories import remind
from tests.notifications.factories import give_device
from tests.push import send_from_here
from tests.times import utc

pytestmark = pytest.mark.django_db

DUE_AT = utc("2099-03-01T14:00")


@pytest.fixture(autouse=True)
def clock():
    """The sender's bearer needs the time of this machine."""


def test_it_rings_with_the_line_of_every_reminder(api, careful_dana, inbox, settings):
    lock_screen = send_from_here(inbox, settings)
    give_device(careful_dana)
    remind(api(careful_dana), dtstart="2099-03-01T09:00:00", text="Before lunch with Ravi")

    open_practice(now=DUE_AT)
    deliver_due(now=DUE_AT)

    assert [push.body for push in lock_screen.pushes] == ["You have a reminder."]
    assert "Ravi" not in str(lock_screen.journal())
    assert "urge" not in str(lock_screen.journal())
