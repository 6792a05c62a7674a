"""The worklist and what staff do with an alert."""

from uuid import UUID

import pytest
import time_machine

from backend.accounts.models import Consent, DataClass
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
ABOUT = ("response", UUID("5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11"))


@pytest.fixture(autouse=True)
def _ten_minutes_after():
    with time_machine.travel(utc("2026-11-23T15:10"), tick=False):
        yield


@pytest.fixture
def alert(dana):
    rules = ["daily-check-in:self-harm", "daily-check-in:contact-today"]
    return alerts.open_or_raise(dana, Level.L2, about=ABOUT, rules=rules, now=utc("2026-11-23T15:00"))


def test_the_worklist_shows_who_waits_how_urgently_and_until_when(alert, sam, console):
    page = text_of(console(sam).get("/console/"))

    assert "dana" in page
    assert "L2 · today" in page
    assert "3 h 50 min left , Mon 23 Nov 2026, 14:00 EST" in page
    assert "Claimed by nobody yet" in page


def test_an_alert_says_in_plain_words_what_it_is_about(alert, sam, console):
    page = text_of(console(sam).get(f"/console/alerts/{alert.pk}/"))

    assert "Thoughts of ending their life or hurting themselves." in page
    assert "Asks to be contacted today." in page


def test_what_it_is_about_stays_hidden_once_answers_are_not_shared(alert, dana, sam, console):
    answers = Consent.objects.filter(person=dana, data_class=DataClass.ANSWERS)
    answers.update(revoked_at=utc("2026-11-23T15:05"))

    page = text_of(console(sam).get(f"/console/alerts/{alert.pk}/"))

    assert "Thoughts of ending" not in page
    assert "Answers are not shared with Harbour Clinic" in page


def test_a_supervisor_sees_what_an_alert_of_the_site_is_about(alert, sue, console):
    page = text_of(console(sue).get(f"/console/alerts/{alert.pk}/"))

    assert "Thoughts of ending their life or hurting themselves." in page


def test_acknowledging_stops_the_clock(alert, sam, console):
    client = console(sam)

    page = text_of(client.post(f"/console/alerts/{alert.pk}/acknowledge/", follow=True))

    assert "somebody has seen it" in page
    assert "left" not in page
    assert Alert.objects.get().acknowledged_by == sam


def test_claiming_names_who_looks_after_the_person(alert, sam, console):
    client = console(sam)

    client.post(f"/console/alerts/{alert.pk}/claim/")

    assert "Claimed by sam" in text_of(client.get("/console/"))


def test_an_outcome_and_a_note_close_the_alert(alert, sam, console):
    client = console(sam)
    said = {"outcome": "reached", "note": "Spoke for ten minutes; safe at home."}

    page = text_of(client.post(f"/console/alerts/{alert.pk}/outcome/", said, follow=True))

    assert "Nobody is waiting." in page
    assert Alert.objects.get().outcome == Alert.Outcome.REACHED


def test_an_outcome_without_a_note_is_told_beside_the_field(alert, sam, console):
    response = console(sam).post(f"/console/alerts/{alert.pk}/outcome/", {"outcome": "reached", "note": ""})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"note"}
    assert Alert.objects.get().state == Alert.State.OPEN


def test_a_closed_alert_takes_no_second_outcome(alert, sam, console):
    client = console(sam)
    said = {"outcome": "reached", "note": "Spoke."}
    client.post(f"/console/alerts/{alert.pk}/outcome/", said)

    response = client.post(f"/console/alerts/{alert.pk}/outcome/", said)

    assert response.status_code == 422
    assert "has its outcome already" in text_of(response)


def test_each_look_is_on_record(alert, dana, sam, console):
    console(sam).get(f"/console/alerts/{alert.pk}/")

    looks = set(dana.accesslog_set.values_list("staff__account__login", "data_class", "purpose"))
    assert ("sam", "alerts", "alert") in looks


