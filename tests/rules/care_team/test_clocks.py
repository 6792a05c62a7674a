"""Clocks of alerts, against cases worked by hand. test_clocks_oracle.py has the others."""

from datetime import date, time, timedelta

from backend.care_team.clocks import Hours, Opening, due_at, is_same_day, next_opening
from backend.instruments.levels import Level
from tests.times import utc

NEW_YORK = "America/New_York"
WEEKDAYS = tuple(Opening(day, time(9), time(17)) for day in range(1, 6))
CLINIC = Hours(NEW_YORK, WEEKDAYS)


def test_an_l3_is_due_in_fifteen_minutes_whatever_the_hour():
    sunday_night = utc("2026-11-22T04:00")

    assert due_at(Level.L3, sunday_night, CLINIC) == utc("2026-11-22T04:15")


def test_an_l2_is_due_after_four_working_hours():
    monday_ten = utc("2026-11-23T15:00")

    assert due_at(Level.L2, monday_ten, CLINIC) == utc("2026-11-23T19:00")


def test_twelve_hours_win_over_the_rest_of_the_next_morning():
    # Monday 15:00: two hours are left of the day; the next two begin on Tuesday at 09:00, but 12 hours end at 03:00.
    assert due_at(Level.L2, utc("2026-11-23T20:00"), CLINIC) == utc("2026-11-24T08:00")


def test_twelve_hours_win_over_working_hours_on_a_friday_after_closing():
    friday_1705 = utc("2026-11-27T22:05")
    closed_on_monday = Hours(NEW_YORK, WEEKDAYS, frozenset({date(2026, 11, 30)}))

    assert due_at(Level.L2, friday_1705, closed_on_monday) == utc("2026-11-28T10:05")


def test_an_l2_before_opening_waits_for_four_hours_of_work():
    monday_six = utc("2026-11-23T11:00")

    assert due_at(Level.L2, monday_six, CLINIC) == utc("2026-11-23T18:00")


def test_an_l1_is_due_at_the_end_of_the_next_working_day():
    assert due_at(Level.L1, utc("2026-11-23T15:00"), CLINIC) == utc("2026-11-24T22:00")


def test_an_l1_on_a_friday_skips_weekend_and_holiday():
    closed_on_monday = Hours(NEW_YORK, WEEKDAYS, frozenset({date(2026, 11, 30)}))

    assert due_at(Level.L1, utc("2026-11-27T15:00"), closed_on_monday) == utc("2026-12-01T22:00")


def test_the_day_is_the_site_s_own_and_not_that_of_utc():
    # 20:00 on Monday in New York is already Tuesday in UTC.
    assert due_at(Level.L1, utc("2026-11-24T01:00"), CLINIC) == utc("2026-11-24T22:00")


def test_a_site_without_hours_still_has_a_due_time():
    never_open = Hours(NEW_YORK, ())
    at = utc("2026-11-23T15:00")

    assert due_at(Level.L1, at, never_open) == at + timedelta(days=14)
    assert due_at(Level.L2, at, never_open) == at + timedelta(hours=12)
    assert next_opening(at, never_open) is None


def test_a_site_that_never_closes_counts_every_hour_once():
    always = Hours(NEW_YORK, tuple(Opening(day, time(0), time(0)) for day in range(1, 8)))

    assert due_at(Level.L2, utc("2026-11-24T03:00"), always) == utc("2026-11-24T07:00")


def test_hours_given_twice_count_once():
    doubled = Hours(NEW_YORK, (*WEEKDAYS, *(Opening(day, time(8), time(12)) for day in range(1, 6))))

    assert due_at(Level.L2, utc("2026-11-23T13:00"), doubled) == utc("2026-11-23T17:00")


def test_the_night_of_the_clock_change_has_no_effect_on_the_twelve_hours():
    saturday_evening = utc("2026-11-01T01:00")  # 21:00 on October 31; clocks go back at 02:00

    assert due_at(Level.L2, saturday_evening, CLINIC) == utc("2026-11-01T13:00")


def test_the_next_reading_is_the_next_morning():
    assert next_opening(utc("2026-11-28T15:00"), CLINIC) == utc("2026-11-30T14:00")
    assert next_opening(utc("2026-11-23T15:00"), CLINIC) == utc("2026-11-23T15:00")
    assert is_same_day(utc("2026-11-23T06:00"), utc("2026-11-23T14:00"), CLINIC)


def test_a_date_that_a_zone_has_left_out_is_no_working_day():
    apia = Hours("Pacific/Apia", WEEKDAYS)
    thursday_noon = utc("2011-12-29T22:00")  # the day before 30 December, which Apia skipped

    assert due_at(Level.L1, thursday_noon, apia) == utc("2012-01-02T03:00")  # Monday 17:00
    assert next_opening(utc("2011-12-30T09:00"), apia) == utc("2012-01-01T19:00")  # Monday 09:00
