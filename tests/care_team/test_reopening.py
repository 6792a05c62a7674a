"""New evidence after an outcome: within a week it reopens the alert, later it opens another."""

import uuid

import pytest

from backend.accounts.models import AlertAccess
from backend.care_team import alerts
from backend.care_team.models import Alert, FollowUp
from backend.instruments.levels import Level
from tests.care_team.factories import MONDAY_TEN, open_alert, rung
from tests.times import utc

pytestmark = pytest.mark.django_db

CLOSED_AT = utc("2026-11-23T15:30")


def _close(staff, alert, *, now=CLOSED_AT, outcome=Alert.Outcome.REACHED):
    alerts.record_outcome(staff, alert.pk, outcome, "We spoke on the phone.", now=now)


def test_within_a_week_the_alert_is_open_again_with_its_clock_anew(dana, sam):
    closed = open_alert(dana)
    _close(sam, closed)

    again = open_alert(dana, now=utc("2026-11-30T15:30"))

    assert again.pk == closed.pk
    assert (again.state, again.outcome, again.closed_at) == ("open", "", None)
    assert (again.acknowledged_by, again.claimed_by) == (None, None)
    assert (again.opened_at, again.due_at) == (MONDAY_TEN, utc("2026-11-30T19:30"))
    assert rung(again) == ["sam", "sam"]


def test_a_week_and_a_moment_later_another_opens(dana, sam):
    closed = open_alert(dana)
    _close(sam, closed)

    again = open_alert(dana, now=utc("2026-11-30T15:31"))

    assert again.pk != closed.pk
    assert Alert.objects.get(pk=closed.pk).state == "closed"


def test_earlier_outcomes_stay_on_record(dana, sam):
    alert = open_alert(dana)
    _close(sam, alert)
    open_alert(dana, now=utc("2026-11-24T15:00"))
    _close(sam, alert, now=utc("2026-11-24T16:00"), outcome=Alert.Outcome.MESSAGE_LEFT)

    assert list(alert.notes.order_by("written_at").values_list("outcome", flat=True)) == ["reached", "message-left"]


def test_what_staff_have_dealt_with_reopens_nothing_when_it_comes_again(dana, sam):
    check_in = uuid.uuid4()
    alert = open_alert(dana, about=check_in)
    _close(sam, alert)

    again = open_alert(dana, about=check_in, now=utc("2026-11-23T16:00"))

    assert (again.pk, again.state) == (alert.pk, "closed")
    assert rung(alert) == ["sam"]


def test_it_is_as_urgent_as_the_new_evidence(dana, sam, sue):
    alert = open_alert(dana, Level.L3)
    _close(sam, alert)

    again = open_alert(dana, Level.L1, rules=("daily-check-in:slip",), now=utc("2026-11-24T15:00"))

    assert (again.level, again.due_at) == ("L1", utc("2026-11-25T22:00"))
    assert AlertAccess.objects.get().level == "L1"


def test_an_alert_that_ended_with_the_consent_is_never_reopened(dana, sam):
    ended = open_alert(dana)
    alerts.close(ended, Alert.Outcome.CONSENT_WITHDRAWN, now=CLOSED_AT)

    again = open_alert(dana, now=utc("2026-11-24T15:00"))

    assert again.pk != ended.pk


def test_an_open_alert_lets_the_site_see_what_it_needs_and_a_closed_one_nothing(dana, sam):
    alert = open_alert(dana)
    opened = AlertAccess.objects.get(person=dana)
    open_alert(dana, Level.L3, rules=("asq:acute positive",), now=utc("2026-11-23T15:05"))
    raised = AlertAccess.objects.get(person=dana)
    _close(sam, alert)

    assert (opened.level, opened.since) == ("L2", MONDAY_TEN)
    assert (raised.level, raised.since) == ("L3", MONDAY_TEN)
    assert not AlertAccess.objects.exists()


def test_follow_ups_are_planned_from_the_outcome_by_the_site_s_policy(dana, sam, clinic):
    clinic.policies = {"follow_up_hours": [12, 48]}
    clinic.save()
    _close(sam, open_alert(dana))

    due = FollowUp.objects.order_by("due_at").values_list("due_at", flat=True)

    assert list(due) == [utc("2026-11-24T03:30"), utc("2026-11-25T15:30")]


def test_a_second_outcome_plans_in_the_place_of_the_first(dana, sam):
    alert = open_alert(dana)
    _close(sam, alert)
    open_alert(dana, now=utc("2026-11-23T20:00"))
    assert not FollowUp.objects.due(utc("2027-01-01T00:00")).exists()

    _close(sam, alert, now=utc("2026-11-23T21:00"))

    due = FollowUp.objects.due(utc("2027-01-01T00:00")).order_by("due_at").values_list("due_at", flat=True)
    assert list(due) == [utc("2026-11-24T21:00"), utc("2026-11-30T21:00")]


def test_what_ends_without_anybody_is_followed_by_nothing(dana, sam):
    alerts.close(open_alert(dana), Alert.Outcome.CONSENT_WITHDRAWN, now=CLOSED_AT)

    assert not FollowUp.objects.exists()
