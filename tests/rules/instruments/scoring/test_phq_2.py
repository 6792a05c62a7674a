"""PHQ-2: two items of 0 to 3, total 0 to 6, 3 and more is positive (Kroenke, Spitzer, Williams 2003)."""

from itertools import product

import pytest

from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.reading import next_instrument, offered_instruments, read
from tests.rules.instruments.scoring.forms import form, read_of

# Every form there is, with its total: the row is item 1, the column item 2.
TOTALS = [
    [0, 1, 2, 3],
    [1, 2, 3, 4],
    [2, 3, 4, 5],
    [3, 4, 5, 6],
]


@pytest.mark.parametrize(("first", "second"), list(product(range(4), range(4))))
def test_every_form_has_its_total_and_its_side_of_three(first, second):
    total = TOTALS[first][second]

    found = read_of("phq-2", {"q1": first, "q2": second})

    assert found.scores == {"total": (total, "positive" if total in (3, 4, 5, 6) else "negative")}
    assert found.level == "L0"


@pytest.mark.parametrize("answers", [form("3-"), form("-3"), {}])
def test_with_one_item_missing_there_is_no_total(answers):
    found = read_of("phq-2", answers)

    assert found.scores == {"total": (None, None)}
    assert found.fired == ()


@pytest.mark.parametrize(
    ("answers", "offered"),
    [
        pytest.param(form("11"), (), id="1+1=2: negative"),
        pytest.param(form("20"), (), id="2+0=2: negative"),
        pytest.param(form("30"), ("phq-9",), id="3+0=3: positive"),
        pytest.param(form("12"), ("phq-9",), id="1+2=3: positive"),
        pytest.param(form("33"), ("phq-9",), id="3+3=6: positive"),
        pytest.param(form("3-"), (), id="3 and nothing: no total, no gate"),
    ],
)
def test_the_gate_offers_the_long_form_and_never_orders_it(answers, offered):
    reading = read(catalogue().instruments["phq-2"], answers, Facts())

    assert offered_instruments(reading) == offered
    assert next_instrument(reading) is None
