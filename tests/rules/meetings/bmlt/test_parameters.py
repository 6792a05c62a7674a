"""Query strings as BMLT's clients write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.bmlt.decimals import shortest
from meetings.bmlt.parameters import MAX_ID, NOT_ASKED, Signed, number, read, whole


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "1,2")], ("1", "2")),
        ([("a", "1, 2 ")], ("1", "2")),
        ([("a[]", "1"), ("a[]", "2")], ("1", "2")),
        ([("a[0]", "1"), ("a[5]", "2")], ("1", "2")),
        ([("a", "1"), ("a", "2")], ("2",)),
        ([("a", "1"), ("a[]", "2,3")], ("1", "2", "3")),
        ([("a", "")], ()),
        ([("A", "1")], ()),
        ([], ()),
    ],
)
def test_a_list_is_read_in_three_forms(pairs, expected):
    assert read(pairs).items("a") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", Signed((5,))),
        ("5,-6", Signed((5,), (6,))),
        ("0,-0,word", NOT_ASKED),
        ("7up", Signed((7,))),
        ("+3", Signed((3,))),
        ("5,5", Signed((5,))),
        ("9" * 40, Signed((MAX_ID,))),
    ],
)
def test_signs_say_what_must_be_and_what_must_not(text, expected):
    assert read([("a", text)]).signed("a") == expected


def test_a_flag_is_set_by_being_there_and_other_empty_values_count_as_absent():
    given_ = read([("flag", ""), ("list[]", "")])

    assert given_.has("flag")
    assert given_.has("list")
    assert not given_.has("other")
    assert given_.text("flag") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", 1.0), (" 1.5 ", 1.5), ("-.5", -0.5), ("5.", 5.0), ("1e3", 1000.0), ("+7", 7.0)]
    + [(text, None) for text in ("", "x", "1x", "0x1", "nan", "inf", "1e999", "1,5", "１", "1 2", "--1")],
)
def test_a_number_is_what_php_takes_for_one(text, expected):
    assert number(text) == expected


@given(st.text())
def test_no_text_breaks_the_reading_of_a_number(text):
    assert abs(whole(text)) <= MAX_ID
    assert number(text) is None or math.isfinite(number(text) or 0.0)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_shortest_decimal_reads_back_as_the_same_number(value):
    text = shortest(value)

    assert float(text) == value
    assert "e" not in text
    assert not text.endswith(".0")