def test_staff_of_another_site_find_no_alert(alert, theo, console):
    client = console(theo)

    statuses = [
        client.get(f"/console/alerts/{alert.pk}/").status_code,
        client.post(f"/console/alerts/{alert.pk}/acknowledge/").status_code,
        client.post(f"/console/alerts/{alert.pk}/claim/").status_code,
        client.post(f"/console/alerts/{alert.pk}/outcome/", {"outcome": "reached", "note": "x"}).status_code,
    ]

    assert statuses == [404, 404, 404, 404]
    assert "Nobody is waiting." in text_of(client.get("/console/"))


def test_who_answers_for_the_site_may_open_the_persons_page_while_the_alert_is_open(alert, sam, sue, console):
    link = "Open their page"
    page = f"/console/alerts/{alert.pk}/"

    for_sue = text_of(console(sue).get(page))
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=utc("2026-11-23T15:10"))

    assert link in for_sue
    assert console(sue).get(f"/console/people/{alert.person_id}/").status_code == 404


def test_there_they_read_the_plan_and_change_nothing_of_it(alert, sam, sue, console):
    path = f"/console/people/{alert.person_id}/"

    assert "Schedule a check-in" in text_of(console(sam).get(path))
    assert "Schedule a check-in" not in text_of(console(sue).get(path))
    assert console(sue).get(f"{path}schedules/new/").status_code == 404


def test_the_page_tells_what_happened_in_order(alert, sam, console):
    client = console(sam)
    client.post(f"/console/alerts/{alert.pk}/claim/")
    client.post(f"/console/alerts/{alert.pk}/outcome/", {"outcome": "reached", "note": "We spoke."})

    page = text_of(client.get(f"/console/alerts/{alert.pk}/"))

    told = [
        "Opened at L2. It belongs to sam.",
        "Rang sam",
        "Acknowledged by sam.",
        "sam looks after it.",
        "Closed by sam: reached. We spoke.",
    ]
    places = [page.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)


def test_of_an_alert_whose_consent_was_withdrawn_staff_see_that_and_no_more(alert, dana, sam, console, api):
    consent = Consent.objects.get(person=dana, site=sam.site, data_class=DataClass.ALERTS)
    api(dana).post(f"/v1/consents/{consent.pk}/revoke")
    client = console(sam)

    page = text_of(client.get(f"/console/alerts/{alert.pk}/"))

    assert "Closed: consent withdrawn" in page
    assert "dana" not in page
    assert "dana" not in text_of(client.get("/console/alerts/"))


def test_the_list_holds_closed_alerts_too(alert, sam, console):
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=utc("2026-11-23T15:10"))

    page = text_of(console(sam).get("/console/alerts/"))

    assert "dana L2, closed" in page
    assert "Outcome reached" in page


def test_on_the_worklist_an_outcome_is_two_clicks(alert, sam, console):
    client = console(sam)

    page = client.get("/console/").content.decode()
    client.post(f"/console/alerts/{alert.pk}/outcome/", {"outcome": "message-left", "note": "Left a message."})

    assert f'action="/console/alerts/{alert.pk}/outcome/"' in page
    assert '<button class="button quiet" name="outcome" value="message-left">' in page
    assert Alert.objects.get().outcome == Alert.Outcome.MESSAGE_LEFT


def test_of_a_closed_alert_a_supervisor_reads_no_more_what_it_was_about(alert, sam, sue, console):
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=utc("2026-11-23T15:10"))

    page = text_of(console(sue).get(f"/console/alerts/{alert.pk}/"))

    assert "It is closed. Those who follow the person" in page
    assert "Thoughts of ending" not in page


def test_how_to_reach_the_person_is_one_step_away_for_who_may_see_it(alert, dana, sam, sue, console):
    path, link = f"/console/alerts/{alert.pk}/", f"/console/people/{dana.pk}/contact-details/"

    for_sam, for_sue = (console(who).get(path).content.decode() for who in (sam, sue))

    assert link in for_sam
    assert link not in for_sue
