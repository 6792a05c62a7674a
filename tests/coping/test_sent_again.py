"""A phone that repeats itself gets what it was told before, as far as that is still right."""

import json

import pytest

from backend.api import idempotency
from backend.api.models import IdempotencyRecord
from backend.care_team.holds import raise_hold
from backend.coping.exercises.choices import choose_for_oneself
from backend.coping.exercises.library import library
from backend.instruments.levels import Level
from tests.coping.factories import NOON, answer_profile, cards_of
from tests.coping.plan_factories import make_plan

pytestmark = pytest.mark.django_db

CHOSEN = "5e6f1c0a-8a44-4f0e-9b38-2f3f8f1f7c55"
repeats = pytest.mark.parametrize(
    ("named", "headers"),
    [({"id": CHOSEN}, {}), ({}, {"HTTP_IDEMPOTENCY_KEY": CHOSEN})],
    ids=["by id", "by key"],
)


@repeats
@pytest.mark.parametrize(
    ("level", "because"),
    [(Level.L3, "Right now you need a person, not an exercise."), (Level.L2, "No exercise fits right now.")],
)
def test_an_answer_sent_again_holds_to_a_danger_told_since(api, careful_dana, level, because, named, headers):
    phone = api(careful_dana)
    make_plan(phone, "stressed", "leave")
    for slug in (slug for slug, exercise in library().exercises.items() if exercise.calm_at_l2):
        choose_for_oneself(careful_dana, slug, "not-for-me", now=NOON)
    craving = named | {"intensity": 9, "triggers": ["stress"]}
    before = phone.post("/v1/cravings", craving, **headers)
    raise_hold(careful_dana, level, only_contact=False, now=NOON)

    again = phone.post("/v1/cravings", craving, **headers)

    assert before.data["exercise"]
    assert before.data["plans"]
    assert (again.data["session"], again.data["exercise"], again.data["alternatives"]) == (None, None, [])
    assert (again.data["plans"], again.data["wait"]) == ([], None)
    assert again.data["because"].startswith(because)
    assert cards_of(again) == ["medical-emergency", "suicide"]
    assert again.data["people"]


@repeats
@pytest.mark.parametrize(
    ("since", "routes", "cards"),
    [
        ("driving", ["park-first"], []),
        ("severe_withdrawal", ["get-medical-help"], ["medical-emergency", "bzd-withdrawal-severe"]),
    ],
)
def test_an_answer_sent_again_holds_to_the_profile_of_now(api, careful_dana, since, routes, cards, named, headers):
    phone, craving = api(careful_dana), named | {"intensity": 6}
    before = phone.post("/v1/cravings", craving, **headers)
    answer_profile(careful_dana, **{since: "yes"})

    again = phone.post("/v1/cravings", craving, **headers)

    assert before.data["exercise"]
    assert (again.data["session"], again.data["exercise"], again.data["alternatives"]) == (None, None, [])
    assert (again.data["routes"], cards_of(again)) == (routes, cards)


@repeats
def test_an_answer_sent_again_leaves_out_what_is_not_wanted_any_more(api, careful_dana, named, headers):
    phone, craving = api(careful_dana), named | {"intensity": 6}
    before = phone.post("/v1/cravings", craving, **headers)
    first, *others = [before.data["exercise"]["slug"], *(each["slug"] for each in before.data["alternatives"])]
    choose_for_oneself(careful_dana, others[0], "not-for-me", now=NOON)
    without_another = phone.post("/v1/cravings", craving, **headers)
    choose_for_oneself(careful_dana, first, "not-for-me", now=NOON)
    without_the_first = phone.post("/v1/cravings", craving, **headers)

    assert without_another.data["exercise"]["slug"] == first
    assert [each["slug"] for each in without_another.data["alternatives"]] == others[1:]
    assert (without_the_first.data["exercise"], without_the_first.data["routes"]) == (None, ["helpline"])
    assert without_the_first.data["help"]["lines"]


@repeats
def test_an_answer_sent_again_brings_people_where_the_rating_was_corrected_upwards(api, careful_dana, named, headers):
    phone, craving = api(careful_dana), named | {"intensity": 6}
    first = phone.post("/v1/cravings", craving, **headers)
    phone.post("/v1/cravings", {"intensity": 9})
    phone.patch(f"/v1/cravings/{first.data['id']}", {"intensity": 9})

    again = phone.post("/v1/cravings", craving, **headers)

    assert first.data["help"] is None
    assert again.data["help"]["lines"]
    assert again.data["routes"] == ["helpline"]


def test_a_key_keeps_neither_the_place_nor_what_was_near_it(api, careful_dana):
    craving = {"intensity": 9, "near": "40.7128,-74.0060"}
    phone = api(careful_dana)

    first = phone.post("/v1/cravings", craving, HTTP_IDEMPOTENCY_KEY=CHOSEN)
    elsewhere = phone.post("/v1/cravings", craving | {"near": "41.1,-74.2"}, HTTP_IDEMPOTENCY_KEY=CHOSEN)
    another = phone.post("/v1/cravings", craving | {"intensity": 8}, HTTP_IDEMPOTENCY_KEY=CHOSEN)

    assert (first.status_code, elsewhere.status_code, another.status_code) == (201, 201, 422)
    assert first.data["id"] == elsewhere.data["id"]
    record = IdempotencyRecord.objects.get()
    assert json.loads(idempotency._box(CHOSEN).decrypt(bytes(record.response)))["data"] == {"id": first.data["id"]}


def test_what_was_deleted_does_not_come_back_under_its_key(api, careful_dana):
    phone = api(careful_dana)
    first = phone.post("/v1/cravings", {"intensity": 6}, HTTP_IDEMPOTENCY_KEY=CHOSEN)
    phone.delete(f"/v1/cravings/{first.data['id']}")

    again = phone.post("/v1/cravings", {"intensity": 6}, HTTP_IDEMPOTENCY_KEY=CHOSEN)

    assert (again.status_code, again.data["code"]) == (410, "craving-deleted")
    assert again.data["help"]["lines"]
