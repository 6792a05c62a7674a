"""PHQ-9: nine items of 0 to 3, total 0 to 27; 5, 10, 15 and 20 are the cut-points (Kroenke, Spitzer, Williams 2001).

Item 9 fires at 1 and more on its own, whatever the total (reference, section 4).
"""

import pytest

from tests.rules.instruments.scoring.forms import form, read_of


@pytest.mark.parametrize(
    ("digits", "total", "band", "level"),
    [
        pytest.param("000 000 000", 0, "minimal", "L0", id="all 0 = 0"),
        pytest.param("111 100 000", 4, "minimal", "L0", id="4x1 = 4"),
        pytest.param("111 110 000", 5, "mild", "L0", id="5x1 = 5"),
        pytest.param("333 000 000", 9, "mild", "L0", id="3x3 = 9"),
        pytest.param("222 220 000", 10, "moderate", "L1", id="5x2 = 10"),
        pytest.param("333 320 000", 14, "moderate", "L1", id="4x3 + 2 = 14"),
        pytest.param("333 330 000", 15, "moderately severe", "L1", id="5x3 = 15"),
        pytest.param("333 333 100", 19, "moderately severe", "L1", id="6x3 + 1 = 19"),
        pytest.param("333 333 200", 20, "severe", "L2", id="6x3 + 2 = 20"),
        pytest.param("333 333 330", 24, "severe", "L2", id="8x3 = 24, item 9 at 0"),
        pytest.param("012 301 230", 12, "moderate", "L1", id="0+1+2+3+0+1+2+3+0 = 12"),
    ],
)
def test_the_total_is_the_sum_and_falls_in_its_band(digits, total, band, level):
    found = read_of("phq-9", form(digits))

    assert found.scores == {"total": (total, band)}
    assert found.level == level
    assert found.fired == (band,)


@pytest.mark.parametrize(
    ("digits", "total", "band"),
    [
        pytest.param("000 000 001", 1, "minimal", id="item 9 alone = 1"),
        pytest.param("000 000 003", 3, "minimal", id="item 9 at 3 = 3"),
        pytest.param("111 100 001", 5, "mild", id="4x1 + 1 = 5"),
        pytest.param("333 000 001", 10, "moderate", id="3x3 + 1 = 10"),
        pytest.param("333 333 331", 25, "severe", id="8x3 + 1 = 25"),
        pytest.param("333 333 333", 27, "severe", id="9x3 = 27"),
    ],
)
def test_item_nine_is_level_two_whatever_the_total(digits, total, band):
    found = read_of("phq-9", form(digits))

    assert found.scores == {"total": (total, band)}
    assert (found.level, found.fired) == ("L2", (band, "item-nine"))


@pytest.mark.parametrize(
    ("digits", "level", "fired"),
    [
        pytest.param("--- --- --1", "L2", ("item-nine",), id="item 9 and nothing else"),
        pytest.param("000 000 -01", "L2", ("item-nine",), id="item 7 missing, item 9 at 1"),
        pytest.param("333 333 33-", "L0", (), id="8x3 and item 9 missing: no total, so no band"),
        pytest.param("-33 333 330", "L0", (), id="item 1 missing, 7x3 given"),
        pytest.param("--- --- --0", "L0", (), id="item 9 at 0"),
    ],
)
def test_one_item_missing_means_no_total_and_item_nine_fires_all_the_same(digits, level, fired):
    found = read_of("phq-9", form(digits))

    assert found.scores == {"total": (None, None)}
    assert (found.level, found.fired) == (level, fired)


@pytest.mark.parametrize("missing", range(1, 10))
def test_whichever_item_is_missing_there_is_no_total(missing):
    answers = form("111 111 110")
    del answers[f"q{missing}"]

    assert read_of("phq-9", answers).scores == {"total": (None, None)}


@pytest.mark.parametrize("difficulty", [0, 1, 2, 3])
def test_the_question_about_difficulty_adds_nothing(difficulty):
    # 4x1 = 4; with the tenth question it would be 5 and mild.
    found = read_of("phq-9", form("111 100 000") | {"q10": difficulty})

    assert found.scores == {"total": (4, "minimal")}


def test_the_question_about_difficulty_is_not_needed_for_a_total():
    assert read_of("phq-9", form("111 100 000")).scores == {"total": (4, "minimal")}
