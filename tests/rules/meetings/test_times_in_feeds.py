"""Days and times as people write them in feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.imports.reading import clock


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("19:30", 1170),
        ("7:30", 450),
        ("19:30:00", 1170),
        ("7:30 PM", 1170),
        ("7:30pm", 1170),
        ("7 p.m.", 1140),
        ("12:00 AM", 0),
        ("12:00 PM", 720),
        ("Noon", 720),
        ("midnight", 0),
        ("24:00", 1440),
        ("19.30", 1170),
        ("19:30 PM", 1170),
    ],
)
def test_a_time_of_day_is_read_in_every_spelling_seen(text, minutes):
    assert clock.minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "half past seven", "25:00", "19:60", "13:00 AM", "0:30 pm", "-1:00", "1 2"])
def test_what_is_no_time_of_day_is_none(text):
    assert clock.minutes_of(text) is None


@pytest.mark.parametrize(
    ("value", "weekday"),
    [(0, 0), ("6", 6), (7, 0), (1.0, 1), ("Monday", 1), ("mon", 1), ("Thurs.", 4), ("SUNDAY", 0)],
)
def test_a_weekday_is_read_as_number_or_word(value, weekday):
    assert clock.weekday_of(value) == weekday


@pytest.mark.parametrize("value", [8, -1, "M", "", None, True, [1], "someday", float("inf"), float("nan")])
def test_what_is_no_weekday_is_none(value):
    assert clock.weekday_of(value) is None


@pytest.mark.parametrize(
    ("line", "slot"),
    [
        ("Sunday 8:30 AM", (0, 510)),
        ("Thursday 8:15 PM ", (4, 1215)),
        ("Mondays at noon", (1, 720)),
        ("daily 8:30 AM", None),
        ("Sunday", None),
    ],
)
def test_a_line_of_prose_is_a_day_and_a_time(line, slot):
    assert clock.slot_of_prose(line) == slot


@given(st.text())
def test_no_text_is_too_strange_for_a_clock(text):
    minutes, weekday = clock.minutes_of(text), clock.weekday_of(text)

    assert minutes is None or 0 <= minutes <= 1440
    assert weekday is None or 0 <= weekday <= 6
