"""A consent ends at a midnight of the site, whatever its clocks do that night."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.consents.ending import end_of_day, last_day, months_ahead
from tests.times import utc

ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "America/Havana", "Asia/Beirut"]


@pytest.mark.parametrize(
    ("day", "tzid", "ends_at"),
    [
        (date(2026, 12, 3), "America/New_York", "2026-12-04T05:00"),
        (date(2027, 3, 13), "America/New_York", "2027-03-14T05:00"),  # the clocks change two hours later
        (date(2027, 3, 14), "America/New_York", "2027-03-15T04:00"),  # a day of 23 hours
        (date(2026, 11, 1), "America/New_York", "2026-11-02T05:00"),  # a day of 25 hours
        (date(2027, 3, 28), "Europe/Berlin", "2027-03-28T22:00"),
        (date(2027, 3, 13), "America/Havana", "2027-03-14T05:00"),  # midnight is jumped over
        (date(2026, 10, 31), "America/Havana", "2026-11-01T04:00"),  # midnight comes twice: the first
    ],
)
def test_a_day_ends_at_midnight_where_the_site_is(day, tzid, ends_at):
    assert end_of_day(day, tzid) == utc(ends_at)


@given(day=st.dates(date(2026, 1, 1), date(2040, 1, 1)), tzid=st.sampled_from(ZONES))
def test_the_last_day_of_what_ends_with_a_day_is_that_day(day, tzid):
    assert last_day(end_of_day(day, tzid), tzid) == day


@given(day=st.dates(date(2026, 1, 1), date(2040, 1, 1)), tzid=st.sampled_from(ZONES))
def test_until_its_end_it_is_that_day_and_then_the_next(day, tzid):
    ends_at = end_of_day(day, tzid)

    assert (ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(tzid)).date() == day
    assert ends_at.astimezone(ZoneInfo(tzid)).date() == day + timedelta(days=1)


def test_what_ends_in_the_middle_of_a_day_has_that_day_for_its_last():
    assert last_day(utc("2026-12-03T15:00"), "America/New_York") == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("at", "months", "day"),
    [
        ("2026-11-26T12:00", 12, date(2027, 11, 26)),
        ("2026-01-31T12:00", 1, date(2026, 2, 28)),
        ("2027-02-28T12:00", 12, date(2028, 2, 28)),
        ("2028-02-29T12:00", 12, date(2029, 2, 28)),
        ("2026-12-01T03:00", 1, date(2026, 12, 30)),  # the evening of 30 November in New York
    ],
)
def test_months_ahead_keep_the_day_or_take_the_last_of_the_month(at, months, day):
    assert months_ahead(utc(at), months, "America/New_York") == day
