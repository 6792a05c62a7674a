"""Expansion: literal dates, and laws against dateutil as the other implementation."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.recurrence import Recurrence, next_occurrence, occurrences, to_instant
from tests.times import utc


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


ZONES = ["America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kathmandu", "Pacific/Chatham"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
NEW_YORK = ZoneInfo("America/New_York")

zones = st.sampled_from(ZONES).map(ZoneInfo)
starts = st.datetimes(wall("2015-01-01T00:00"), wall("2030-01-01T00:00")).map(
    lambda local: local.replace(microsecond=0)
)
instants = st.datetimes(wall("2020-01-01T00:00"), wall("2030-01-01T00:00"), timezones=st.just(UTC))


def some(values, size: int = 3):
    return st.lists(st.sampled_from(values), min_size=1, max_size=size, unique=True)


def joined(name: str, values):
    return some(values).map(lambda chosen: f";{name}=" + ",".join(str(value) for value in chosen))


intervals = st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=3", ";INTERVAL=10"])
days = st.one_of(st.just(""), joined("BYDAY", DAYS))
months = st.one_of(st.just(""), joined("BYMONTH", [1, 2, 6, 11]))
month_days = st.one_of(st.just(""), joined("BYMONTHDAY", [1, 2, 15, 29, -1, -3]))
hours = st.one_of(st.just(""), joined("BYHOUR", [0, 7, 9, 21, 23]))
minutes = st.one_of(st.just(""), joined("BYMINUTE", [0, 20, 45]))
plain_rules = st.one_of(
    st.builds("FREQ=DAILY{}".format, intervals),
    st.builds("FREQ=WEEKLY{}{}{}".format, intervals, days, st.sampled_from(["", ";WKST=SU", ";WKST=WE"])),
)
rules = st.one_of(
    plain_rules,
    st.builds("FREQ=DAILY{}{}{}{}{}{}".format, intervals, days, months, month_days, hours, minutes),
    st.builds("FREQ=WEEKLY{}{}{}{}{}".format, intervals, days, months, hours, minutes),
    st.builds("FREQ=HOURLY{}{}{}{};BYMINUTE=0,20".format, intervals, days, months, hours),
    st.builds("FREQ=MONTHLY{}{}{}{}".format, intervals, days, month_days, hours),
    st.builds("FREQ=MONTHLY{};BYDAY=2TU,-1FR".format, intervals),
    st.builds("FREQ=YEARLY{}{}{}".format, intervals, months, month_days),
)
counts = st.sampled_from(["", ";COUNT=1", ";COUNT=7", ";COUNT=400"])


def fires(rrule: str, dtstart: datetime) -> bool:
    """Whether dateutil can be asked: on a rule that never fires it searches to the year 9999."""
    return next_occurrence(Recurrence(dtstart, rrule), ZoneInfo("UTC"), after=utc("2010-01-01")) is not None


@given(rrule=plain_rules, count=counts, dtstart=starts, after=instants)
def test_plain_daily_and_weekly_rules_agree_with_dateutil(rrule, count, dtstart, after):
    expected = rrulestr(rrule + count, dtstart=dtstart).after(after.replace(tzinfo=None))

    found = next_occurrence(Recurrence(dtstart, rrule + count), ZoneInfo("UTC"), after=after)

    assert (found and found.local) == expected


@given(rrule=rules, count=counts, dtstart=starts)
def test_every_kind_of_rule_agrees_with_dateutil(rrule, count, dtstart):
    assume(fires(rrule, dtstart))
    horizon = dtstart + timedelta(days=4 * 365)
    expected = [each for each in rrulestr(rrule + count, dtstart=dtstart).xafter(dtstart, 5) if each < horizon]

    found = occurrences(Recurrence(dtstart, rrule + count), ZoneInfo("UTC"), after=dtstart.replace(tzinfo=UTC), limit=5)

    assert [each.local for each in found if each.local < horizon] == expected


@given(rrule=rules, dtstart=starts, zone=zones, after=instants)
def test_occurrences_are_strictly_later_and_strictly_ascending(rrule, dtstart, zone, after):
    found = occurrences(Recurrence(dtstart, rrule), zone, after=after, limit=4)

    moments = [after, *(each.at for each in found)]
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert all(each.at.astimezone(zone).replace(tzinfo=None) == each.local for each in found)


@given(rrule=rules, dtstart=starts, zone=zones, after=instants)
def test_a_list_is_what_asking_for_the_next_again_and_again_gives(rrule, dtstart, zone, after):
    recurrence = Recurrence(dtstart, rrule)

    listed = occurrences(recurrence, zone, after=after, limit=3)

    asked_after = [after, *(each.at for each in listed)][: len(listed)]
    assert listed == [next_occurrence(recurrence, zone, after=moment) for moment in asked_after]


@given(rrule=rules, dtstart=starts, zone=zones, after=instants, skipped=st.sets(st.integers(0, 5), min_size=1))
def test_an_excluded_date_never_comes_and_the_others_do(rrule, dtstart, zone, after, skipped):
    every = occurrences(Recurrence(dtstart, rrule), zone, after=after, limit=6)
    exdates = tuple(each.local for index, each in enumerate(every) if index in skipped)

    found = occurrences(Recurrence(dtstart, rrule, exdates), zone, after=after, limit=6)

    kept = [each for each in every if each.local not in exdates]
    assert found[: len(kept)] == kept
    assert not {each.local for each in found} & set(exdates)


@given(dtstart=starts, zone=zones, after=instants)
def test_a_daily_rule_keeps_its_wall_time_outside_a_gap(dtstart, zone, after):
    found = occurrences(Recurrence(dtstart, "FREQ=DAILY"), zone, after=after, limit=40)

    skipped = [each for each in found if each.local.time() != dtstart.time()]
    assert all(to_instant(datetime.combine(each.local, dtstart.time()), zone) == each.at for each in skipped)


def test_a_recurrence_without_a_rule_happens_at_its_start_and_its_rdates():
    dates = Recurrence(wall("2026-11-23T09:00"), rdates=(wall("2026-12-02T10:00"), wall("2026-11-30T09:00")))

    found = occurrences(dates, NEW_YORK, after=utc("2026-11-01"), limit=9)

    assert [each.at for each in found] == [
        utc("2026-11-23T14:00"),
        utc("2026-11-30T14:00"),
        utc("2026-12-02T15:00"),
    ]


def test_an_rdate_that_the_rule_gives_too_comes_once():
    rule = Recurrence(
        wall("2026-11-23T09:00"), "FREQ=WEEKLY", rdates=(wall("2026-11-30T09:00"), wall("2026-12-01T09:00"))
    )

    found = occurrences(rule, NEW_YORK, after=utc("2026-11-24"), limit=3)

    assert [each.local.day for each in found] == [30, 1, 7]


def test_an_until_date_includes_its_whole_day():
    rule = Recurrence(wall("2026-11-23T21:00"), "FREQ=DAILY;UNTIL=20261124")

    found = occurrences(rule, NEW_YORK, after=utc("2026-11-01"), limit=9)

    assert [each.local.day for each in found] == [23, 24]


def test_an_until_in_utc_is_compared_with_the_instant():
    rule = "FREQ=DAILY;UNTIL=20261125T013000Z"  # 20:30 on the 24th in New York

    before = occurrences(Recurrence(wall("2026-11-23T20:00"), rule), NEW_YORK, after=utc("2026-11-01"), limit=9)
    after = occurrences(Recurrence(wall("2026-11-23T21:00"), rule), NEW_YORK, after=utc("2026-11-01"), limit=9)

    assert [each.local.day for each in before] == [23, 24]
    assert [each.local.day for each in after] == [23]


def test_a_count_is_counted_from_the_start_and_excluded_dates_count():
    rule = Recurrence(wall("2026-11-23T09:00"), "FREQ=DAILY;COUNT=3", exdates=(wall("2026-11-24T09:00"),))

    found = occurrences(rule, NEW_YORK, after=utc("2026-11-23T15:00"), limit=9)

    assert [each.local.day for each in found] == [25]


def test_an_hourly_count_ends():
    rule = Recurrence(wall("2026-11-23T09:00"), "FREQ=HOURLY;INTERVAL=4;COUNT=3")

    found = occurrences(rule, NEW_YORK, after=utc("2026-11-01"), limit=9)

    assert [each.local.hour for each in found] == [9, 13, 17]


def test_the_last_weekday_of_each_week_is_chosen_by_its_position():
    rule = Recurrence(wall("2026-11-23T09:00"), "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1")

    found = occurrences(rule, NEW_YORK, after=utc("2026-11-01"), limit=2)

    assert [each.local.day for each in found] == [27, 4]


def test_a_rule_of_many_years_is_entered_near_the_present():
    rule = Recurrence(wall("1970-01-01T09:00"), "FREQ=HOURLY;INTERVAL=6")

    found = next_occurrence(rule, NEW_YORK, after=utc("2026-11-23T00:00"))

    assert found is not None
    assert found.at == utc("2026-11-23T02:00")


@pytest.mark.parametrize(
    ("rrule", "united"),
    [
        ("FREQ=MONTHLY;BYDAY=MO,1TU", ["FREQ=MONTHLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=1TU"]),
        ("FREQ=MONTHLY;BYDAY=-1TU,TU", ["FREQ=MONTHLY;BYDAY=TU"]),
        ("FREQ=YEARLY;BYDAY=SU,20MO", ["FREQ=YEARLY;BYDAY=SU", "FREQ=YEARLY;BYDAY=20MO"]),
        ("FREQ=YEARLY;BYMONTH=2,3;BYDAY=FR,-1WE", ["FREQ=MONTHLY;BYMONTH=2,3;BYDAY=" + day for day in ("FR", "-1WE")]),
    ],
)
def test_days_with_and_without_a_position_are_united(rrule, united):
    dtstart, end = wall("2024-01-01T09:00"), wall("2030-01-01T00:00")
    expected = sorted(
        {each for rule in united for each in rrulestr(rule, dtstart=dtstart).between(dtstart, end, inc=True)}
    )

    found = occurrences(Recurrence(dtstart, rrule), ZoneInfo("UTC"), after=utc("2023-12-31"), limit=len(expected))

    assert [each.local for each in found] == expected
