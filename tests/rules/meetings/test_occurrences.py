"""On now and next, against a clock that is asked minute by minute."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.dates.occurrences import (
    Timing,
    current_or_next,
    first_on,
    is_on,
    starts_within,
    weekday_of,
    weekly_rule,
)
from tests.times import utc

# Around each, clocks are changed somewhere on this list: New York, Berlin, Sydney, Lord Howe (by 30 minutes).
TRANSITIONS = [
    utc("2026-03-08T07:00"),
    utc("2026-11-01T06:00"),
    utc("2026-03-29T01:00"),
    utc("2026-10-25T01:00"),
    utc("2026-04-04T16:00"),
    utc("2026-10-03T16:00"),
    utc("2026-04-04T15:00"),
    utc("2026-10-03T15:30"),
]
ZONES = [
    "America/New_York",
    "America/St_Johns",
    "Europe/Berlin",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Honolulu",
]


def weekly(weekday: int, start: str, *, tzid: str = "America/New_York", minutes: int = 60, **more) -> Timing:
    start_time = time.fromisoformat(start)
    dtstart = datetime.combine(first_on(weekday, date(2000, 1, 2)), start_time)
    return Timing(tzid, dtstart, minutes, rrule=weekly_rule(weekday), **more)


def starts_by_walking(weekday: int, start: time, tzid: str, *, around: datetime) -> list[datetime]:
    """The instants at which a wall clock shows this weekday and time (RFC 5545 section 3.3.5)."""
    zone = ZoneInfo(tzid)
    days = [around.astimezone(zone).date() + timedelta(days=offset) for offset in range(-9, 10)]
    return [datetime.combine(day, start, tzinfo=zone).astimezone(UTC) for day in days if weekday_of(day) == weekday]


@settings(max_examples=300)
@given(
    tzid=st.sampled_from(ZONES),
    transition=st.sampled_from(TRANSITIONS),
    shift=st.integers(-3 * 1440, 3 * 1440),
    weekday=st.integers(0, 6),
    start=st.times().map(lambda each: each.replace(second=0, microsecond=0, fold=0)),
    minutes=st.integers(1, 1440),
)
def test_on_now_and_next_are_what_a_clock_on_the_wall_says(tzid, transition, shift, weekday, start, minutes):
    now = transition + timedelta(minutes=shift)
    timing = weekly(weekday, start.isoformat(), tzid=tzid, minutes=minutes)
    length = timedelta(minutes=minutes)

    walked = starts_by_walking(weekday, start, tzid, around=now)
    expected = min(each for each in walked if each + length > now)

    span = current_or_next(timing, now=now)
    assert span is not None
    assert (span.starts_at, span.ends_at) == (expected, expected + length)
    assert is_on(timing, now=now) == any(each <= now < each + length for each in walked)
    assert starts_within(timing, 60, now=now) == any(now <= each <= now + timedelta(minutes=60) for each in walked)


@given(
    tzid=st.sampled_from(ZONES),
    transition=st.sampled_from(TRANSITIONS),
    shift=st.integers(-20_000, 20_000),
    weekday=st.integers(0, 6),
    start=st.times().map(lambda each: each.replace(second=0, microsecond=0, fold=0)),
)
def test_stepping_by_weeks_gives_what_the_rule_expands_to(tzid, transition, shift, weekday, start):
    now = transition + timedelta(minutes=shift)
    stepped = weekly(weekday, start.isoformat(), tzid=tzid)
    expanded = replace(stepped, rrule=f"{stepped.rrule};INTERVAL=1")

    assert current_or_next(stepped, now=now) == current_or_next(expanded, now=now)


def test_a_meeting_that_began_on_saturday_is_on_after_midnight():
    timing = weekly(6, "23:30", minutes=90)

    assert is_on(timing, now=utc("2026-11-22T05:30"))  # Sunday 00:30 in New York
    assert not is_on(timing, now=utc("2026-11-22T06:00"))


def test_a_meeting_is_on_from_its_first_instant_and_over_at_its_last():
    timing = weekly(1, "19:00")

    assert is_on(timing, now=utc("2026-11-24T00:00"))
    assert not is_on(timing, now=utc("2026-11-24T01:00"))


def test_a_start_inside_the_spring_gap_takes_the_offset_before_it():
    span = current_or_next(weekly(0, "02:30"), now=utc("2026-03-08T05:00"))

    assert span is not None
    assert span.starts_at == utc("2026-03-08T07:30")  # 03:30 in New York


def test_a_repeated_hour_counts_the_first_time():
    span = current_or_next(weekly(0, "01:30"), now=utc("2026-11-01T04:00"))

    assert span is not None
    assert span.starts_at == utc("2026-11-01T05:30")


def test_the_second_tuesday_of_the_month_is_found():
    timing = Timing("America/New_York", datetime.fromisoformat("2026-01-13T19:30"), 90, rrule="FREQ=MONTHLY;BYDAY=2TU")

    span = current_or_next(timing, now=utc("2026-11-22T12:00"))

    assert span is not None
    assert span.starts_at == utc("2026-12-09T00:30")


def test_a_one_off_event_has_no_next_once_it_is_over():
    timing = Timing("Europe/Berlin", datetime.fromisoformat("2026-12-24T22:00"), 600)

    assert is_on(timing, now=utc("2026-12-25T06:00"))
    assert current_or_next(timing, now=utc("2026-12-25T07:00")) is None


def test_an_excluded_date_is_passed_over():
    timing = weekly(5, "19:00", exdates=(date(2026, 12, 25),))

    span = current_or_next(timing, now=utc("2026-12-20T12:00"))

    assert span is not None
    assert span.starts_at == utc("2027-01-02T00:00")


def test_a_pause_ends_with_its_last_day():
    timing = weekly(1, "19:00", state="paused", state_until=date(2026, 11, 30))

    span = current_or_next(timing, now=utc("2026-11-22T12:00"))

    assert span is not None
    assert span.starts_at == utc("2026-12-08T00:00")


def test_a_pause_without_an_end_leaves_no_next():
    assert current_or_next(weekly(1, "19:00", state="paused"), now=utc("2026-11-22T12:00")) is None


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "expected"),
    [
        (date(2026, 12, 7), None, utc("2026-12-08T00:00")),
        (None, date(2026, 11, 23), utc("2026-11-24T00:00")),
        (None, date(2026, 11, 22), None),
    ],
)
def test_only_days_of_its_validity_count(valid_from, valid_until, expected):
    timing = weekly(1, "19:00", valid_from=valid_from, valid_until=valid_until)

    span = current_or_next(timing, now=utc("2026-11-22T12:00"))

    assert (span.starts_at if span else None) == expected
