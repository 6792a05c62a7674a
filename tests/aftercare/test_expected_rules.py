"""A supervisor expects one rule of L1 for one person: it fires, is stored, and opens no alert."""

import json

import pytest

from backend.accounts import staffing
from backend.accounts.models import AccessLog, DataClass
from backend.aftercare.models import Response
from backend.care_team.expected_rules.telling import DATA
from backend.care_team.holds import hold_of
from backend.care_team.models import Alert, ExpectedRule
from backend.instruments.catalogue import catalogue
from backend.instruments.levels import Level
from tests.aftercare.factories import MONDAY_TEN, SELF_HARM, answer, begin, revoke
from tests.notifications.factories import stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

SLIP = {"rule": "daily-check-in:slip", "until": "2026-12-07T15:00:00Z", "reason": "A wedding this week."}


def _path(person):
    return f"/v1/staff/people/{person.pk}/expected-rules"


def _mark(api, staff, person, **changes):
    return api(staff).post(_path(person), SLIP | changes)


def test_it_fires_and_is_stored_and_opens_no_alert(api, dana, sue):
    _mark(api, sue, dana)

    body = answer(api(dana), begin(dana), {"used": 1}).json()

    assert body["level"] == "L1"
    assert Response.objects.get().level == "L1"
    assert not Alert.objects.exists()


def test_without_a_mark_the_same_answer_opens_one(api, dana, sue):
    answer(api(dana), begin(dana), {"used": 1})

    assert Alert.objects.get().evidence.get().rules == ["daily-check-in:slip"]


def test_what_else_fires_opens_an_alert_without_the_rule_that_is_expected(api, dana, sue):
    _mark(api, sue, dana)

    answer(api(dana), begin(dana), {"used": 1, **SELF_HARM})

    alert = Alert.objects.get()
    assert (alert.level, alert.evidence.get().rules) == ("L2", ["daily-check-in:self-harm"])
    assert hold_of(dana, now=MONDAY_TEN) is not None


def test_the_person_reads_that_it_is_so(api, dana, nora, sue):
    _mark(api, sue, dana)

    [expected] = api(dana).get("/v1/monitoring").json()["expected"]

    assert expected == {
        "rule": "daily-check-in:slip",
        "text": "You used alcohol or a drug that was not prescribed. Your care team expects this for now. "
        "They get no alert about it until 10:00 on 7 December. If it gets worse, tell them.",
        "until": "2026-12-07T15:00:00Z",
    }
    assert api(nora).get("/v1/monitoring").json()["expected"] == []


def test_answers_that_open_no_alert_are_not_said_to_be_watched_as_one(api, dana, sue):
    _mark(api, sue, dana)
    revoke(dana, DataClass.ANSWERS)

    body = answer(api(dana), begin(dana), {"used": 1}).json()

    assert body["monitoring"]["status"] == "nobody"


def test_when_its_time_is_over_it_opens_alerts_again(api, dana, sue, clock):
    _mark(api, sue, dana)
    clock.move_to(utc("2026-12-07T15:00"))

    answer(api(dana), begin(dana, now=utc("2026-12-07T15:00")), {"used": 1})

    assert Alert.objects.exists()
    assert api(dana).get("/v1/monitoring").json()["expected"] == []


def test_one_that_is_ended_opens_alerts_again_at_once(api, dana, sue):
    mark = _mark(api, sue, dana).json()["id"]
    client = api(sue)

    assert client.delete(f"{_path(dana)}/{mark}").status_code == 204
    assert client.delete(f"{_path(dana)}/{mark}").status_code == 204
    answer(api(dana), begin(dana), {"used": 1})
    assert Alert.objects.exists()


def test_a_second_mark_takes_the_place_of_the_first(api, dana, sue):
    _mark(api, sue, dana)
    _mark(api, sue, dana, rule="craving-nrs:high-twice")

    rows = api(sue).get(_path(dana)).json()["results"]

    assert {row["rule"]: row["ended_at"] is None for row in rows} == {
        "craving-nrs:high-twice": True,
        "daily-check-in:slip": False,
    }


