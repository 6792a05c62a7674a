"""Alerts, worklist and people over HTTP: within assignment and consent, each look on record."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from backend.accounts import people, staffing
from backend.accounts.models import AccessLog, Consent, DataClass
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from tests.accounts.audit.rows import broken_glass
from tests.care_team.factories import MONDAY_TEN, open_alert, revoke
from tests.times import utc

pytestmark = pytest.mark.django_db

OUTCOME = {"outcome": "reached", "note": "We spoke on the phone."}


def _post(api, who, alert, step, body=None):
    return api(who).post(f"/v1/staff/alerts/{alert.pk}/{step}", body)


def _rules_shown(api, who, alert):
    return api(who).get(f"/v1/staff/alerts/{alert.pk}").json()["evidence"][0]["rules"]


def _followed_by(staff, handle):
    person = people.sign_up(people.Profile(handle=handle, country="US"), now=utc("2026-11-01T12:00")).person
    staffing.assign(person, staff, now=utc("2026-11-01T12:00"))
    Consent.objects.bulk_create(
        Consent(person=person, site=staff.site, data_class=each, granted_at=utc("2026-11-01T12:00"))
        for each in (DataClass.ALERTS, DataClass.PLAN)
    )
    return person


def test_an_alert_is_listed_with_its_clock_and_evidence(api, dana, sam):
    alert = open_alert(dana)

    body = api(sam).get("/v1/staff/alerts").json()

    assert body["next"] is None
    shown = body["results"][0]
    assert shown["id"] == str(alert.pk)
    assert shown["person"] == {"id": str(dana.pk), "handle": "dana"}
    assert (shown["level"], shown["state"], shown["due_at"]) == ("L2", "open", "2026-11-23T19:00:00Z")
    assert shown["evidence"][0]["rules"] == ["daily-check-in:self-harm"]
    assert AccessLog.objects.filter(person=dana, staff=sam, data_class=DataClass.ALERTS, purpose="alerts").exists()


def test_of_a_closed_alert_only_who_follows_the_person_still_learns_what_it_was_about(api, dana, sam, sue):
    alert = open_alert(dana)
    before = _rules_shown(api, sue, alert)
    _post(api, sam, alert, "outcome", OUTCOME)

    assert before == ["daily-check-in:self-harm"]
    assert _rules_shown(api, sue, alert) == []
    assert _rules_shown(api, sam, alert) == ["daily-check-in:self-harm"]


def test_break_glass_shows_what_a_closed_alert_was_about(api, dana, sam, sue):
    alert = open_alert(dana)
    _post(api, sam, alert, "outcome", OUTCOME)
    broken_glass(dana, sue, at=MONDAY_TEN)

    assert _rules_shown(api, sue, alert) == ["daily-check-in:self-harm"]


def test_acknowledging_stops_the_clock_and_twice_changes_nothing(api, dana, sam, sue, clock):
    alert = open_alert(dana)
    first = _post(api, sam, alert, "acknowledge")
    clock.move_to(utc("2026-11-23T15:30"))

    again = _post(api, sue, alert, "acknowledge")

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["state"] == "acknowledged"
    assert again.json()["acknowledged_by"]["handle"] == "sam"


def test_who_claims_an_alert_keeps_it_but_from_a_supervisor(api, dana, sam, sue):
    tess = staffing.add_staff(sam.site, sam.Role.COUNSELLOR, "tess", None)
    staffing.assign(dana, tess, now=utc("2026-11-02T12:00"))
    alert = open_alert(dana)
    assert _post(api, sam, alert, "claim").json()["claimed_by"]["handle"] == "sam"

    refused = _post(api, tess, alert, "claim")
    taken_over = _post(api, sue, alert, "claim")

    assert (refused.status_code, refused.json()["code"]) == (422, "alert-claimed")
    assert taken_over.json()["claimed_by"]["handle"] == "sue"


def test_an_outcome_closes_an_alert(api, dana, sam):
    alert = open_alert(dana)

    response = _post(api, sam, alert, "outcome", OUTCOME)

    assert response.status_code == 200
    assert (response.json()["state"], response.json()["outcome"]) == ("closed", "reached")
    assert alert.notes.get().note == "We spoke on the phone."
    assert (_post(api, sam, alert, "outcome", OUTCOME).json()["code"]) == "alert-closed"
    assert (_post(api, sam, alert, "acknowledge").status_code) == 422


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"outcome": "reached"},
        {"outcome": "reached", "note": "  "},
        {"outcome": "consent-withdrawn", "note": "x"},
        {"outcome": "reached", "note": "x", "level": "L0"},
    ],
)
def test_an_outcome_needs_a_note_and_closes_nothing_without(api, dana, sam, body):
    alert = open_alert(dana)

    response = _post(api, sam, alert, "outcome", body)

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert Alert.objects.get().state == "open"


@pytest.mark.parametrize("step", ["acknowledge", "claim", "outcome"])
@pytest.mark.parametrize(("who", "status"), [("theo", 404), ("dana", 403), ("nora", 403), ("olive", 403)])
def test_an_alert_is_only_there_for_its_own_staff(api, dana, theo, nora, olive, request, who, status, step):
    alert = open_alert(dana)

    response = _post(api, request.getfixturevalue(who), alert, step, OUTCOME if step == "outcome" else None)

    assert response.status_code == status
    assert Alert.objects.get().state == "open"


def test_a_colleague_who_is_not_assigned_sees_nothing(api, dana, sam):
    tess = staffing.add_staff(sam.site, sam.Role.COUNSELLOR, "tess", None)
    alert = open_alert(dana)

    assert _post(api, tess, alert, "acknowledge").status_code == 404
    assert api(tess).get("/v1/staff/alerts").json()["results"] == []
    assert api(tess).get(f"/v1/staff/people/{dana.pk}").status_code == 404


def test_a_revoked_consent_empties_the_staff_view_at_once(api, dana, sam):
    alert = open_alert(dana)
    client = api(sam)
    assert client.get("/v1/staff/worklist").json()["results"]

    revoke(dana, DataClass.ALERTS, at=MONDAY_TEN)

    assert [row["alert_id"] for row in client.get("/v1/staff/worklist").json()["results"]] == [None]
    assert client.get("/v1/staff/alerts").json()["results"] == []
    assert _post(api, sam, alert, "acknowledge").status_code == 404
    assert client.get(f"/v1/staff/people/{dana.pk}").json()["alert"] is None


def test_the_worklist_has_a_row_for_each_person_the_most_urgent_first(api, dana, sam):
    other = _followed_by(sam, "erin")
    open_alert(dana, Level.L1)
    open_alert(dana, Level.L1, rules=("daily-check-in:contact",))
    open_alert(other, Level.L3)

    rows = api(sam).get("/v1/staff/worklist").json()["results"]

    assert [(row["person"]["handle"], row["level"]) for row in rows] == [("erin", "L3"), ("dana", "L1")]


def test_a_closed_alert_leaves_the_worklist_but_not_the_list(api, dana, sam):
    alert = open_alert(dana)
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "Spoke.", now=MONDAY_TEN)

    assert api(sam).get("/v1/staff/worklist").json()["results"] == []
    assert len(api(sam).get("/v1/staff/alerts?state=closed").json()["results"]) == 1
    assert api(sam).get("/v1/staff/alerts?state=open").json()["results"] == []
    assert api(sam).get("/v1/staff/alerts?state=lost").status_code == 400


def test_the_worklist_turns_pages(api, dana, sam):
    open_alert(dana, Level.L1)
    open_alert(_followed_by(sam, "erin"), Level.L3)
    client = api(sam)

    first = client.get("/v1/staff/worklist?limit=1").json()
    second = client.get(f"/v1/staff/worklist?limit=1&cursor={first['next']}").json()

    assert [first["results"][0]["level"], second["results"][0]["level"]] == ["L3", "L1"]
    assert second["next"] is None


def test_people_are_shown_with_their_open_alert(api, dana, sam):
    alert = open_alert(dana)

    listed = api(sam).get("/v1/staff/people").json()["results"]
    one = api(sam).get(f"/v1/staff/people/{dana.pk}").json()

    assert listed == [one]
    assert (one["handle"], one["tzid"]) == ("dana", "America/New_York")
    assert one["alert"]["id"] == str(alert.pk)
    assert AccessLog.objects.filter(person=dana, data_class=DataClass.PLAN, purpose="people").exists()


@pytest.mark.parametrize("path", ["alerts", "worklist", "people"])
def test_lists_cost_the_same_however_long_they_are(api, dana, sam, path):
    open_alert(dana)
    client = api(sam)
    client.get(f"/v1/staff/{path}")
    short = _queries(client, path)
    for number in range(8):
        open_alert(_followed_by(sam, f"person-{number}"))

    assert _queries(client, path) == short


def _queries(client, path):
    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(f"/v1/staff/{path}").status_code == 200
    # The access log writes one row a person, in one go: counted as what it is for one.
    written = [query for query in main.captured_queries if "accounts_accesslog" in query["sql"]]
    return len(main) - len(written), len(keys)


def test_one_alert_tells_its_whole_story(api, dana, sam, sue, clock):
    alert = open_alert(dana)
    alerts.sweep_alerts(now=utc("2026-11-23T19:00"))
    clock.move_to(utc("2026-11-23T19:10"))
    _post(api, sue, alert, "outcome", OUTCOME)

    body = api(sam).get(f"/v1/staff/alerts/{alert.pk}").json()

    assert (body["id"], body["state"], body["outcome"]) == (str(alert.pk), "closed", "reached")
    assert body["evidence"][0]["rules"] == ["daily-check-in:self-harm"]
    assert [(page["staff"]["handle"], page["stage"]) for page in body["pages"]] == [("sam", 0), ("sue", 1)]
    assert [step["what"] for step in body["steps"]] == ["opened", "passed-on", "acknowledged", "closed"]
    assert body["steps"][2]["staff"]["handle"] == "sue"
    assert body["outcomes"] == [
        {
            "outcome": "reached",
            "note": "We spoke on the phone.",
            "staff": {"id": str(sue.pk), "handle": "sue"},
            "at": "2026-11-23T19:10:00Z",
        }
    ]
    assert AccessLog.objects.filter(person=dana, staff=sam, purpose="alert").exists()


def test_the_story_of_an_alert_costs_the_same_however_long_it_is(api, dana, sam, sue):
    alert = open_alert(dana)
    client = api(sam)
    alerts.sweep_alerts(now=utc("2026-11-23T19:00"))
    client.get(f"/v1/staff/alerts/{alert.pk}")
    short = _queries(client, f"alerts/{alert.pk}")
    for hour in (20, 21, 22, 23):
        alerts.sweep_alerts(now=utc(f"2026-11-23T{hour}:00"))

    assert _queries(client, f"alerts/{alert.pk}") == short


@pytest.mark.parametrize(("who", "status"), [("sue", 200), ("theo", 404), ("dana", 403), ("nora", 403)])
def test_a_story_is_for_who_may_see_the_alert(api, dana, sue, theo, nora, who, status):
    alert = open_alert(dana)
    asking = {"sue": sue, "theo": theo, "dana": dana, "nora": nora}[who]

    assert api(asking).get(f"/v1/staff/alerts/{alert.pk}").status_code == status


@pytest.mark.parametrize("who", ["sam", "sue"])
def test_of_one_that_ended_with_the_consent_only_that_is_shown(api, dana, sam, sue, who):
    alert = open_alert(dana)
    alerts.acknowledge(sam, alert.pk, now=MONDAY_TEN)
    revoke(dana, DataClass.ALERTS, at=MONDAY_TEN)
    alerts.close(Alert.objects.get(), Alert.Outcome.CONSENT_WITHDRAWN, now=MONDAY_TEN)
    client = api({"sam": sam, "sue": sue}[who])

    one = client.get(f"/v1/staff/alerts/{alert.pk}").json()
    [listed] = client.get("/v1/staff/alerts?state=closed").json()["results"]

    told = {name: value for name, value in one.items() if value not in (None, [])}
    assert told == {"id": str(alert.pk), "state": "closed", "outcome": "consent-withdrawn"}
    assert {name: value for name, value in listed.items() if value not in (None, [])} == told
    assert [row for row in client.get("/v1/staff/worklist").json()["results"] if row["alert_id"]] == []
    assert client.post(f"/v1/staff/alerts/{alert.pk}/claim").status_code == 404


def test_a_new_consent_brings_nothing_of_it_back(api, dana, sam):
    alert = open_alert(dana)
    alerts.close(Alert.objects.get(), Alert.Outcome.CONSENT_WITHDRAWN, now=MONDAY_TEN)

    body = api(sam).get(f"/v1/staff/alerts/{alert.pk}").json()

    assert (body["person"], body["level"], body["evidence"]) == (None, None, [])


def test_who_never_had_it_does_not_learn_that_it_ended(api, dana, theo, sam):
    tess = staffing.add_staff(sam.site, sam.Role.COUNSELLOR, "tess", None)
    alert = open_alert(dana)
    alerts.close(Alert.objects.get(), Alert.Outcome.CONSENT_WITHDRAWN, now=MONDAY_TEN)

    for staff in (tess, theo):
        assert api(staff).get(f"/v1/staff/alerts/{alert.pk}").status_code == 404
        assert api(staff).get("/v1/staff/alerts").json()["results"] == []


def test_the_worklist_and_claims_are_for_on_call_staff_too(api, dana, sam):
    nick = staffing.add_staff(sam.site, sam.Role.ON_CALL, "nick", None)
    alert = open_alert(dana)

    assert len(api(nick).get("/v1/staff/worklist").json()["results"]) == 1
    assert _post(api, nick, alert, "claim").json()["claimed_by"]["handle"] == "nick"
