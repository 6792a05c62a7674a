"""Milestones: those of the file, then each year; by the calendar; reached once and for all."""

import json
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.counters.days import count
from backend.coping.counters.milestones import DATA, MilestonesError, coming, load, milestones, reached

START = date(2026, 1, 31)
BY_CODE = {each.code: each for each in islice(milestones(), 40)}
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def codes(found):
    return [each.milestone.code for each in found]


def test_they_are_those_of_the_file_and_then_each_year():
    assert codes(islice(coming(START, after=START), 11)) == [
        *("1-day", "30-days", "60-days", "90-days", "6-months", "9-months", "1-year", "18-months"),
        *("2-years", "3-years", "4-years"),
    ]


@pytest.mark.parametrize(
    ("code", "first", "falls_on"),
    [
        ("1-day", "2026-11-24", "2026-11-25"),
        ("6-months", "2026-01-31", "2026-07-31"),
        ("6-months", "2026-08-31", "2027-02-28"),
        ("6-months", "2027-08-31", "2028-02-29"),
        ("9-months", "2026-05-31", "2027-02-28"),
        ("1-year", "2028-02-29", "2029-02-28"),
        ("4-years", "2028-02-29", "2032-02-29"),
        ("18-months", "2026-12-15", "2028-06-15"),
    ],
)
def test_months_and_years_are_those_of_the_calendar_and_end_with_the_month(code, first, falls_on):
    assert BY_CODE[code].falls_on(date.fromisoformat(first)) == date.fromisoformat(falls_on)


@given(days)
def test_they_fall_in_order_from_any_first_day(first):
    falls = [each.on for each in islice(coming(first, after=date.min), 30)]

    assert all(earlier < later for earlier, later in pairwise(falls))


@given(days, st.integers(0, 30_000))
def test_the_next_one_is_to_come_and_none_lies_between(first, later):
    today = first + timedelta(days=later)

    following = next(coming(first, after=today))

    assert following.on > today
    passed = reached(first, (), today=today)
    assert not passed or passed[-1].on <= today
    assert codes([*passed, following]) == codes(islice(coming(first, after=date.min), len(passed) + 1))


def test_a_milestone_is_reached_when_its_day_begins():
    on_the_day, day_before = (reached(START, (), today=date(2026, 3, day)) for day in (2, 1))

    assert codes(on_the_day) == ["1-day", "30-days"]
    assert codes(day_before) == ["1-day"]


def test_a_slip_takes_no_milestone_back_and_the_next_run_reaches_further_ones():
    slips = [date(2026, 4, 10)]

    found = reached(START, slips, today=date(2026, 7, 20))

    assert codes(found) == ["1-day", "30-days", "60-days", "90-days"]
    assert [each.on for each in found] == [
        date(2026, 2, 1),
        date(2026, 3, 2),
        date(2026, 4, 1),
        date(2026, 7, 10),  # in the second run, from 11 April on
    ]


def test_a_slip_on_the_day_of_a_milestone_takes_it_not_back():
    assert codes(reached(START, [date(2026, 3, 2)], today=date(2026, 3, 2))) == ["1-day", "30-days"]


@given(st.dates(date(2020, 1, 1), date(2024, 1, 1)), st.lists(st.dates(date(2020, 1, 1), date(2024, 1, 1)), max_size=8))
def test_days_that_are_milestones_are_reached_exactly_when_the_longest_run_is_that_long(started_on, slips):
    today = date(2024, 1, 1)

    found = codes(reached(started_on, slips, today=today))

    longest = count(started_on, slips, today=today).longest
    assert [code for code in found if code.endswith(("-day", "-days"))] == [
        code for code, least in (("1-day", 1), ("30-days", 30), ("60-days", 60), ("90-days", 90)) if longest >= least
    ]


def test_the_file_claims_no_source_that_was_not_read():
    document = json.loads(DATA.read_text())

    assert (document["source"] is None) == (document["check"] == "not_checked")


@pytest.mark.parametrize(
    "document",
    [
        "no json",
        {"schema": "another/1", "milestones": [{"code": "a", "label": "a", "days": 1}], "then_each_year_from": 2},
        {"schema": "coping-milestones/1", "milestones": [], "then_each_year_from": 2},
        {"schema": "coping-milestones/1", "milestones": [{"code": "a", "days": 1}], "then_each_year_from": 2},
        {
            "schema": "coping-milestones/1",
            "milestones": [{"code": "a", "label": "a", "months": 30}],
            "then_each_year_from": 2,
        },
    ],
)
def test_a_file_that_does_not_add_up_is_refused(tmp_path, document):
    path = tmp_path / "milestones.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))

    with pytest.raises(MilestonesError):
        load(path)
