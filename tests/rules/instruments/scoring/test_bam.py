"""BAM, the 17 items with categories (Cacciola and others 2013; cut-offs as in the file).

Use: items 4, 5, 6. Risk: 1, 2, 3, 8, 11, 15. Protective: 9, 10, 12, 13, 14, 16. Items 7A to 7G and 17 stand in none.
There is no total.
"""

import pytest

from backend.instruments.catalogue import catalogue
from tests.rules.instruments.scoring.forms import read_of

DAYS = [(0, "0"), (1, "1-3"), (2, "4-8"), (3, "9-15"), (4, "16-30")]
HOW_MUCH = [(0, "Not at all"), (1, "Slightly"), (2, "Moderately"), (3, "Considerably"), (4, "Extremely")]
ITEM_7 = [f"q7{letter}" for letter in "abcdefg"]
NO_ITEM_7 = dict.fromkeys(ITEM_7, 0)
RISK = ("q1", "q2", "q3", "q8", "q11", "q15")
PROTECTIVE = ("q9", "q10", "q12", "q13", "q14", "q16")


def options_of(item):
    options = catalogue().instruments["bam"].items_by_id[item].options
    return [(option.value, option.label) for option in options]


def risk(*values):
    return dict(zip(RISK, values, strict=True))


def protective(*values):
    return dict(zip(PROTECTIVE, values, strict=True))


@pytest.mark.parametrize("item", ["q2", "q3", "q4", "q5", "q6", *ITEM_7, "q10", "q11", "q13", "q16"])
def test_days_are_counted_in_the_published_bands(item):
    assert options_of(item) == DAYS


@pytest.mark.parametrize("item", ["q8", "q9", "q12", "q15"])
def test_how_much_is_counted_from_nought_to_four(item):
    assert options_of(item) == HOW_MUCH


def test_health_is_worse_the_higher_it_is_scored():
    assert options_of("q1") == [(0, "Excellent"), (1, "Very good"), (2, "Good"), (3, "Fair"), (4, "Poor")]


def test_enough_income_is_worth_four_and_nothing_in_between():
    assert options_of("q14") == [(0, "No"), (4, "Yes")]


def test_satisfaction_is_scored_the_other_way_round():
    assert options_of("q17") == [
        (4, "Not at all"),
        (3, "Slightly"),
        (2, "Moderately"),
        (1, "Considerably"),
        (0, "Extremely"),
    ]


@pytest.mark.parametrize(
    ("answers", "use", "band"),
    [
        pytest.param({"q4": 0, "q6": 0}, 0, None, id="0, item 5 skipped = 0, 0: 0, below the cut-off of 1"),
        pytest.param({"q4": 0, "q5": 0, "q6": 0}, 0, None, id="0+0+0 = 0"),
        pytest.param({"q4": 1, "q5": 0, "q6": 0}, 1, "use", id="1 to 3 drinking days: 1+0+0 = 1"),
        pytest.param({"q4": 0, "q6": 1}, 1, "use", id="0, skipped, 1: 1"),
        pytest.param({"q4": 2, "q5": 1, "q6": 3}, 6, "use", id="2+1+3 = 6"),
        pytest.param({"q4": 4, "q5": 4, "q6": 4}, 12, "use", id="4+4+4 = 12"),
        pytest.param({"q4": 0, "q5": 4, "q6": 0}, 0, None, id="item 5 was answered, and is 0 where item 4 is 0"),
        pytest.param({"q4": 1, "q6": 0}, None, None, id="item 5 missing while item 4 is 1 is missing"),
        pytest.param({"q4": 4, "q6": 4}, None, None, id="item 5 missing while item 4 is 4 is missing"),
        pytest.param({"q5": 0, "q6": 0}, None, None, id="item 4 missing: nothing is skipped"),
        pytest.param({"q4": 0, "q5": 0}, None, None, id="item 6 missing"),
    ],
)
def test_use_is_the_sum_of_items_4_5_and_6(answers, use, band):
    assert read_of("bam", answers).scores["use"] == (use, band)


@pytest.mark.parametrize(
    ("answers", "score", "band", "level"),
    [
        pytest.param(risk(0, 0, 0, 0, 0, 0), 0, None, "L0", id="6x0 = 0"),
        pytest.param(risk(4, 4, 3, 0, 0, 0), 11, None, "L0", id="4+4+3 = 11"),
        pytest.param(risk(4, 4, 4, 0, 0, 0), 12, "risk", "L1", id="4+4+4 = 12"),
        pytest.param(risk(2, 2, 2, 2, 2, 2), 12, "risk", "L1", id="6x2 = 12"),
        pytest.param(risk(0, 1, 2, 2, 1, 0), 6, None, "L0", id="0+1+2+2+1+0 = 6"),
        pytest.param(risk(4, 4, 4, 2, 4, 4), 22, "risk", "L1", id="5x4 + 2 = 22"),
    ],
)
def test_risk_is_the_sum_of_its_six_items_and_counts_from_twelve(answers, score, band, level):
    found = read_of("bam", answers)

    assert found.scores["risk"] == (score, band)
    assert found.level == level


