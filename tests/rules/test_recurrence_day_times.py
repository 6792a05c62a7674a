"""Several times a day as one rule that other programs read as well."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from backend.recurrence import Recurrence, RecurrenceError, check, occurrences, times_of, with_times
from tests.times import utc

MONDAY = datetime.fromisoformat("2026-11-23T08:00")
BASES = ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU;WKST=SU"]
day_times = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=6)


def locals_of(rrule: str, limit: int) -> list[str]:
    found = occurrences(Recurrence(MONDAY, rrule), ZoneInfo("UTC"), after=utc("2026-11-22"), limit=limit)
    return [each.local.isoformat(timespec="minutes") for each in found]


def test_eight_and_half_past_eight_in_the_evening_are_not_half_past_eight_in_the_morning():
    rule = with_times("FREQ=DAILY", [time(8), time(20, 30)])

    assert locals_of(rule, 3) == ["2026-11-23T08:00", "2026-11-23T20:30", "2026-11-24T08:00"]


def test_they_ring_on_each_of_the_chosen_days():
    rule = with_times("FREQ=WEEKLY;BYDAY=MO,WE", [time(8), time(20, 30)])

    assert locals_of(rule, 5) == [
        "2026-11-23T08:00",
        "2026-11-23T20:30",
        "2026-11-25T08:00",
        "2026-11-25T20:30",
        "2026-11-30T08:00",
    ]


@given(base=st.sampled_from(BASES), times=day_times)
def test_the_times_can_be_read_back_and_dateutil_agrees(base, times):
    rule = with_times(base, times)

    assert times_of(rule)[: len(set(times))] == sorted(set(times))
    expected = rrulestr(rule, dtstart=MONDAY).xafter(MONDAY, 8)
    found = occurrences(Recurrence(MONDAY, rule), ZoneInfo("UTC"), after=MONDAY.replace(tzinfo=UTC), limit=8)
    assert [each.local for each in found] == list(expected)


def test_two_times_close_together_on_one_clock_face_only_are_no_hurry():
    check(Recurrence(MONDAY, with_times("FREQ=DAILY", [time(8), time(20, 10)])))


@pytest.mark.parametrize(
    ("rrule", "times"),
    [
        ("FREQ=DAILY", [time(8), time(8, 10)]),
        ("FREQ=DAILY", [time(0), time(23, 50)]),
        ("FREQ=DAILY", []),
        ("FREQ=DAILY", [time(hour) for hour in range(7)]),
        ("FREQ=DAILY", [time(8, 0, 30)]),
        ("FREQ=DAILY;BYHOUR=9", [time(8)]),
        ("FREQ=WEEKLY;BYMONTH=2", [time(8)]),
        ("FREQ=MONTHLY", [time(8)]),
    ],
)
def test_times_that_no_rule_can_hold_are_refused(rrule, times):
    with pytest.raises(RecurrenceError) as caught:
        check(Recurrence(MONDAY, with_times(rrule, times)))

    assert caught.value.code == "invalid-rule"


@pytest.mark.parametrize("rrule", ["FREQ=DAILY", "FREQ=DAILY;BYHOUR=9", "FREQ=MONTHLY;BYHOUR=9;BYMINUTE=0"])
def test_other_rules_name_no_times_of_the_day(rrule):
    assert times_of(rrule) == []
