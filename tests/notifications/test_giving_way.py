"""While a wave is being opened only safety is sent, and that not for long."""

from datetime import timedelta

import pytest

from backend.recurrence import Recurrence
from notifications import schedules
from notifications.delivery import deliver_due
from notifications.delivery.giving_way import LONGEST, MANY
from notifications.kinds import Kind
from notifications.models import Schedule
from notifications.schedules import FLOATING
from tests.notifications.factories import NOON, give_device, open_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(dana):
    """More reminders due at noon than a scan opens at once."""
    rule = Recurrence((NOON - timedelta(hours=5)).replace(tzinfo=None), "FREQ=DAILY")
    plan = schedules.create(
        dana.pk, Kind.REMINDER, rule, FLOATING, window=timedelta(hours=2), now=NOON - timedelta(hours=1)
    )
    columns = [field.attname for field in Schedule._meta.concrete_fields if not field.primary_key]
    same = {name: getattr(plan, name) for name in columns}
    Schedule.objects.bulk_create(Schedule(**same) for _ in range(MANY))


def test_a_reminder_waits_while_a_wave_is_being_opened(inbox, dana, wave):
    give_device(dana)
    open_notice(dana)

    deliver_due(now=NOON)

    assert inbox.pushes == []


def test_an_alert_does_not_wait_for_a_wave(inbox, sam, wave):
    give_device(sam)
    open_notice(sam, kind=Kind.ALERT)

    deliver_due(now=NOON)

    assert len(inbox.pushes) == 1


def test_nothing_waits_for_a_wave_for_long(inbox, dana, wave):
    give_device(dana)
    open_notice(dana)

    deliver_due(now=NOON + LONGEST + timedelta(seconds=1))

    assert len(inbox.pushes) == 1
