"""Days without use equal a walk over the calendar, one day at a time, wherever the person is and whatever they told."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.coping.counters.days import Count, count, runs_of
from tests.rules.coping.calendar_oracle import walk
from tests.times import utc

START = date(2026, 3, 1)
AROUND_SAMOAS_LOST_DAY = utc("2011-12-27T00:00")
# Clocks that jump by an hour, half an hour and a whole day, and both sides of the date line.
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Honolulu",
    "Pacific/Auckland",
    "Africa/Cairo",
)
days = st.dates(date(2011, 12, 1), date(2013, 3, 31))
slip_lists = st.lists(days, max_size=12)


def count_on(today, *slips, started_on=START):
    return count(started_on, slips, today=today)


@given(days, slip_lists, days)
@example(date(2012, 2, 28), [date(2012, 2, 29)], date(2012, 3, 2))
def test_it_equals_the_walk_from_day_to_day(started_on, slips, today):
    found = count(started_on, slips, today=today)

    wall = walk(started_on, slips, today)
    counted = [slip for slip in slips if slip >= started_on]
    assert found == Count(wall.in_a_row, len(wall.marks), wall.longest, len(counted))


@given(
    st.integers(0, 7 * 24),
    st.lists(st.tuples(st.sampled_from(ZONES), st.integers(1, 40)), min_size=1, max_size=12),
    st.sets(st.integers(0, 11)),
)
def test_whoever_travels_reads_what_the_calendar_on_the_wall_says_there(left_after, legs, slip_legs):
    """Each leg goes to a zone and stays some hours; on some there is a slip. Local dates jump and come again."""
    now, slips, started_on = AROUND_SAMOAS_LOST_DAY + timedelta(hours=left_after), [], None
    for number, (tzid, hours) in enumerate(legs):
        now += timedelta(hours=hours)
        today = now.astimezone(ZoneInfo(tzid)).date()
        started_on = started_on or today
        slips += [today] if number in slip_legs else []

        found = count(started_on, slips, today=today)

        wall = walk(started_on, slips, today)
        assert (found.days_now, found.days_total, found.longest) == (wall.in_a_row, len(wall.marks), wall.longest)
        assert min(found.days_now, found.days_total, found.longest) >= 0


@given(days, slip_lists, days)
def test_the_order_in_which_slips_are_told_changes_nothing(started_on, slips, today):
    assert count(started_on, slips, today=today) == count(started_on, slips[::-1], today=today)


@given(days, slip_lists, days)
def test_a_slip_told_today_leaves_the_total_and_the_longest_run_as_they_were(started_on, slips, today):
    before = count(started_on, slips, today=today)

    after = count(started_on, [*slips, today], today=today)

    assert (after.days_total, after.longest) == (before.days_total, before.longest)
    assert after.days_now == 0 or started_on > today


@given(days, slip_lists, days, days)
def test_a_slip_of_a_day_before_takes_that_day_and_no_more(started_on, slips, today, day):
    before, after = (count(started_on, told, today=today) for told in (slips, [*slips, day]))

    assert before.days_total - after.days_total in (0, 1)


@given(days, slip_lists, days)
def test_the_runs_lie_in_order_and_make_up_the_total(started_on, slips, today):
    runs = list(runs_of(started_on, slips, today=today))

    assert [run.first for run in runs] == sorted(run.first for run in runs)
    assert sum(run.days for run in runs) == count(started_on, slips, today=today).days_total


@pytest.mark.parametrize(
    ("today", "days_now"), [("2026-03-01", 0), ("2026-03-02", 1), ("2026-03-31", 30), ("2027-03-01", 365)]
)
def test_the_day_it_starts_is_day_0_and_the_first_night_makes_it_one(today, days_now):
    assert count_on(date.fromisoformat(today)) == Count(days_now, days_now, days_now, 0)


def test_the_day_after_a_slip_is_day_0_and_the_next_night_makes_it_one():
    slip = date(2026, 3, 11)

    told = [count_on(slip + timedelta(days=later), slip) for later in range(4)]

    assert [each.days_now for each in told] == [0, 0, 1, 2]
    assert [each.days_total for each in told] == [10, 10, 11, 12]
    assert {each.longest for each in told} == {10}


def test_two_slips_on_one_day_cost_one_day():
    slip = date(2026, 3, 11)

    assert count_on(date(2026, 3, 21), slip, slip) == Count(9, 19, 10, 2)


def test_a_slip_on_the_first_day_moves_the_first_day_on():
    assert count_on(date(2026, 3, 5), START) == Count(3, 3, 3, 1)


def test_a_slip_before_the_start_is_kept_elsewhere_and_not_counted():
    assert count_on(date(2026, 3, 5), date(2026, 2, 1)) == Count(4, 4, 4, 0)


def test_a_leap_day_is_a_day():
    assert count_on(date(2028, 3, 1), started_on=date(2028, 2, 28)).days_now == 2


def test_who_starts_in_auckland_and_lands_in_honolulu_has_not_begun_yet_and_is_not_below_zero():
    assert count_on(date(2026, 2, 28)) == Count(0, 0, 0, 0)


def test_a_date_that_comes_again_is_not_over_yet():
    before_the_flight, after_it = count_on(date(2026, 3, 11)), count_on(date(2026, 3, 10))

    assert (before_the_flight.days_now, after_it.days_now) == (10, 9)


def test_a_slip_of_a_date_that_has_not_come_again_yet_stands():
    told = date(2026, 3, 11)

    assert count_on(date(2026, 3, 10), told) == Count(0, 9, 9, 1)


def test_ten_thousand_slips_are_counted():
    slips = [START + timedelta(days=number) for number in range(0, 20_000, 2)]

    assert count(START, slips, today=START + timedelta(days=20_000)) == Count(1, 10_000, 1, 10_000)
