"""Alerts that nobody acknowledged go on from stage to stage, each once."""

import pytest
from django.db import connection

from backend.accounts.models import DataClass
from backend.care_team import alerts
from backend.care_team.models import Alert, AlertPage
from backend.instruments.levels import Level
from notifications.models import OpenDelivery
from tests.at_once import at_once
from tests.care_team.factories import open_alert, revoke, rung
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

DUE = utc("2026-11-23T19:00")


def test_an_overdue_alert_rings_the_supervisor_once(dana, sam, sue):
    give_device(sue, "sues-phone")
    alert = open_alert(dana)

    assert alerts.sweep_alerts(now=utc("2026-11-23T18:59")) == 0
    assert alerts.sweep_alerts(now=DUE) == 1
    assert alerts.sweep_alerts(now=utc("2026-11-23T19:15")) == 0

    assert rung(alert) == ["sam", "sue"]
    assert OpenDelivery.objects.filter(recipient_id=sue.pk).count() == 1


def test_an_acknowledged_alert_is_not_passed_on(dana, sam, sue):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T18:00"))

    assert alerts.sweep_alerts(now=DUE) == 0
    assert rung(alert) == ["sam"]


def test_without_a_supervisor_the_counsellor_is_rung_again(dana, sam):
    alert = open_alert(dana)

    alerts.sweep_alerts(now=DUE)

    assert rung(alert) == ["sam", "sam"]


def test_an_alert_that_rose_is_passed_on_anew(dana, sam, sue):
    open_alert(dana, Level.L2)
    alerts.sweep_alerts(now=DUE)

    alert = open_alert(dana, Level.L3, rules=("asq:acute positive",), now=utc("2026-11-23T20:00"))

    assert (alert.stage, alert.next_page_at) == (0, utc("2026-11-23T20:15"))
    assert rung(alert) == ["sam", "sue", "sam", "sue"]


def test_a_withdrawn_consent_stops_paging_and_closes_the_alert(dana, sam, sue):
    open_alert(dana)
    revoke(dana, DataClass.ALERTS, at=utc("2026-11-23T16:00"))

    alerts.sweep_alerts(now=DUE)

    alert = Alert.objects.get()
    assert (alert.state, alert.outcome) == ("closed", "consent-withdrawn")
    assert rung(alert) == ["sam"]


def test_the_sweep_looks_up_what_is_due_by_its_index(dana):
    due = Alert.objects.to_page(DUE).order_by("next_page_at")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "alert_paging" in due.explain()


def test_what_is_closed_seen_or_passed_on_for_good_is_not_in_that_index(dana, sam, sue):
    open_alert(dana, Level.L1, rules=("daily-check-in:slip",))
    alerts.sweep_alerts(now=utc("2026-11-24T22:00"))

    assert not Alert.objects.filter(next_page_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ring_once(dana, sam, sue):
    alert = open_alert(dana)

    taken = at_once(lambda: alerts.sweep_alerts(now=DUE))

    assert sum(taken) == 1
    assert rung(alert, stage=1) == ["sue"]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_open_one_alert(dana, sam):
    rules = ["x:0", "x:1"]

    at_once(lambda: open_alert(dana, rules=(rules.pop(),)))

    assert Alert.objects.get().evidence.count() == 2
    assert AlertPage.objects.count() == 1
