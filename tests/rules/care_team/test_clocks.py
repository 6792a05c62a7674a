"""Clocks of alerts, against cases worked by hand and an oracle that walks minute by minute."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.care_team.clocks import L1_LIMIT, Hours, Opening, due_at, is_same_day, next_opening
from backend.instruments.levels import Level
from tests.times import utc

NEW_YORK = "America/New_York"
WEEKDAYS = tuple(Opening(day, time(9), time(17)) for day in range(1, 6))
CLINIC = Hours(NEW_YORK, WEEKDAYS)
MINUTE = timedelta(minutes=1)


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

    assert due_at(Level.L1, at, never_open) == at + L1_LIMIT
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


@st.composite
def _sites(draw: st.DrawFn) -> Hours:
    """Sites in four zones with one or two stretches a day, away from the hours at which clocks change."""
    openings = []
    for day in range(1, 8):
        edges = sorted(draw(st.lists(st.integers(5, 23), max_size=4, unique=True)))
        openings += [Opening(day, time(a), time(b)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    holidays = draw(st.frozensets(st.dates(date(2026, 3, 1), date(2026, 11, 20)), max_size=5))
    tzid = draw(st.sampled_from([NEW_YORK, "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"]))
    return Hours(tzid, tuple(openings), holidays)


# Around both clock changes of each zone, and in between.
_INSTANTS = st.one_of(
    st.integers(0, 40 * 24 * 60).map(lambda minutes: utc("2026-03-01T00:00") + minutes * MINUTE),
    st.integers(0, 45 * 24 * 60).map(lambda minutes: utc("2026-09-25T00:00") + minutes * MINUTE),
)


def _is_working_minute(at: datetime, hours: Hours) -> bool:
    local = at.astimezone(ZoneInfo(hours.tzid))
    return local.date() not in hours.holidays and any(
        o.iso_weekday == local.isoweekday() and o.opens <= local.time() < o.closes for o in hours.openings
    )


@settings(max_examples=150, deadline=None)
@given(_INSTANTS, _sites())
def test_an_l2_is_due_when_the_oracle_has_counted_240_working_or_720_minutes(at: datetime, hours: Hours):
    worked, now = 0, at
    while worked < 240 and now < at + timedelta(minutes=720):
        worked += _is_working_minute(now, hours)
        now += MINUTE

    assert due_at(Level.L2, at, hours) == now


@settings(max_examples=40, deadline=None)
@given(_INSTANTS, _sites())
def test_an_l1_is_due_when_the_oracle_has_left_the_next_working_day(at: datetime, hours: Hours):
    zone = ZoneInfo(hours.tzid)
    last_of_day: datetime | None = None
    now = at
    while now < at + L1_LIMIT:
        if now.astimezone(zone).date() > at.astimezone(zone).date() and _is_working_minute(now, hours):
            if last_of_day is not None and now.astimezone(zone).date() != last_of_day.astimezone(zone).date():
                break
            last_of_day = now
        now += MINUTE

    expected = at + L1_LIMIT if last_of_day is None else last_of_day + MINUTE
    assert due_at(Level.L1, at, hours) == min(expected, at + L1_LIMIT)


@settings(max_examples=100, deadline=None)
@given(_INSTANTS, _sites())
def test_a_higher_level_is_never_due_later_than_a_lower_one(at: datetime, hours: Hours):
    assert at < due_at(Level.L3, at, hours) <= due_at(Level.L2, at, hours)