def test_risk_at_its_highest_is_24():
    # 6x4; item 8 at 4 is the rule for cravings too.
    found = read_of("bam", risk(4, 4, 4, 4, 4, 4))

    assert found.scores["risk"] == (24, "risk")
    assert found.fired == ("risk", "craving")


@pytest.mark.parametrize(
    ("answers", "score", "band", "level"),
    [
        pytest.param(protective(4, 4, 4, 4, 4, 4), 24, None, "L0", id="6x4 = 24"),
        pytest.param(protective(3, 2, 2, 1, 4, 1), 13, None, "L0", id="3+2+2+1+4+1 = 13, above the cut-off"),
        pytest.param(protective(3, 3, 3, 3, 0, 1), 13, None, "L0", id="3+3+3+3+0+1 = 13 without income"),
        pytest.param(protective(3, 3, 3, 3, 0, 0), 12, "protective", "L1", id="4x3 + 0 + 0 = 12"),
        pytest.param(protective(2, 2, 2, 1, 4, 1), 12, "protective", "L1", id="2+2+2+1+4+1 = 12"),
        pytest.param(protective(0, 0, 0, 0, 4, 0), 4, "protective", "L1", id="income alone = 4"),
        pytest.param(protective(0, 0, 0, 0, 0, 0), 0, "protective", "L1", id="6x0 = 0"),
    ],
)
def test_protection_is_the_sum_of_its_six_items_and_counts_up_to_twelve(answers, score, band, level):
    found = read_of("bam", answers)

    assert found.scores["protective"] == (score, band)
    assert found.level == level


@pytest.mark.parametrize(
    ("whole", "scale"),
    [
        (risk(4, 4, 4, 2, 4, 4), "risk"),
        (protective(0, 0, 0, 0, 0, 0), "protective"),
        ({"q4": 1, "q5": 1, "q6": 1}, "use"),
    ],
)
def test_a_subscale_with_any_item_missing_has_no_score_and_no_band(whole, scale):
    for missing in whole:
        answers = {item: value for item, value in whole.items() if item != missing}

        assert read_of("bam", answers).scores[scale] == (None, None)
        assert scale not in read_of("bam", answers).fired


def test_items_7_and_17_are_in_no_subscale():
    others = {"q4": 0, "q6": 1} | risk(1, 1, 1, 1, 1, 1) | protective(3, 3, 3, 3, 4, 3)
    lowest, highest = dict.fromkeys([*ITEM_7, "q17"], 0), dict.fromkeys([*ITEM_7, "q17"], 4)

    # Use 0 + 0 + 1 = 1, risk 6x1 = 6, protective 3+3+3+3+4+3 = 19, whatever the others say.
    for rest in ({}, lowest, highest):
        scores = {scale: value for scale, (value, _) in read_of("bam", others | rest).scores.items()}
        assert scores == {"use": 1, "risk": 6, "protective": 19}


def test_there_is_no_total_even_of_a_whole_form():
    whole = {"q4": 0, "q5": 0, "q6": 0, "q17": 0} | NO_ITEM_7 | risk(0, 0, 0, 0, 0, 0) | protective(4, 4, 4, 4, 4, 4)

    assert list(read_of("bam", whole).scores) == ["use", "risk", "protective"]


@pytest.mark.parametrize(
    ("answers", "fired"),
    [
        pytest.param({"q7b": 1, "q7e": 1}, ("sedatives-and-opioids",), id="both, item 6 not answered"),
        pytest.param({"q6": 0, "q7b": 1, "q7e": 1}, ("sedatives-and-opioids",), id="both, though item 6 says none"),
        pytest.param({"q6": 0, "q7b": 4, "q7e": 0}, (), id="sedatives alone"),
        pytest.param({"q7b": 1, "q4": 1}, ("sedatives-and-alcohol",), id="sedatives and one drinking day"),
        pytest.param({"q7b": 1, "q4": 0}, (), id="sedatives and no drinking day"),
        pytest.param({"q7e": 4, "q4": 4}, (), id="opioids and alcohol have no rule in the file"),
        pytest.param({"q4": 1, "q7b": 1, "q7e": 1}, ("sedatives-and-opioids", "sedatives-and-alcohol"), id="all three"),
    ],
)
def test_what_was_taken_together_is_read_as_it_was_answered(answers, fired):
    found = read_of("bam", answers)

    assert found.fired == fired
    assert found.level == ("L2" if fired else "L0")


def test_items_7_are_accepted_under_no_use_scored_as_skipped_and_read_by_rules():
    found = read_of("bam", {"q4": 0, "q6": 0, "q7b": 3, "q7e": 2})

    assert found.scores["use"] == (0, None)
    assert (found.level, found.fired) == ("L2", ("sedatives-and-opioids",))


@pytest.mark.parametrize(
    ("value", "fired"), [(0, ()), (2, ()), (3, ("craving",)), (4, ("craving",))], ids=["0", "2", "3", "4"]
)
def test_cravings_count_from_considerable_on_and_on_an_unfinished_form(value, fired):
    assert read_of("bam", {"q8": value}).fired == fired
