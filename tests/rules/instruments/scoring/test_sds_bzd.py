"""SDS for benzodiazepines: five items of 0 to 3, total 0 to 15, above 6 is likely dependence (de las Cuevas 2000)."""

import pytest

from tests.rules.instruments.scoring.forms import form, read_of

BELOW, ABOVE = "below cut-off", "likely benzodiazepine dependence"


@pytest.mark.parametrize(
    ("digits", "total", "band", "level"),
    [
        pytest.param("00000", 0, BELOW, "L0", id="5x0 = 0"),
        pytest.param("11111", 5, BELOW, "L0", id="5x1 = 5"),
        pytest.param("21111", 6, BELOW, "L0", id="2 + 4x1 = 6, not above 6"),
        pytest.param("22111", 7, ABOVE, "L1", id="2+2 + 3x1 = 7"),
        pytest.param("00313", 7, ABOVE, "L1", id="0+0+3+1+3 = 7"),
        pytest.param("33333", 15, ABOVE, "L1", id="5x3 = 15"),
    ],
)
def test_the_total_is_the_sum_and_counts_above_six(digits, total, band, level):
    found = read_of("sds-bzd", form(digits))

    assert found.scores == {"total": (total, band)}
    assert (found.level, found.fired) == (level, (band,))


@pytest.mark.parametrize("missing", range(1, 6))
def test_whichever_item_is_missing_there_is_no_total(missing):
    answers = form("33333")
    del answers[f"q{missing}"]

    assert read_of("sds-bzd", answers).scores == {"total": (None, None)}
