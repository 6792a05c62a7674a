"""Staff act on an alert at the moment at which the person answers again."""

import threading

import pytest
from django.db import connections, transaction

from backend.care_team import alerts, holds
from backend.care_team.models import Alert, SafetyHold
from backend.instruments.levels import Level
from tests.care_team.factories import open_alert
from tests.times import utc
from tests.waiting import wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)

LATER = utc("2026-11-23T15:10")


@pytest.mark.parametrize("act", [alerts.acknowledge, alerts.claim])
def test_neither_waits_for_the_other_for_ever(dana, sam, act):
    alert = open_alert(dana)
    holds.raise_hold(dana, Level.L2, only_contact=False, now=utc("2026-11-23T15:00"))

    def acknowledge():
        act(sam, alert.pk, now=LATER)
        connections.close_all()

    staff = threading.Thread(target=acknowledge)
    with transaction.atomic():
        holds.raise_hold(dana, Level.L2, only_contact=False, now=LATER)
        staff.start()
        wait_until_somebody_waits()
        open_alert(dana, rules=("daily-check-in:mixed",), now=LATER)
    staff.join()

    assert Alert.objects.get().state == "acknowledged"
    assert not SafetyHold.objects.exists()
