"""Alerts that nobody acknowledged in time reach the next person, once."""

import threading

import pytest
from django.db import connection

from backend.accounts.models import Assignment, DataClass
from backend.care_team import alerts
from backend.care_team.models import Alert, AlertPage
from backend.instruments.levels import Level
from notifications.models import OpenDelivery
from tests.at_once import at_once
from tests.care_team.factories import open_alert, revoke
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

DUE = utc("2026-11-23T19:00")


def _next_persons():
    return [page.staff.account.login for page in AlertPage.objects.filter(stage=1)]


def test_an_overdue_alert_rings_the_supervisor_once(dana, sam, sue):
    give_device(sue, "sues-phone")
    open_alert(dana)

    assert alerts.sweep_alerts(now=utc("2026-11-23T18:59")) == 0
    assert alerts.sweep_alerts(now=DUE) == 1
    assert alerts.sweep_alerts(now=utc("2026-11-23T19:15")) == 0

    assert _next_persons() == ["sue"]
    assert OpenDelivery.objects.filter(recipient_id=sue.pk).get().stage == 1


def test_an_acknowledged_alert_is_not_passed_on(dana, sam, sue):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T18:00"))

    assert alerts.sweep_alerts(now=DUE) == 0
    assert _next_persons() == []


def test_without_a_supervisor_the_counsellor_is_rung_again(dana, sam):
    open_alert(dana)

    alerts.sweep_alerts(now=DUE)

    assert _next_persons() == ["sam"]


def test_an_alert_that_rose_is_passed_on_anew(dana, sam, sue):
    open_alert(dana, Level.L2)
    alerts.sweep_alerts(now=DUE)

    open_alert(dana, Level.L3, rules=("asq:acute positive",), now=utc("2026-11-23T20:00"))
    alerts.sweep_alerts(now=utc("2026-11-23T20:15"))

    assert _next_persons() == ["sue", "sue"]


def test_a_withdrawn_consent_stops_paging_and_closes_the_alert(dana, sam, sue):
    open_alert(dana)
    revoke(dana, DataClass.ALERTS, at=utc("2026-11-23T16:00"))

    alerts.sweep_alerts(now=DUE)

    assert _next_persons() == []
    alert = Alert.objects.get()
    assert (alert.state, alert.outcome) == ("closed", "consent-withdrawn")


def test_an_alert_whose_last_follower_left_is_closed(dana, sam):
    open_alert(dana)
    Assignment.objects.update(ended_at=utc("2026-11-23T16:00"))

    alerts.sweep_alerts(now=DUE)

    assert Alert.objects.get().state == "closed"


def test_the_sweep_looks_up_what_is_due_by_its_index(dana):
    overdue = Alert.objects.overdue(DUE).order_by("due_at")

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "alert_waiting" in overdue.explain()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ring_once(dana, sam, sue):
    open_alert(dana)

    taken = at_once(lambda: alerts.sweep_alerts(now=DUE))

    assert sum(taken) == 1
    assert _next_persons() == ["sue"]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_open_one_alert(dana, sam):
    ready = threading.Barrier(2)

    def raise_one(rule):
        ready.wait()
        open_alert(dana, rules=(rule,))
        connection.close()

    workers = [threading.Thread(target=raise_one, args=(f"x:{number}",)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Alert.objects.get().evidence.count() == 2
    assert AlertPage.objects.count() == 1
