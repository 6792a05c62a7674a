from dataclasses import asdict

import pytest

from backend.instruments.answers import check_answers
from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.reading import read
from backend.instruments.vectors import vectors, vectors_for


def facts_from(raw):
    return Facts(**{**raw, "substances": frozenset(raw.get("substances", []))})


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_the_code_reads_answers_as_the_published_rules_say(vector):
    instrument = catalogue().instruments[vector["instrument"]]

    reading = read(instrument, vector["answers"], facts_from(vector["facts"]))

    assert {
        "level": reading.level,
        "actions": list(reading.actions),
        "scores": [asdict(score) for score in reading.scores],
    } == vector["expect"]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_every_vector_holds_answers_that_a_phone_could_send(vector):
    assert check_answers(catalogue().instruments[vector["instrument"]], vector["answers"]) == []


def test_every_rule_and_band_of_the_catalogue_fires_in_some_vector():
    fired = set()
    for vector in vectors():
        reading = read(catalogue().instruments[vector["instrument"]], vector["answers"], facts_from(vector["facts"]))
        fired |= {(rule.instrument, rule.id) for rule in reading.rules}

    published = {(rule.instrument, rule.id) for i in catalogue().instruments.values() for rule in i.rules}

    assert published - fired == set()


def test_vectors_are_found_by_instrument():
    assert {vector["instrument"] for vector in vectors_for("sds-bzd")} == {"sds-bzd"}


def test_every_band_of_a_total_has_a_vector_at_both_of_its_edges():
    totals = {
        (vector["instrument"], score["value"])
        for vector in vectors()
        for score in vector["expect"]["scores"]
        if score["scale"] == "total"
    }
    edges = {
        (instrument.code, band[edge])
        for instrument in catalogue().instruments.values()
        for band in instrument.raw.get("bands", [])
        for edge in ("min", "max")
        if edge in band
    }

    assert edges - totals == set()
