"""After a slip there is a next step for everybody: the ready lines, or what the person wants to do."""

import pytest
from django.db import connection

from backend.accounts.keys.store import destroy_key
from backend.coping.models import SlipPlan
from backend.coping.plans.slip import slip_plan_of
from backend.crisis.help import card_as_shown
from backend.instruments.catalogue import catalogue
from tests.coping.factories import answer_profile, pointers_of
from tests.times import utc

pytestmark = pytest.mark.django_db

ORDER = ["safety", "people", "meeting", "care-team", "plan"]
OWN = {"steps": [{"code": "people", "lines": ["supporter"], "words": ["Sit in Ana's kitchen"]}]}


def texts_of(data) -> dict[str, list[str]]:
    return {step["code"]: [line["text"] for line in step["lines"]] + step["words"] for step in data["steps"]}


def test_who_has_written_none_gets_the_ready_lines_safety_first(api, dana):
    response = api(dana).get("/v1/slip-plan")

    assert (response.status_code, response.data["version"]) == (200, 0)
    assert [step["code"] for step in response.data["steps"]] == ORDER
    assert all(texts_of(response.data).values())


def test_nobody_is_told_to_call_who_may_hurt_them_unless_they_picked_it(api, careful_dana):
    phone = api(careful_dana)
    before = phone.get("/v1/slip-plan")
    answer_profile(careful_dana, unsafe_contact="yes")

    proposed = phone.get("/v1/slip-plan", HTTP_IF_NONE_MATCH=before["ETag"])
    picked = phone.put("/v1/slip-plan", OWN)

    assert texts_of(before.data)["people"] == ["I call or text one of my people.", "I call a help line."]
    assert texts_of(proposed.data)["people"] == ["I call a help line."]
    assert texts_of(picked.data)["people"][0] == "I call or text one of my people."


def test_facts_about_lost_tolerance_come_from_the_card_alone(api, dana):
    safety = api(dana).get("/v1/slip-plan").data["steps"][0]

    assert card_as_shown(catalogue().cards["tolerance-lost"]) in safety["cards"]


def test_a_plan_is_what_was_picked_and_the_card_stays(api, dana):
    response = api(dana).put("/v1/slip-plan", OWN)

    assert response.status_code == 200
    assert texts_of(response.data) == {
        **{code: [] for code in ORDER},
        "people": ["I call or text one of my people.", "Sit in Ana's kitchen"],
    }
    assert [card["code"] for card in response.data["steps"][0]["cards"]] == ["medical-emergency", "tolerance-lost"]


def test_each_writing_is_a_version_and_the_same_again_is_none(api, dana, clock):
    phone = api(dana)
    phone.put("/v1/slip-plan", OWN)
    clock.move_to(utc("2026-11-24T18:00"))

    same = phone.put("/v1/slip-plan", OWN)
    other = phone.put("/v1/slip-plan", {"steps": []})

    assert (same.data["version"], same.data["written_at"]) == (1, "2026-11-24T17:00:00Z")
    assert (other.data["version"], other.data["written_at"]) == (2, "2026-11-24T18:00:00Z")


def test_of_two_phones_the_second_learns_that_it_has_changed(api, dana):
    phone, tablet = api(dana), api(dana)
    read = phone.get("/v1/slip-plan")["ETag"]
    phone.put("/v1/slip-plan", OWN, HTTP_IF_MATCH=read)

    assert tablet.put("/v1/slip-plan", {"steps": []}, HTTP_IF_MATCH=read).status_code == 412
    assert tablet.delete("/v1/slip-plan", HTTP_IF_MATCH=read).status_code == 412
    assert slip_plan_of(dana).version == 1


def test_one_written_after_it_was_taken_away_is_not_what_another_phone_has_read(api, dana):
    phone = api(dana)
    old = phone.put("/v1/slip-plan", OWN)["ETag"]
    assert phone.delete("/v1/slip-plan").status_code == 204
    phone.put("/v1/slip-plan", OWN)

    assert phone.delete("/v1/slip-plan", HTTP_IF_MATCH=old).status_code == 412


def test_taken_away_the_ready_lines_stand_again(api, dana):
    phone = api(dana)
    phone.put("/v1/slip-plan", OWN)

    phone.delete("/v1/slip-plan")

    assert phone.get("/v1/slip-plan").data["version"] == 0
    assert phone.delete("/v1/slip-plan").status_code == 204


def test_what_the_phone_has_is_not_sent_again(api, dana):
    phone = api(dana)
    read = phone.put("/v1/slip-plan", OWN)["ETag"]

    assert phone.get("/v1/slip-plan", HTTP_IF_NONE_MATCH=read).status_code == 304


@pytest.mark.parametrize(
    ("steps", "pointer"),
    [
        ([{"code": "moon"}], "/steps/0/code"),
        ([{"code": "people", "lines": ["next-meeting"]}], "/steps/0/lines"),
        ([{"code": "people"}, {"code": "people"}], "/steps"),
        ([{"code": "people", "words": ["Ana", "a" * 201]}], "/steps/0/words/1"),
        ([{"code": "people", "words": ["Ana"] * 11}], "/steps/0/words"),
        ([{"code": "people", "mood": 1}], "/steps/0/mood"),
    ],
)
def test_what_is_wrong_is_named(api, dana, steps, pointer):
    response = api(dana).put("/v1/slip-plan", {"steps": steps})

    assert (response.status_code, pointers_of(response)) == (400, [pointer])
    assert not SlipPlan.objects.exists()


def test_it_is_its_owner_s_alone(api, dana, nora, sam):
    api(dana).put("/v1/slip-plan", OWN)

    assert api(nora).get("/v1/slip-plan").data["version"] == 0
    assert api(sam).get("/v1/slip-plan").status_code == 403
    assert api().get("/v1/slip-plan").status_code == 401


def test_nobody_who_opens_the_database_reads_it(api, dana):
    api(dana).put("/v1/slip-plan", OWN)

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM coping_slipplan")
        stored = bytes(cursor.fetchone()[0])

    assert b"kitchen" not in stored


def test_without_its_key_it_is_empty_and_the_cards_stand(api, dana):
    phone = api(dana)
    phone.put("/v1/slip-plan", OWN)
    destroy_key(dana.pk)

    data = phone.get("/v1/slip-plan").data

    assert not any(texts_of(data).values())
    assert data["steps"][0]["cards"]
