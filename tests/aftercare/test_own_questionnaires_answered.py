"""A site's own questionnaire is asked, read and followed as a packaged one is, by the version it was opened with."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts import staffing
from backend.accounts.models import Assignment, Consent, DataClass
from backend.aftercare import opening
from backend.aftercare.models import CheckIn, Response
from backend.aftercare.questionnaires import keeping
from backend.aftercare.questionnaires.lookup import instrument_of
from backend.care_team.models import Alert
from backend.instruments.answers import check_answers
from backend.instruments.facts import Facts
from backend.instruments.reading import read
from notifications import schedules
from tests.aftercare.factories import MONDAY_TEN, answer, begin, plan_daily
from tests.aftercare.questionnaires import MORNING, add, second_version
from tests.times import utc

pytestmark = pytest.mark.django_db

UNSAFE = {"sleep": 2, "dizzy": 0, "unsafe": 1}
NINE = utc("2026-11-23T14:00")  # 09:00 in New York


@pytest.fixture
def morning(clinic):
    return add(clinic)


def followed_elsewhere_too(person, staff):
    staffing.assign(person, staff, now=MONDAY_TEN)
    Consent.objects.bulk_create(
        Consent(person=person, site=staff.site, data_class=each, granted_at=MONDAY_TEN) for each in DataClass
    )


def test_answers_are_scored_and_read_by_its_rules(api, dana, sam, morning):
    response = answer(api(dana), begin(dana, "harbour-morning"), UNSAFE)

    body = response.json()
    assert response.status_code == 201
    assert body["level"] == "L2"
    assert body["scores"] == [{"scale": "night", "value": 2, "band": None}]
    assert body["actions"] == ["show_card:suicide", "administer:asq", "staff_contact_same_day", "offer:phq-2"]
    assert body["help"]["cards"][0]["code"] == "suicide"
    assert body["next"]["instrument"] == "asq"
    assert Alert.objects.get().evidence.get().rules == ["harbour-morning:unsafe"]


def test_its_highest_level_pages_at_once(api, dana, sam, morning):
    body = answer(api(dana), begin(dana, "harbour-morning"), {"signs": ["fit"]}, final=False).json()

    assert (body["level"], body["help"]["cards"][0]["code"]) == ("L3", "medical-emergency")
    assert Alert.objects.get().due_at == utc("2026-11-23T15:15")


def test_a_refusal_counts_as_its_document_says(api, dana, morning):
    assert answer(api(dana), begin(dana, "harbour-morning"), {"unsafe": 9}).json()["level"] == "L2"


def test_an_unknown_value_is_refused_with_help(api, dana, sam, morning):
    response = answer(api(dana), begin(dana, "harbour-morning"), UNSAFE | {"sleep": 7})

    assert (response.status_code, response.json()["code"]) == (400, "unknown-answer")
    assert response.json()["help"]["cards"][0]["code"] == "suicide"
    assert Alert.objects.exists()
    assert not Response.objects.exists()


def test_an_open_check_in_keeps_the_version_it_was_opened_with(api, dana, clinic, morning):
    first = begin(dana, "harbour-morning")
    add(clinic, second_version())
    second = begin(dana, "harbour-morning")

    old = answer(api(dana), first, {"dizzy": 1, "sleep": 2, "falls": 2}).json()
    new = answer(api(dana), second, {"dizzy": 1, "sleep": 2}).json()

    assert (first.version, second.version) == (1, 2)
    assert old["scores"] == [{"scale": "night", "value": 4, "band": "night"}]
    assert old["actions"] == ["staff_review_next_working_day", "offer:phq-2"]
    assert new["scores"] == [{"scale": "night", "value": 2, "band": "night"}]
    assert [rule.id for rule in instrument_of(second).rules][-1] == "dizzy"


def test_answers_for_another_version_are_refused_and_read_by_the_one_they_name(api, dana, sam, clinic, morning):
    check_in = begin(dana, "harbour-morning")
    add(clinic, second_version())

    named = {"code": "harbour-morning", "version": 2}
    response = answer(api(dana), check_in, {"dizzy": 1}, instrument=named)

    assert (response.status_code, response.json()["code"]) == (422, "other-instrument")
    assert Alert.objects.get().evidence.get().rules == ["harbour-morning:dizzy"]
    assert not Response.objects.exists()


def test_answers_to_somebody_else_s_check_in_are_read_by_what_they_name(api, dana, sam, nora, morning):
    response = answer(api(dana), begin(nora), UNSAFE, instrument={"code": "harbour-morning", "version": 1})

    assert response.status_code == 404
    assert response.json()["help"]["cards"][0]["code"] == "suicide"
    assert Alert.objects.get().person == dana


def test_a_body_at_fault_is_read_by_the_check_in_s_own_version(api, dana, sam, morning):
    response = answer(api(dana), begin(dana, "harbour-morning"), UNSAFE, final="perhaps")

    assert (response.status_code, response.json()["help"]["cards"][0]["code"]) == (400, "suicide")


@pytest.mark.parametrize("code", ["harbour\x00morning", "x" * 300, "Harbour Morning", ""])
def test_a_name_that_no_questionnaire_has_brings_general_help(api, dana, code):
    response = answer(api(dana), uuid.uuid4(), UNSAFE, instrument={"code": code})

    assert response.status_code in (400, 404)
    assert response.json()["help"]["emergency"]["number"] == "911"


def test_a_retired_one_that_is_open_takes_answers_still(api, dana, sam, sue, morning):
    check_in = begin(dana, "harbour-morning")
    keeping.retire(sue, "harbour-morning", now=MONDAY_TEN)

    assert answer(api(dana), check_in, UNSAFE).json()["level"] == "L2"


def test_it_is_asked_now_and_by_a_schedule_in_its_newest_version(api, dana, sam, clinic, morning):
    plan_daily(dana, sam, instrument="harbour-morning")
    add(clinic, second_version())

    opening.open_check_ins(now=NINE)
    asked = api(sam).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "harbour-morning"})

    assert asked.json()["instrument"] == {"code": "harbour-morning", "version": 2}
    assert [each.version for each in CheckIn.objects.all()] == [2, 2]


def test_an_answer_opens_a_planned_one_that_the_scan_has_not_reached(api, dana, sam, morning):
    schedule = plan_daily(dana, sam, instrument="harbour-morning").schedule
    due = schedules.upcoming(schedule, after=utc("2026-11-23T00:00"), limit=1)[0]

    response = answer(api(dana), due.occurrence_id, UNSAFE)

    assert (response.status_code, response.json()["level"]) == (201, "L2")


def test_opening_asks_once_for_the_versions_of_all(dana, sam, clinic, morning):
    add(clinic, MORNING | {"code": "harbour-evening"})
    plan_daily(dana, sam, instrument="harbour-morning")
    with CaptureQueriesContext(
        connection,
    ) as one:
        opening.open_check_ins(now=NINE)
    for code in ("harbour-morning", "harbour-evening", "harbour-morning"):
        plan_daily(dana, sam, instrument=code, now=NINE)

    with CaptureQueriesContext(connection) as several:
        opening.open_check_ins(now=utc("2026-11-24T14:00"))

    about = [[q for q in found.captured_queries if "sitequestionnaire" in q["sql"]] for found in (one, several)]
    assert [len(each) for each in about] == [1, 1]


def test_a_packaged_one_is_read_without_a_query(dana, django_assert_num_queries):
    check_in = begin(dana, "phq-9")

    with django_assert_num_queries(0):
        instrument_of(check_in)


def test_what_a_site_asked_by_it_another_site_does_not_read(api, dana, sam, theo, morning):
    followed_elsewhere_too(dana, theo)
    asked = api(sam).post(f"/v1/staff/people/{dana.pk}/check-ins", {"instrument": "harbour-morning"}).json()
    answer(api(dana), asked["id"], {"sleep": 1})

    read = [api(staff).get(f"/v1/staff/people/{dana.pk}/check-ins").json()["results"] for staff in (sam, theo)]

    assert [[each["instrument"]["code"] for each in found] for found in read] == [["harbour-morning"], []]


def test_what_a_person_began_by_it_is_nobody_s_to_wait_for(api, dana, sam, morning):
    begin(dana, "harbour-morning", now=utc("2026-11-20T15:00"))
    begin(dana, "harbour-morning", now=utc("2026-11-21T15:00"))

    opening.close_missed(now=MONDAY_TEN)

    assert {check_in.state for check_in in CheckIn.objects.all()} == {"missed"}
    assert not Alert.objects.exists()


def test_who_is_not_followed_there_cannot_begin_or_read_it(api, dana, nora, morning):
    assert api(nora).post("/v1/check-ins", {"instrument": "harbour-morning"}).status_code == 400
    assert api(nora).get("/v1/instruments/harbour-morning").status_code == 404
    assert "harbour-morning" not in [each["code"] for each in api(nora).get("/v1/instruments").json()["results"]]


def test_it_is_listed_for_those_who_are_followed_there_and_says_whose_it_is(api, dana, morning):
    listed = {each["code"]: each for each in api(dana).get("/v1/instruments").json()["results"]}

    assert listed["harbour-morning"] == {
        "code": "harbour-morning",
        "version": 1,
        "title": "Morning round",
        "site": "Harbour Clinic",
    }
    assert listed["phq-9"]["site"] is None


def test_it_travels_with_rules_cards_syntax_and_vectors(api, dana, morning):
    client = api(dana)
    response = client.get("/v1/instruments/harbour-morning")

    body = response.json()
    assert {key: body[key] for key in MORNING} == MORNING
    assert [card["code"] for card in body["cards"]] == ["medical-emergency", "suicide"]
    assert body["when_syntax"]["grammar"]
    assert (body["version"], body["rating_rules"]) == (1, [])
    unchanged = client.get("/v1/instruments/harbour-morning", HTTP_IF_NONE_MATCH=response.headers["ETag"])
    assert unchanged.status_code == 304


def test_its_vectors_exercise_each_rule_and_band(api, dana, morning):
    vectors = api(dana).get("/v1/instruments/harbour-morning").json()["vectors"]

    instrument = instrument_of(begin(dana, "harbour-morning"))
    fired = {rule.id for v in vectors for rule in read(instrument, v["answers"], Facts(**v["facts"])).rules}
    assert fired == {"night", "fit", "unsafe", "tired"}
    assert all(check_answers(instrument, vector["answers"]) == [] for vector in vectors)
    assert set(vectors[0]) == {"name", "instrument", "facts", "answers", "expect"}


def test_a_phone_gets_the_version_of_an_open_check_in(api, dana, clinic, morning):
    begin(dana, "harbour-morning")
    add(clinic, second_version())

    assert api(dana).get("/v1/instruments/harbour-morning?version=1").json()["skip"] == MORNING["skip"]
    assert api(dana).get("/v1/instruments/harbour-morning").json()["version"] == 2
    assert api(dana).get("/v1/instruments/harbour-morning?version=3").status_code == 404


def test_what_was_asked_stays_readable_when_the_site_follows_no_more(api, dana, clinic, morning):
    begin(dana, "harbour-morning")
    Assignment.objects.update(ended_at=MONDAY_TEN)

    assert api(dana).get("/v1/instruments/harbour-morning").json()["version"] == 1


def test_what_was_retired_or_switched_off_unasked_is_gone(api, dana, sue, morning):
    keeping.retire(sue, "harbour-morning", now=MONDAY_TEN)
    keeping.switch(sue, "gad-7", is_on=False, now=MONDAY_TEN)

    assert api(dana).get("/v1/instruments/harbour-morning").status_code == 404
    assert api(dana).get("/v1/instruments/gad-7").status_code == 404
    assert {"harbour-morning", "gad-7"}.isdisjoint(
        each["code"] for each in api(dana).get("/v1/instruments").json()["results"]
    )


def test_a_danger_is_followed_up_by_what_the_site_has_switched_off(api, dana, sue):
    keeping.switch(sue, "asq", is_on=False, now=MONDAY_TEN)

    body = answer(api(dana), begin(dana, "phq-9"), {"q9": 1}, final=False).json()

    assert body["next"]["instrument"] == "asq"
    assert api(dana).get("/v1/instruments/asq").status_code == 200


def test_an_export_holds_what_a_site_asked_by_beside_the_answers(api, dana, morning):
    answer(api(dana), begin(dana, "harbour-morning"), {"sleep": 1})
    answer(api(dana), begin(dana, "phq-9"), {"q1": 1})

    exported = api(dana).get("/v1/me/export").json()

    assert '"harbour-morning"' in str(exported).replace("'", '"')
    [own] = find_key(exported, "questionnaires")
    assert own == [{"code": "harbour-morning", "version": 1, "document": MORNING}]


def find_key(document, key):
    """Every value under this key, however deep."""
    members = document.items() if isinstance(document, dict) else enumerate(document)
    for name, value in members:
        if name == key:
            yield value
        elif isinstance(value, dict | list):
            yield from find_key(value, key)