def test_another_site_is_told_all_the_same(api, dana, sue, theo, other_clinic):
    staffing.assign(dana, theo, now=utc("2026-11-02T12:00"))
    dana.consent_set.create(site=other_clinic, data_class=DataClass.ALERTS, granted_at=utc("2026-11-02T12:00"))
    _mark(api, sue, dana)

    answer(api(dana), begin(dana), {"used": 1})

    assert Alert.objects.get().site == other_clinic


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"rule": "daily-check-in:self-harm"}, 422, "rule-not-expectable"),  # L2
        ({"rule": "daily-check-in:chest"}, 422, "rule-not-expectable"),  # L3
        ({"rule": "phq-9:minimal"}, 422, "rule-not-expectable"),  # L0
        ({"rule": "phq-9:severe"}, 422, "rule-not-expectable"),
        ({"rule": "daily-check-in:weather"}, 400, "invalid-request"),
        ({"rule": "horoscope:slip"}, 400, "invalid-request"),
        ({"rule": "daily-check-in"}, 400, "invalid-request"),
        ({"rule": "*"}, 400, "invalid-request"),
        ({"until": "2026-12-07T15:00:01Z"}, 400, "invalid-request"),
        ({"until": "2026-11-23T15:00:00Z"}, 400, "invalid-request"),
        ({"until": None}, 400, "invalid-request"),
        ({"reason": "  "}, 400, "invalid-request"),
        ({"reason": None}, 400, "invalid-request"),
    ],
)
def test_only_one_known_rule_of_l1_for_two_weeks_at_most_with_a_reason(api, dana, sue, changes, status, code):
    response = _mark(api, sue, dana, **changes)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not ExpectedRule.objects.exists()


def test_two_weeks_count_from_when_it_was_marked_though_it_was_sent_later(api, dana, sue):
    told = {"occurred_at": "2026-11-22T15:00:00Z", "sent_at": "2026-11-23T15:00:00Z"}

    assert _mark(api, sue, dana, **told).status_code == 400
    assert _mark(api, sue, dana, **told, until="2026-12-06T15:00:00Z").status_code == 201


@pytest.mark.parametrize(("who", "status"), [("sam", 403), ("theo", 403), ("nick", 403), ("ada", 403), ("dana", 403)])
def test_only_a_supervisor_marks(api, dana, sam, theo, who, status):
    nick = staffing.add_staff(sam.site, sam.Role.ON_CALL, "nick", None)
    ada = staffing.add_staff(sam.site, sam.Role.SITE_ADMIN, "ada", None)
    asking = {"sam": sam, "theo": theo, "nick": nick, "ada": ada, "dana": dana}[who]

    assert _mark(api, asking, dana).status_code == status


def test_a_supervisor_marks_nobody_outside_their_site_or_without_consent(api, dana, nora, sue, other_clinic):
    elsewhere = staffing.add_staff(other_clinic, sue.Role.SUPERVISOR, "ines", None)
    outside = [_mark(api, elsewhere, dana).status_code, _mark(api, sue, nora).status_code]
    revoke(dana, DataClass.ALERTS)

    assert [*outside, _mark(api, sue, dana).status_code] == [404, 404, 404]


def test_who_follows_the_person_reads_it_and_the_look_is_on_record(api, dana, sam, sue, theo):
    _mark(api, sue, dana)

    body = api(sam).get(_path(dana)).json()["results"][0]

    assert (body["reason"], body["marked_by"]["handle"]) == ("A wedding this week.", "sue")
    assert AccessLog.objects.filter(staff=sam, person=dana, purpose="expected-rule").exists()
    assert api(theo).get(_path(dana)).status_code == 404


def test_the_same_request_again_is_the_same_mark(api, dana, sue):
    body = SLIP | {"id": "8f3c1f6e-7f4e-4a52-9d44-3f2a5b8f9e01"}
    client = api(sue)

    first, again = client.post(_path(dana), body), client.post(_path(dana), body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_the_reason_is_no_clear_text_in_the_database(api, dana, sue):
    _mark(api, sue, dana)

    assert b"wedding" not in stored_bytes("care_team_expectedrule", "reason")


def test_there_are_words_for_every_rule_that_can_be_expected():
    known = {
        f"{rule.instrument}:{rule.id}"
        for instrument in catalogue().instruments.values()
        for rule in instrument.rules
        if rule.level == Level.L1
    }

    assert set(json.loads(DATA.read_text())["rules"]) == known
