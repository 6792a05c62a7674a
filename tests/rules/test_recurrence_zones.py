"""A rule in wall time against clocks that jump: RFC 5545 section 3.3.5 and days that do not exist."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.recurrence import (
    Recurrence,
    RecurrenceError,
    next_occurrence,
    occurrences,
    parse_zone,
    to_instant,
    zone_or_utc,
)
from tests.times import utc

NEW_YORK = ZoneInfo("America/New_York")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("tzid", "local", "instant"),
    [
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:30"),  # in the gap: offset before it
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),  # twice: the first one
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:40"),  # a gap of half an hour
        ("Pacific/Apia", "2011-12-30T19:00", "2011-12-31T05:00"),  # a day that was left out
    ],
)
def test_a_wall_time_that_a_clock_skips_or_repeats_has_one_instant(tzid, local, instant):
    assert to_instant(wall(local), ZoneInfo(tzid)) == utc(instant)


def test_lord_howe_shows_ten_past_two_as_twenty_to_three_when_its_clock_jumps():
    daily = Recurrence(wall("2026-10-01T02:10"), "FREQ=DAILY")

    found = next_occurrence(daily, ZoneInfo("Australia/Lord_Howe"), after=utc("2026-10-03T00:00"))

    assert found is not None
    assert found.local == wall("2026-10-04T02:40")


@pytest.mark.parametrize(
    ("tzid", "before", "winter", "summer"),
    [
        ("America/New_York", "2027-03-13T00:00", "2027-03-13T14:00", "2027-03-14T13:00"),
        ("Europe/Berlin", "2027-03-27T00:00", "2027-03-27T08:00", "2027-03-28T07:00"),
        ("Australia/Sydney", "2027-04-02T12:00", "2027-04-02T22:00", "2027-04-03T23:00"),
        ("Pacific/Chatham", "2027-04-02T12:00", "2027-04-02T19:15", "2027-04-03T20:15"),
        ("Asia/Kathmandu", "2027-03-13T00:00", "2027-03-13T03:15", "2027-03-14T03:15"),  # no daylight saving
    ],
)
def test_nine_in_the_morning_stays_nine_when_the_offset_changes(tzid, before, winter, summer):
    daily = Recurrence(wall("2026-01-01T09:00"), "FREQ=DAILY")

    found = occurrences(daily, ZoneInfo(tzid), after=utc(before), limit=2)

    assert [each.at for each in found] == [utc(winter), utc(summer)]
    assert {each.local.time() for each in found} == {wall("2026-01-01T09:00").time()}


def test_a_day_that_does_not_exist_gives_no_second_occurrence():
    daily = Recurrence(wall("2011-12-28T19:00"), "FREQ=DAILY")

    found = occurrences(daily, ZoneInfo("Pacific/Apia"), after=utc("2011-12-29T06:00"), limit=3)

    assert [each.local for each in found] == [
        wall("2011-12-29T19:00"),
        wall("2011-12-31T19:00"),
        wall("2012-01-01T19:00"),
    ]


def test_excluding_the_day_that_does_not_exist_keeps_the_real_one():
    daily = Recurrence(wall("2011-12-28T19:00"), "FREQ=DAILY", exdates=(wall("2011-12-30T19:00"),))

    found = next_occurrence(daily, ZoneInfo("Pacific/Apia"), after=utc("2011-12-30T06:00"))

    assert found is not None
    assert found.local == wall("2011-12-31T19:00")


def test_excluding_the_real_day_leaves_no_twin_behind():
    daily = Recurrence(wall("2011-12-28T19:00"), "FREQ=DAILY", exdates=(wall("2011-12-31T19:00"),))

    found = next_occurrence(daily, ZoneInfo("Pacific/Apia"), after=utc("2011-12-30T06:00"))

    assert found is not None
    assert found.local == wall("2012-01-01T19:00")


def test_half_hours_across_a_gap_come_in_order_and_once():
    rule = Recurrence(wall("2027-03-14T01:00"), "FREQ=HOURLY;BYMINUTE=0,30")

    found = occurrences(rule, NEW_YORK, after=utc("2027-03-14T05:45"), limit=6)

    assert [each.at for each in found] == [
        utc("2027-03-14T06:00") + number * timedelta(minutes=30) for number in range(6)
    ]


def test_an_hourly_rule_counts_elapsed_hours_through_the_repeated_hour():
    hourly = Recurrence(wall("2026-10-31T23:00"), "FREQ=HOURLY")

    found = occurrences(hourly, NEW_YORK, after=utc("2026-11-01T03:30"), limit=4)

    assert [each.at.hour for each in found] == [4, 5, 6, 7]
    assert [each.local.hour for each in found] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "tzid",
    [
        "",
        "localtime",
        "Factory",
        "/etc/localtime",
        "../etc/passwd",
        "America/new_york",
        "Mars/Olympus",
        "UTC+2",
    ],
)
def test_what_is_not_an_iana_zone_is_refused(tzid):
    with pytest.raises(RecurrenceError) as caught:
        parse_zone(tzid)

    assert (caught.value.code, caught.value.pointer) == ("unknown-zone", "/tzid")


def test_an_iana_name_gives_its_zone():
    assert parse_zone("America/New_York") == NEW_YORK


@pytest.mark.parametrize(
    ("tzid", "key"),
    [
        ("Asia/Kathmandu", "Asia/Kathmandu"),
        ("US/Pacific-New", "UTC"),
        ("America", "UTC"),
        ("../UTC", "UTC"),
        ("", "UTC"),
    ],
)
def test_a_stored_zone_that_is_known_no_more_is_read_as_utc(tzid, key):
    assert zone_or_utc(tzid).key == key
