"""Vectors computed from a definition: each rule fires in one, and what is not found is not there to be found."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.instruments.answers import check_answers, values_of
from backend.instruments.catalogue import catalogue
from backend.instruments.exercising import exercise
from backend.instruments.facts import Facts
from backend.instruments.grammar import evaluate, parse
from backend.instruments.loading import instrument_from
from backend.instruments.reading import read
from backend.instruments.scoring import with_scores
from tests.rules.instruments.test_vectors import facts_from


def options(*values):
    return [{"value": value, "label": f"choice {value}"} for value in values]


# Two scales that share an item, gaps between values, a skip that one of them depends on, and a refusal.
SMALL = {
    "code": "small",
    "title": "Small",
    "items": [
        {"id": "a", "text": "A?", "options": options(0, 1, 2)},
        {"id": "b", "text": "B?", "options": options(0, 4)},
        {"id": "c", "text": "C?", "options": options(0, 1), "ask_if": "a >= 1"},
        {"id": "m", "text": "M?", "multi": True, "options": options("x", "y", "none")},
    ],
    "skip": [{"items": ["b"], "when": "a == 0", "value": 0}],
    "refusal": {"value": 9, "label": "Rather not", "items": ["c"], "counts_as": 1},
    "scoring": {
        "method": "subscales",
        "subscales": {
            "one": {"items": ["a", "b"], "range": [0, 6], "higher_is": "worse"},
            "two": {"items": ["b", "c"], "range": [0, 5], "higher_is": "better"},
        },
    },
}
WORDS = ("x", "y", "none")
PICKS = [list(pick) for size in range(len(WORDS) + 1) for pick in combinations(WORDS, size)]
FORMS = [
    {item: value for item, value in zip("abcm", values, strict=True) if value is not None}
    for values in product([None, 0, 1, 2], [None, 0, 4], [None, 0, 1, 9], [None, *PICKS])
]
FACTS = [Facts(substances=frozenset(s), has_prescribed_plan=p) for s in [(), ("opioid",)] for p in (False, True)]

comparisons = st.one_of(
    *(
        st.builds(f"{name} {{}} {{}}".format, st.sampled_from(["==", ">=", "<="]), st.sampled_from(values))
        for name, values in [("a", [0, 1, 2]), ("b", [0, 4]), ("c", [0, 1]), ("one", range(7)), ("two", range(6))]
    )
)
atoms = comparisons | st.sampled_from(
    ["m has x", "m has x|y", "m has 2 or more", "m has none", "plan is opioid", "has_prescribed_plan()"]
)
expressions = st.recursive(
    atoms,
    lambda inner: (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=6,
)


def with_rule(when):
    rule = {"id": "new", "when": when, "level": "L1", "actions": []}
    return instrument_from({**SMALL, "item_rules": [rule]}, catalogue().known, place="here")


@settings(max_examples=400)
@given(expressions)
def test_answers_are_found_for_a_rule_exactly_when_some_form_fires_it(when):
    try:
        instrument = with_rule(when)
    except ValueError:  # a comparison that no answer fulfils is refused before
        return
    expression = parse(when)
    somewhere = any(
        evaluate(expression, with_scores(instrument, values_of(instrument, form, facts)))
        for form in FORMS
        for facts in FACTS
    )

    exercised = exercise(instrument)

    assert bool(exercised.unreached) is not somewhere
    assert somewhere is any("new" in vector["name"] for vector in exercised.vectors)


@pytest.mark.parametrize("instrument", catalogue().instruments.values(), ids=lambda each: each.code)
def test_every_published_rule_and_band_is_exercised(instrument):
    exercised = exercise(instrument)

    fired = {
        rule.id
        for vector in exercised.vectors
        for rule in read(instrument, vector["answers"], facts_from(vector["facts"])).rules
    }
    assert exercised.unreached == ()
    assert fired >= {rule.id for rule in instrument.rules}


@pytest.mark.parametrize("instrument", catalogue().instruments.values(), ids=lambda each: each.code)
def test_a_vector_holds_what_a_phone_could_send_and_what_the_server_reads_of_it(instrument):
    vectors = exercise(instrument).vectors

    assert len({vector["name"] for vector in vectors}) == len(vectors)
    for vector in vectors:
        reading = read(instrument, vector["answers"], facts_from(vector["facts"]))
        assert check_answers(instrument, vector["answers"]) == []
        assert vector["expect"]["level"] == reading.level
        assert vector["expect"]["actions"] == list(reading.actions)


def test_a_band_is_exercised_at_both_of_its_edges():
    totals = {
        vector["name"]: vector["expect"]["scores"][0]["value"]
        for vector in exercise(catalogue().instruments["gad-7"]).vectors
    }

    assert totals["gad-7: mild"] == 5
    assert totals["gad-7: mild, highest"] == 9


def test_a_refusal_is_exercised():
    names = [vector["name"] for vector in exercise(catalogue().instruments["asq"]).vectors]

    assert "asq: everything refused" in names


@pytest.mark.parametrize(
    "when",
    [
        "a == 1 and a == 2",
        "one == 3",  # from 2 to 4 there is nothing: b is 0 or 4
        "a == 0 and one >= 4",  # b is skipped then
        "m has 2 or more and not m has x|y",
        "plan is opioid and not plan is opioid",
        "not (a >= 0 or not a >= 0)",
    ],
)
def test_a_rule_that_no_answers_can_fire_is_named(when):
    assert [rule.id for rule in exercise(with_rule(when)).unreached] == ["new"]


def test_a_rule_made_to_be_hard_is_given_up_and_not_searched_for_ever():
    items = [{"id": f"q{n}", "text": "?", "options": options(1, 2, 3, 4)} for n in range(20)]
    either = " and ".join(f"(q{n} == 1 or q{n} == 2)" for n in range(20))
    when = f"{either} and (q0 == 3 or q1 == 3) and (q0 == 3 or q1 == 4)"
    rules = [{"id": "hard", "when": when, "level": "L1", "actions": []}]
    document = {"code": "hard", "title": "Hard", "items": items, "scoring": {"method": "rules"}, "item_rules": rules}

    exercised = exercise(instrument_from(document, catalogue().known, place="here"))

    assert [rule.id for rule in exercised.unreached] == ["hard"]
