"""Answers that are refused are read all the same, whatever else is wrong with the request."""

import pytest

pytestmark = pytest.mark.django_db

OVERDOSE = {"redflags": ["mixed_opioid"], "affected_now": 1}
CARDS = ["medical-emergency", "overdose-benzo", "overdose-with-opioids"]
GENERAL = ["medical-emergency", "suicide"]


def refused(api, body):
    response = api().post("/v1/crisis/check", body)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    return response.json()["help"]


def cards_of(told):
    return [card["code"] for card in told["cards"]]


@pytest.mark.parametrize(
    "fault",
    [
        {"foo": 1},
        {"country": 5},
        {"country": ["US"]},
        {"instrument": None},
        {"instrument": ""},
        {"instrument": 7},
        {"instrument": {"code": ["phq-9"]}},
        {"instrument": "no-such-instrument"},
        {"instrument": "x" * 41},
    ],
    ids=str,
)
def test_with_another_field_at_fault_the_answers_are_read(api, fault):
    told = refused(api, {"answers": OVERDOSE} | fault)

    assert cards_of(told) == CARDS
    assert told["emergency"]["number"] == "112"


def test_answers_without_the_field_around_them_are_read(api):
    assert cards_of(refused(api, OVERDOSE)) == CARDS


def test_what_names_a_usable_instrument_is_read_by_that_one(api):
    told = refused(api, {"country": "US", "instrument": "phq-9", "answers": {"q9": 1}, "foo": 1})

    assert cards_of(told) == ["suicide"]
    assert told["emergency"]["number"] == "911"


def test_calm_answers_with_another_field_at_fault_bring_the_general_help(api):
    assert cards_of(refused(api, {"answers": {"mood": 3}, "foo": 1})) == GENERAL


@pytest.mark.parametrize("country", ["USA", "", "u", "1a", "U\x00", "ß", "U" * 5_000])
def test_a_country_that_is_none_is_no_reason_to_refuse(api, country):
    response = api().post("/v1/crisis/check", {"country": country, "answers": OVERDOSE})

    assert response.status_code == 200
    told = response.json()["help"]
    assert cards_of(told) == CARDS
    assert (told["country"], told["emergency"]["number"]) == (None, "112")
    assert told["directory"]["url"] == "https://findahelpline.com"


@pytest.mark.parametrize(
    "answers",
    [
        {"affected_now": "1"},
        {"affected_now": True},
        {"affected_now": 1.0},
        {"affected_now": [1]},
        {"redflags": [["self_harm"]]},
        {"redflags": {"self_harm": True}},
        {"redflags": [1], "mood": 3},
    ],
    ids=str,
)
def test_answers_that_cannot_be_read_bring_help(api, answers):
    assert cards_of(refused(api, {"answers": answers})) == GENERAL


def test_what_cannot_be_read_hides_nothing_that_can(api):
    assert cards_of(refused(api, {"answers": OVERDOSE | {"mood": "3"}})) == CARDS
