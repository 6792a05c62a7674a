"""A safety plan is its owner's: written as a whole, kept version by version, and gone when they say so."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.keys.store import destroy_key
from backend.coping.models import SafetyPlanVersion
from backend.crisis.safety_plan_form import safety_plan_form
from tests.coping.factories import pointers_of
from tests.coping.plan_factories import EMPTY, STEPS, entries_of, safety_plan_with, write_safety_plan
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_who_has_written_none_gets_the_blank_form(api, dana):
    response = api(dana).get("/v1/safety-plan")

    assert response.status_code == 200
    assert (response.data["version"], response.data["written_at"]) == (0, None)
    assert set(map(tuple, entries_of(response.data).values())) == {()}
    assert response.data["form"]["official_form"]["url"] == "https://suicidesafetyplan.com"


def test_the_steps_stand_in_the_order_of_the_form_whatever_order_was_sent(api, dana):
    response = write_safety_plan(api(dana))

    assert [step["code"] for step in response.data["steps"]] == [step.code for step in safety_plan_form().steps]
    assert entries_of(response.data) == STEPS


def test_each_writing_is_a_version_and_the_same_again_is_none(api, dana, clock):
    phone = api(dana)
    write_safety_plan(phone)
    clock.move_to(utc("2026-11-24T18:00"))
    second = write_safety_plan(phone, alone=["Go for a swim"])

    same = write_safety_plan(phone, alone=["Go for a swim"])

    assert (second.data["version"], same.data["version"]) == (2, 2)
    assert second.data["written_at"] == "2026-11-24T18:00:00Z"


def test_its_owner_reads_what_it_said_before_newest_first(api, dana):
    phone = api(dana)
    write_safety_plan(phone, alone=["Sleep"])
    write_safety_plan(phone, alone=["Swim"])

    listed = phone.get("/v1/safety-plan/versions").data["results"]

    assert [(each["version"], entries_of(each)["alone"]) for each in listed] == [(2, ["Swim"]), (1, ["Sleep"])]
    assert entries_of(phone.get("/v1/safety-plan/versions/1").data)["alone"] == ["Sleep"]
    assert phone.get("/v1/safety-plan/versions/3").status_code == 404


def test_a_step_that_is_left_out_is_empty(api, dana):
    phone = api(dana)
    write_safety_plan(phone)

    response = phone.put("/v1/safety-plan", {"steps": [{"code": "alone", "entries": ["Swim"]}]})

    assert entries_of(response.data) == EMPTY | {"alone": ["Swim"]}


def test_of_two_phones_the_second_learns_that_the_plan_has_changed(api, dana):
    phone, tablet = api(dana), api(dana)
    read = {"HTTP_IF_MATCH": phone.get("/v1/safety-plan")["ETag"]}
    write_safety_plan(phone, headers=read)

    late = write_safety_plan(tablet, headers=read, alone=["Swim"])

    assert (late.status_code, late.data["code"]) == (412, "precondition-failed")
    assert entries_of(phone.get("/v1/safety-plan").data) == STEPS


def test_what_the_phone_has_is_not_sent_again(api, dana):
    phone = api(dana)
    written = write_safety_plan(phone)

    again = phone.get("/v1/safety-plan", HTTP_IF_NONE_MATCH=written["ETag"])

    assert again.status_code == 304
    assert "private" in again["Cache-Control"]


def test_taking_it_away_takes_every_version(api, dana):
    phone = api(dana)
    write_safety_plan(phone)
    write_safety_plan(phone, alone=["Swim"])

    response = phone.delete("/v1/safety-plan")

    assert response.status_code == 204
    assert phone.get("/v1/safety-plan").data["version"] == 0
    assert phone.get("/v1/safety-plan/versions").data["results"] == []
    assert phone.get("/v1/safety-plan/versions/1").status_code == 404
    assert not SafetyPlanVersion.objects.exists()


def test_one_written_after_it_was_taken_away_is_not_what_another_phone_has_read(api, dana):
    phone = api(dana)
    old = write_safety_plan(phone)["ETag"]
    phone.delete("/v1/safety-plan")
    write_safety_plan(phone)

    assert phone.delete("/v1/safety-plan", HTTP_IF_MATCH=old).status_code == 412
    assert write_safety_plan(phone, headers={"HTTP_IF_MATCH": old}).status_code == 412


def test_it_is_not_taken_away_by_who_has_read_another_version(api, dana):
    phone = api(dana)
    old = write_safety_plan(phone)["ETag"]
    write_safety_plan(phone, alone=["Swim"])

    response = phone.delete("/v1/safety-plan", HTTP_IF_MATCH=old)

    assert response.status_code == 412
    assert SafetyPlanVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("steps", "pointer"),
    [
        ([{"code": "alone", "entries": ["Swim", "a" * 201]}], "/steps/0/entries/1"),
        ([{"code": "signs", "entries": []}, {"code": "alone", "entries": ["  "]}], "/steps/1/entries/0"),
        ([{"code": "alone", "entries": ["Sw\x1bim"]}], "/steps/0/entries/0"),
        ([{"code": "alone", "entries": ["Sw\x00im"]}], "/steps/0/entries/0"),
        ([{"code": "alone", "entries": [7]}], "/steps/0/entries/0"),
        ([{"code": "alone", "entries": ["Swim"] * 21}], "/steps/0/entries"),
        ([{"code": "alone", "entries": ["Swim"] * 10_000}], "/steps/0/entries"),
        ([{"code": "alone", "entries": "Swim"}], "/steps/0/entries"),
        ([{"code": "alone", "entries": [], "mood": 1}], "/steps/0/mood"),
        ([{"code": "moon", "entries": []}], "/steps/0/code"),
        ([{"code": "alone", "entries": []}, {"code": "alone", "entries": []}], "/steps"),
    ],
)
def test_what_is_wrong_is_named_entry_by_entry_and_nothing_is_kept(api, dana, steps, pointer):
    response = api(dana).put("/v1/safety-plan", {"steps": steps})

    assert (response.status_code, response.data["code"]) == (400, "invalid-request")
    assert pointers_of(response) == [pointer]
    assert not SafetyPlanVersion.objects.exists()


def test_breaks_become_spaces_and_every_script_is_kept(api, dana):
    entries = ["Feed\nthe\tcat", "اتصل بأخي", "🐈 and tea", "<b>loud</b>"]

    response = write_safety_plan(api(dana), alone=entries)

    assert entries_of(response.data)["alone"] == ["Feed the cat", "اتصل بأخي", "🐈 and tea", "<b>loud</b>"]


def test_nobody_who_opens_the_database_reads_it(api, dana):
    write_safety_plan(api(dana), people=["Brother Maximilian"])

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM coping_safetyplanversion")
        stored = bytes(cursor.fetchone()[0])

    assert b"Maximilian" not in stored


def test_without_its_key_the_plan_is_empty_and_the_page_stands(api, dana):
    phone = api(dana)
    write_safety_plan(phone)
    destroy_key(dana.pk)

    response = phone.get("/v1/safety-plan")

    assert response.status_code == 200
    assert entries_of(response.data) == EMPTY


def test_another_person_has_another_plan(api, dana, nora):
    write_safety_plan(api(dana))

    assert api(nora).get("/v1/safety-plan").data["version"] == 0
    assert api(nora).get("/v1/safety-plan/versions/1").status_code == 404
    api(nora).delete("/v1/safety-plan")
    assert SafetyPlanVersion.objects.filter(person=dana).count() == 1


@pytest.mark.parametrize("path", ["", "/versions", "/versions/1", "/printable"])
def test_it_takes_an_account_of_a_person(api, sam, olive, path):
    assert api().get(f"/v1/safety-plan{path}").status_code == 401
    assert api(sam).get(f"/v1/safety-plan{path}").status_code == 403
    assert api(olive).get(f"/v1/safety-plan{path}").status_code == 403


def test_many_versions_cost_no_more_queries(api, dana, django_assert_num_queries):
    phone = api(dana)
    write_safety_plan(phone)
    with CaptureQueriesContext(connection) as early:
        phone.get("/v1/safety-plan/versions")
    count = len(early)
    for number in range(6):
        write_safety_plan(phone, alone=[f"Swim {number}"])

    with django_assert_num_queries(count):
        phone.get("/v1/safety-plan/versions")


def test_a_put_with_a_body_that_is_no_plan_is_refused(api, dana):
    assert pointers_of(api(dana).put("/v1/safety-plan", {})) == ["/steps"]
    assert pointers_of(api(dana).put("/v1/safety-plan", safety_plan_with() | {"id": str(uuid.uuid4())})) == ["/id"]
