"""GAD-7: seven items of 0 to 3, total 0 to 21; 5, 10 and 15 are the cut-points (Spitzer and others 2006)."""

import pytest

from tests.rules.instruments.scoring.forms import form, read_of


@pytest.mark.parametrize(
    ("digits", "total", "band", "level"),
    [
        pytest.param("000 0000", 0, "minimal", "L0", id="all 0 = 0"),
        pytest.param("111 1000", 4, "minimal", "L0", id="4x1 = 4"),
        pytest.param("111 1100", 5, "mild", "L0", id="5x1 = 5"),
        pytest.param("222 2100", 9, "mild", "L0", id="4x2 + 1 = 9"),
        pytest.param("222 2200", 10, "moderate", "L1", id="5x2 = 10"),
        pytest.param("222 2222", 14, "moderate", "L1", id="7x2 = 14"),
        pytest.param("322 2222", 15, "severe", "L1", id="3 + 6x2 = 15"),
        pytest.param("333 3333", 21, "severe", "L1", id="7x3 = 21"),
        pytest.param("012 3012", 9, "mild", "L0", id="0+1+2+3+0+1+2 = 9"),
    ],
)
def test_the_total_is_the_sum_and_falls_in_its_band(digits, total, band, level):
    found = read_of("gad-7", form(digits))

    assert found.scores == {"total": (total, band)}
    assert (found.level, found.fired) == (level, (band,))


@pytest.mark.parametrize("missing", range(1, 8))
def test_whichever_item_is_missing_there_is_no_total(missing):
    answers = form("333 3333")
    del answers[f"q{missing}"]

    found = read_of("gad-7", answers)

    assert found.scores == {"total": (None, None)}
    assert (found.level, found.fired) == ("L0", ())


@pytest.mark.parametrize(
    ("digits", "is_tapering", "fired"),
    [
        pytest.param("222 2100", True, ("mild",), id="9 in a taper: below the cut-point"),
        pytest.param("222 2200", True, ("moderate", "anxious-in-taper"), id="10 in a taper"),
        pytest.param("222 2200", False, ("moderate",), id="10 without one"),
        pytest.param("333 333-", True, (), id="18 of six items in a taper: no total"),
    ],
)
def test_anxiety_during_a_taper_goes_to_the_prescriber_from_ten_on(digits, is_tapering, fired):
    assert read_of("gad-7", form(digits), benzodiazepine_taper=is_tapering).fired == fired
