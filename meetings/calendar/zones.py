"""VTIMEZONE components, for calendar programs that do not know a zone by its name."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from backend.recurrence import parse_zone

# Nowhere do clocks change twice within it.
STEP = timedelta(days=5)


@dataclass(frozen=True)
class _Clock:
    """What clocks of a zone are set to for a while."""

    offset: timedelta
    name: str
    is_summer: bool


@lru_cache(maxsize=1_000)
def timezone_of(tzid: str, first_year: int, last_year: int) -> Timezone:
    """Return what the zone's clocks do from the first of these years to the end of the last.

    The onset of each rule is written in the time before it, as RFC 5545, section 3.6.5 wants.
    """
    zone = parse_zone(tzid)
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    first = _clock(zone, start)
    onsets: dict[tuple[timedelta, _Clock], list[datetime]] = defaultdict(list)
    onsets[first.offset, first].append(_wall(start, first.offset))
    for at, before, after in _changes(zone, start, end):
        onsets[before.offset, after].append(_wall(at, before.offset))
    component = Timezone()
    component.add("tzid", tzid)
    for (offset_before, clock), walls in onsets.items():
        component.add_component(_observance(offset_before, clock, walls))
    return component


def _observance(offset_before: timedelta, clock: _Clock, onsets: list[datetime]) -> TimezoneStandard | TimezoneDaylight:
    observance = TimezoneDaylight() if clock.is_summer else TimezoneStandard()
    observance.add("dtstart", onsets[0])
    if len(onsets) > 1:
        observance.add("rdate", onsets[1:])
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", clock.offset)
    observance.add("tzname", clock.name)
    return observance


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, _Clock, _Clock]]:
    at, before = start, _clock(zone, start)
    while at < end:
        later = at + STEP
        after = _clock(zone, later)
        if after != before:
            yield _change_between(zone, at, later), before, after
        at, before = later, after


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """Return the first second at which clocks show what they show at `late`."""
    after = _clock(zone, late)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (early, middle) if _clock(zone, middle) == after else (middle, late)
    return late


def _clock(zone: ZoneInfo, at: datetime) -> _Clock:
    local = at.astimezone(zone)
    return _Clock(local.utcoffset() or timedelta(0), local.tzname() or "", bool(local.dst()))


def _wall(at: datetime, offset: timedelta) -> datetime:
    return (at + offset).replace(tzinfo=None)
