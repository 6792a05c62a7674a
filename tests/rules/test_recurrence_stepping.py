"""The short way for plain rules: the same answers as the general way, wherever the clocks jump."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.recurrence import Recurrence, advance, next_occurrence
from tests.rules.test_recurrence import plain_rules, rules
from tests.times import utc

ZONES = [
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/Santiago",
    "Africa/Casablanca",
]


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


starts = st.datetimes(wall("2009-01-01T00:00"), wall("2013-01-01T00:00")).map(lambda at: at.replace(microsecond=0))
instants = st.datetimes(wall("2009-01-01T00:00"), wall("2014-01-01T00:00"), timezones=st.just(UTC))
ends = st.sampled_from(["", ";UNTIL=20110315", ";UNTIL=20111230T090000", ";UNTIL=20111231T120000Z", ";COUNT=9"])
zones = st.sampled_from(ZONES).map(ZoneInfo)
working_days = st.just("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR")


@given(rrule=st.one_of(plain_rules, working_days), end=ends, dtstart=starts, zone=zones, after=instants)
@example("FREQ=WEEKLY;BYDAY=FR", "", wall("2011-12-02T09:00"), ZoneInfo("Pacific/Apia"), utc("2011-12-30T18:30"))
@example("FREQ=DAILY", "", wall("2011-10-01T02:10"), ZoneInfo("Australia/Lord_Howe"), utc("2011-10-01T15:30"))
@example("FREQ=DAILY", "", wall("2010-03-01T02:30"), ZoneInfo("America/New_York"), utc("2010-03-14T07:29"))
@example("FREQ=DAILY", "", wall("2010-11-01T01:30"), ZoneInfo("America/New_York"), utc("2010-11-07T05:30"))
def test_a_plain_rule_advances_to_what_the_general_way_finds(rrule, end, dtstart, zone, after):
    rule = Recurrence(dtstart, rrule + end)

    assert advance(rule, zone, after=after) == next_occurrence(rule, zone, after=after)


@given(rrule=rules, dtstart=starts, zone=zones, after=instants, skipped=st.booleans())
def test_every_other_rule_advances_as_well(rrule, dtstart, zone, after, skipped):
    rule = Recurrence(dtstart, rrule, exdates=(dtstart,) if skipped else (), rdates=(dtstart + timedelta(days=3),))

    assert advance(rule, zone, after=after) == next_occurrence(rule, zone, after=after)


@pytest.mark.parametrize(
    ("after", "expected"),
    [("2010-03-13T07:30", "2010-03-14T07:30"), ("2010-03-14T07:30", "2010-03-15T06:30")],
)
def test_a_time_inside_a_gap_is_shown_later_and_comes_once(after, expected):
    found = advance(Recurrence(wall("2010-03-01T02:30"), "FREQ=DAILY"), ZoneInfo("America/New_York"), after=utc(after))

    assert found is not None
    assert found.at == utc(expected)
