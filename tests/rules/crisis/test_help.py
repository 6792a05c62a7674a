"""The `help` object of answers and refusals."""

import json
from datetime import date

import pytest

from backend.crisis.help import help_for
from backend.crisis.verifying.findings import Findings
from backend.instruments.catalogue import catalogue

TODAY = date(2026, 11, 22)


def help_in(country, *cards):
    return help_for(country, cards=cards, watching="No one at a clinic sees this.", today=TODAY, findings=Findings())


def test_help_in_the_united_states_has_911_and_then_988():
    found = help_in("US", "suicide")

    assert found["country"] == "US"
    assert found["emergency"] == {
        "number": "911",
        "note": "",
        "state": "one_source",
        "source": "DennisGross/aidlines:data.js; general knowledge",
        "dated_on": "2026-11-22",
    }
    assert [line["number"] for line in found["lines"]][:2] == ["988", "741741"]
    assert found["watching"] == "No one at a clinic sees this."


def test_help_has_the_keys_of_the_contract_with_numbers_before_cards():
    found = help_in("US", "suicide")

    assert list(found) == ["country", "emergency", "lines", "directory", "sentence", "cards", "watching"]
    assert set(found["lines"][0]) >= {
        "id", "name", "number", "how", "hours", "kind", "status", "checked", "verified_on",
    }  # fmt: skip


def test_cards_come_whole_and_in_the_order_asked_for():
    found = help_in("US", "suicide", "medical-emergency")

    assert [card["code"] for card in found["cards"]] == ["suicide", "medical-emergency"]
    suicide = found["cards"][0]
    assert suicide["title"] == "Suicide warning signs"
    assert suicide["who"] == "You or someone you know"
    assert suicide["signs"][0] == {
        "code": "talk",
        "text": "Talking or writing about wanting to die",
        "urgent": True,
        "see_card": None,
    }
    assert suicide["do"][0] == "If you might act on it now, call emergency services or the crisis line now."
    assert suicide["dont"][0] == "Do not stay alone with it."


def test_no_card_shows_what_is_for_staff_only():
    shown = json.dumps(help_in("US", *catalogue().cards))

    assert "%" not in shown
    assert "raise_to" not in shown
    assert "guideline" not in shown


@pytest.mark.parametrize("country", ["UK", "uk", "gb", " GB"])
def test_a_country_is_understood_as_people_write_it(country):
    assert help_in(country, "suicide") == help_in("GB", "suicide")
    assert help_in(country)["country"] == "GB"


@pytest.mark.parametrize("country", [None, "", "ZZ"])
def test_help_for_an_unknown_country_has_112_the_directory_and_never_988(country):
    found = help_in(country, "suicide")

    assert found["country"] is None
    assert found["emergency"]["number"] == "112"
    assert found["lines"] == []
    assert found["directory"]["url"] == "https://findahelpline.com"
    assert "988" not in json.dumps(found)
    assert "911" not in json.dumps(found)


def test_a_country_without_a_crisis_line_says_so_plainly():
    found = help_in("GH", "suicide")

    assert found["emergency"]["number"] == "112"
    assert found["sentence"].startswith("No crisis line is listed for your country yet.")


def test_help_can_be_sent_as_json():
    found = help_for("ES", cards=["suicide"], watching="", today=TODAY, findings=Findings({"es-linea-024": TODAY}))

    assert json.loads(json.dumps(found)) == found
