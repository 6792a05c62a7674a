"""What was told in the craving log is read by the grant for that log, wherever staff meet it, and goes with it."""

import uuid

import pytest

from backend.accounts.models import Consent, DataClass
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from notifications.models import DeliveryLog, OpenDelivery
from tests.care_team.factories import MONDAY_TEN, open_alert, revoke
from tests.care_team.test_break_glass import break_glass
from tests.console.conftest import signed_in, text_of
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

BEFORE = utc("2026-11-23T14:00")
OVERDUE = utc("2026-11-25T15:00")
HIGH, HIGH_IN_WORDS = "craving-nrs:high-twice", "Craving of 8 or more"
SELF_HARM, SELF_HARM_IN_WORDS = "daily-check-in:self-harm", "Thoughts of ending their life"


@pytest.fixture
def of_log(dana):
    """Open an alert that the craving log alone has asked for."""
    return told_in_the_log(dana)


def told_in_the_log(person, *, rule=HIGH, about="craving"):
    return alerts.open_or_raise(
        person,
        Level.L1,
        about=(about, uuid.uuid4()),
        rules=[rule],
        now=MONDAY_TEN,
        needs=[DataClass.CRAVINGS],
    )


def take_back(api, person, data_class):
    consent = Consent.objects.get(person=person, data_class=data_class)
    return api(person).post(f"/v1/consents/{consent.pk}/revoke")


def rules_read(phone, alert):
    """Return the rules as the list and the page of the alert name them, which is the same."""
    [listed] = phone.get("/v1/staff/alerts").json()["results"]
    alone = phone.get(f"/v1/staff/alerts/{alert.pk}").json()
    assert listed["evidence"] == alone["evidence"]
    return [each["rules"] for each in alone["evidence"]]


def page_of(staff, alert):
    return text_of(signed_in(staff).get(f"/console/alerts/{alert.pk}/"))


def looks_of(person):
    return set(person.accesslog_set.values_list("staff__account__login", "data_class"))


def test_who_follows_the_person_reads_the_rule_by_the_grant_for_the_log(api, of_log, sam):
    assert rules_read(api(sam), of_log) == [[HIGH]]
    assert HIGH_IN_WORDS in page_of(sam, of_log)


def test_it_takes_no_other_grant(api, dana, of_log, sam):
    revoke(dana, DataClass.ANSWERS, at=BEFORE)

    assert rules_read(api(sam), of_log) == [[HIGH]]
    assert HIGH_IN_WORDS in page_of(sam, of_log)


def test_a_look_at_it_is_one_at_the_craving_log(api, dana, of_log, sam):
    rules_read(api(sam), of_log)

    assert looks_of(dana) == {("sam", "alerts"), ("sam", "cravings")}


def test_a_supervisor_reads_nothing_of_the_log(api, dana, of_log, sue):
    assert rules_read(api(sue), of_log) == []
    page = page_of(sue, of_log)
    assert HIGH_IN_WORDS not in page
    assert "What it is about is not shared with you." in page
    assert looks_of(dana) == {("sue", "alerts")}


def test_break_glass_opens_nothing_of_the_log(api, dana, of_log, sue):
    assert break_glass(api(sue), dana).status_code == 201

    assert rules_read(api(sue), of_log) == []


@pytest.mark.parametrize(("rule", "about"), [(HIGH, "craving"), ("daily-check-in:slip", "slip")])
def test_taken_back_it_closes_an_alert_that_is_about_nothing_else(api, dana, sam, rule, about):
    alert = told_in_the_log(dana, rule=rule, about=about)

    take_back(api, dana, DataClass.CRAVINGS)

    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.closed_at) == ("closed", "consent-withdrawn", MONDAY_TEN)
    assert alerts.sweep_alerts(now=OVERDUE) == 0
    assert "Closed: consent withdrawn" in page_of(sam, alert)


def test_taken_back_nobody_is_rung_any_more(api, dana, sam, sue, of_log):
    give_device(sue, "phone-of-sue")
    alerts.sweep_alerts(now=OVERDUE)
    assert OpenDelivery.objects.exists()

    take_back(api, dana, DataClass.CRAVINGS)

    assert not OpenDelivery.objects.exists()
    assert set(DeliveryLog.objects.values_list("outcome", "code")) == {("withdrawn", "closed")}


def test_taken_back_it_goes_from_an_alert_that_is_about_more(api, dana, sam, of_log):
    open_alert(dana)

    take_back(api, dana, DataClass.CRAVINGS)

    of_log.refresh_from_db()
    assert of_log.state == "open"
    assert rules_read(api(sam), of_log) == [[SELF_HARM]]
    page = page_of(sam, of_log)
    assert SELF_HARM_IN_WORDS in page
    assert HIGH_IN_WORDS not in page


def test_taken_back_it_goes_from_history_too(api, dana, sam, of_log):
    alerts.record_outcome(sam, of_log.pk, Alert.Outcome.REACHED, "We spoke.", now=MONDAY_TEN)

    take_back(api, dana, DataClass.CRAVINGS)

    assert rules_read(api(sam), of_log) == []
    assert HIGH_IN_WORDS not in page_of(sam, of_log)


def test_another_grant_taken_back_leaves_the_alert_open(api, dana, of_log):
    take_back(api, dana, DataClass.ANSWERS)

    of_log.refresh_from_db()
    assert of_log.state == "open"


def test_a_grant_that_ends_by_itself_closes_it_too(dana, of_log):
    revoke(dana, DataClass.CRAVINGS, at=MONDAY_TEN)

    assert alerts.hand_over_alerts(now=OVERDUE) == 1

    of_log.refresh_from_db()
    assert of_log.outcome == "consent-withdrawn"


def test_what_is_overdue_then_rings_nobody(dana, of_log):
    revoke(dana, DataClass.CRAVINGS, at=MONDAY_TEN)

    alerts.sweep_alerts(now=OVERDUE)

    of_log.refresh_from_db()
    assert (of_log.outcome, of_log.pages.count()) == ("consent-withdrawn", 0)
