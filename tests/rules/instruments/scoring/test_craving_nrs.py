"""Craving from 0 to 10; the value is the score. 8 and more twice calls for a person (reference, section 4)."""

import pytest

from tests.rules.instruments.scoring.forms import read_of

BANDS = ["low"] * 4 + ["medium"] * 4 + ["high"] * 3  # 0-3, 4-7, 8-10


@pytest.mark.parametrize("value", range(11))
def test_each_value_is_its_own_score(value):
    found = read_of("craving-nrs", {"q1": value})

    assert found.scores == {"total": (value, BANDS[value])}
    assert found.level == "L0"


def test_without_an_answer_there_is_no_score():
    assert read_of("craving-nrs", {}).scores == {"total": (None, None)}


@pytest.mark.parametrize("known", ["craving_high_twice_24h", "craving_high_after_twice"])
def test_high_twice_is_the_next_working_day(known):
    found = read_of("craving-nrs", {"q1": 8}, **{known: True})

    assert (found.level, found.fired) == ("L1", ("high", "high-twice"))
