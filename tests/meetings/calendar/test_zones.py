"""A calendar program that knows no zone by its name reads the same clocks from our VTIMEZONE."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from meetings.calendar.zones import timezone_of

ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu"]


def onsets(component: Any) -> list[tuple[datetime, timedelta]]:
    """Read by hand, as RFC 5545 says: each onset is wall time in the offset before it. In UTC, with the new offset."""
    found = []
    for rule in component.subcomponents:
        listed = rule.get("RDATE")
        dates = [rule["DTSTART"].dt, *([each.dt for each in listed.dts] if listed else [])]
        found += [((each - rule["TZOFFSETFROM"].td).replace(tzinfo=UTC), rule["TZOFFSETTO"].td) for each in dates]
    return sorted(found)


@pytest.mark.parametrize("tzid", ZONES)
def test_clocks_are_right_at_every_hour(tzid):
    changes, zone = onsets(timezone_of(tzid, 2026, 2028)), ZoneInfo(tzid)

    at, end = datetime(2026, 1, 2, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)
    while at < end:
        offset = [offset for since, offset in changes if since <= at][-1]
        assert offset == at.astimezone(zone).utcoffset(), at
        at += timedelta(minutes=30)


def test_clocks_change_twice_a_year_in_berlin():
    assert len(onsets(timezone_of("Europe/Berlin", 2026, 2028))) == 1 + 2 * 3
