"""ASQ (Horowitz and others 2012): yes to any of 1 to 4 is positive, yes to 5 is acute. A refusal (9) counts as yes."""

from itertools import permutations

import pytest

from tests.rules.instruments.scoring.forms import form, read_of

NEGATIVE, POSITIVE, ACUTE = "negative", "non-acute positive", "acute positive (imminent risk identified)"


@pytest.mark.parametrize(
    ("digits", "level", "fired"),
    [
        pytest.param("0000-", "L0", (NEGATIVE,), id="four times no"),
        pytest.param("00000", "L0", (NEGATIVE,), id="five times no"),
        pytest.param("10000", "L2", (POSITIVE,), id="yes to 1, not now"),
        pytest.param("01000", "L2", (POSITIVE,), id="yes to 2, not now"),
        pytest.param("00100", "L2", (POSITIVE,), id="yes to 3, not now"),
        pytest.param("00010", "L2", (POSITIVE,), id="yes to 4, not now"),
        pytest.param("11110", "L2", (POSITIVE,), id="yes to all, not now"),
        pytest.param("10001", "L3", (ACUTE,), id="yes to 1, and now"),
        pytest.param("11111", "L3", (ACUTE,), id="yes to everything"),
        pytest.param("00001", "L3", (NEGATIVE, ACUTE), id="four times no, and now"),
        pytest.param("90000", "L2", (POSITIVE,), id="1 refused"),
        pytest.param("09000", "L2", (POSITIVE,), id="2 refused"),
        pytest.param("00900", "L2", (POSITIVE,), id="3 refused"),
        pytest.param("00090", "L2", (POSITIVE,), id="4 refused"),
        pytest.param("10009", "L3", (ACUTE,), id="5 refused"),
        pytest.param("00009", "L3", (NEGATIVE, ACUTE), id="four times no, 5 refused"),
        pytest.param("99999", "L3", (ACUTE,), id="everything refused"),
        pytest.param("1----", "L2", (POSITIVE,), id="yes to 1 and nothing more: 5 is not answered yet"),
        pytest.param("9----", "L2", (POSITIVE,), id="1 refused and nothing more"),
        pytest.param("----1", "L3", (ACUTE,), id="5 alone"),
        pytest.param("----9", "L3", (ACUTE,), id="5 refused alone"),
        pytest.param("----0", "L0", (), id="no to 5 alone clears nobody"),
        pytest.param("000--", "L0", (), id="three times no is not finished"),
        pytest.param("-0000", "L0", (), id="1 missing"),
        pytest.param("-----", "L0", (), id="nothing"),
    ],
)
def test_each_pattern_of_answers_is_read_as_published(digits, level, fired):
    found = read_of("asq", form(digits))

    assert (found.level, found.fired) == (level, fired)
    assert found.scores == {}


def test_in_whatever_order_the_answers_come_they_mean_the_same():
    answers = {"q1": 0, "q2": 9, "q3": 0, "q4": 1, "q5": 0}

    for order in permutations(answers):
        found = read_of("asq", {item: answers[item] for item in order})

        assert (found.level, found.fired) == ("L2", (POSITIVE,))
