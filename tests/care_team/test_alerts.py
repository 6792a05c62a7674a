"""One open alert for a person and site: it opens, rises, is seen and closes."""

import uuid

import pytest

from backend.accounts import staffing
from backend.accounts.models import DataClass
from backend.care_team import alerts
from backend.care_team.models import Alert, AlertPage
from backend.instruments.levels import Level
from notifications.models import Notification
from tests.care_team.factories import MONDAY_TEN, open_alert, revoke, rung
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_an_alert_belongs_to_the_counsellor_and_rings_them(dana, sam):
    alert = open_alert(dana)

    assert alert.owner == sam
    assert alert.due_at == utc("2026-11-23T19:00")
    assert rung(alert) == ["sam"]
    assert Notification.objects.filter(account=sam.account, kind="alert", target_id=alert.pk).count() == 1


def test_an_l3_rings_the_first_on_call_too(dana, sam, sue):
    alert = open_alert(dana, Level.L3)

    assert alert.due_at == utc("2026-11-23T15:15")
    assert rung(alert) == ["sam", "sue"]


def test_nobody_watching_means_no_alert(unfollowed):
    alert = alerts.open_or_raise(unfollowed, Level.L3, about=("check-in", uuid.uuid4()), rules=["x:y"], now=MONDAY_TEN)

    assert alert is None
    assert not Alert.objects.exists()


def test_a_revoked_consent_means_no_alert(dana):
    revoke(dana, DataClass.ALERTS, at=utc("2026-11-20T12:00"))

    alert = alerts.open_or_raise(dana, Level.L2, about=("check-in", uuid.uuid4()), rules=["x:y"], now=MONDAY_TEN)

    assert alert is None


def test_a_class_that_is_needed_beside_alerts_must_be_granted(dana):
    revoke(dana, DataClass.CRAVINGS, at=utc("2026-11-20T12:00"))

    alert = alerts.open_or_raise(
        dana,
        Level.L1,
        about=("check-in", uuid.uuid4()),
        rules=["craving-nrs:high-twice"],
        now=MONDAY_TEN,
        needs=[DataClass.CRAVINGS],
    )

    assert alert is None


def test_a_second_danger_joins_the_open_alert_and_its_level_only_rises(dana, sam, sue):
    first = open_alert(dana, Level.L2)

    second = open_alert(dana, Level.L3, rules=("asq:acute positive",), now=utc("2026-11-23T15:05"))
    third = open_alert(dana, Level.L1, rules=("daily-check-in:slip",), now=utc("2026-11-23T15:06"))

    assert first == second == third
    third.refresh_from_db()
    assert third.level == "L3"
    assert third.due_at == utc("2026-11-23T15:20")
    assert third.evidence.count() == 3


def test_an_l1_stands_in_the_worklist_and_rings_nobody(dana, sam):
    alert = open_alert(dana, Level.L1, rules=("daily-check-in:slip",))

    assert alert.owner == sam
    assert rung(alert) == []
    assert not Notification.objects.filter(account=sam.account).exists()


def test_rising_keeps_an_earlier_due_time(dana):
    open_alert(dana, Level.L1, now=utc("2026-11-23T15:00"))  # due on Tuesday 22:00 UTC

    alert = open_alert(dana, Level.L2, rules=("x:y",), now=utc("2026-11-24T21:00"))

    assert alert.due_at == utc("2026-11-24T22:00")


def test_the_same_answers_sent_again_add_nothing_and_ring_nobody(dana):
    check_in = uuid.uuid4()
    open_alert(dana, about=check_in)

    alert = open_alert(dana, about=check_in, now=utc("2026-11-23T15:01"))

    assert alert.evidence.count() == 1
    assert AlertPage.objects.count() == 1


def test_new_danger_after_an_acknowledgement_must_be_seen_too(dana, sam):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:10"))

    alert = open_alert(dana, rules=("daily-check-in:mixed",), now=utc("2026-11-23T16:00"))

    assert alert.state == "open"
    assert alert.due_at == utc("2026-11-23T20:00")
    assert rung(alert) == ["sam", "sam"]


def test_a_lesser_worry_after_an_acknowledgement_is_added_and_rings_nobody(dana, sam):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:10"))

    alert = open_alert(dana, Level.L1, rules=("daily-check-in:slip",), now=utc("2026-11-23T16:00"))

    assert alert.state == "acknowledged"
    assert alert.evidence.count() == 2


def test_two_sites_have_an_alert_each(dana, sam, theo, other_clinic):
    staffing.assign(dana, theo, now=utc("2026-11-02T12:00"))
    dana.consent_set.create(site=other_clinic, data_class=DataClass.ALERTS, granted_at=utc("2026-11-02T12:00"))

    open_alert(dana)

    assert set(Alert.objects.values_list("owner__account__login", flat=True)) == {"sam", "theo"}


def test_an_acknowledged_alert_rings_no_more(dana, sam):
    alert = open_alert(dana)

    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-23T15:10"))

    assert Notification.objects.get(account=sam.account).withdrawn_at == utc("2026-11-23T15:10")


def test_the_note_is_no_clear_text_in_the_database(dana, sam):
    alert = open_alert(dana)

    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "canary", now=utc("2026-11-23T15:30"))

    assert "canary" not in repr(alert.notes.values_list("note", flat=True).get())
    assert alert.notes.get().note == "canary"
