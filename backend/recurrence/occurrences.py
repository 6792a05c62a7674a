"""Recurrences as instants: the zone is attached after the rule was expanded on naive local time.

So 09:00 stays 09:00 through daylight saving. The one exception is an hourly rule without BY parts: it counts
elapsed hours and is expanded in UTC.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise, takewhile
from operator import attrgetter
from zoneinfo import ZoneInfo, available_timezones

from backend.recurrence.errors import RecurrenceError
from backend.recurrence.rule import Rule, invalid, parse_rule
from backend.recurrence.wall_times import (
    PERIODS,
    horizon_of,
    is_within_a_walk,
    moments_of,
    period_of,
    steps,
    wall_times,
)

MAX_DATES = 1_000
SHORTEST_GAP = timedelta(minutes=15)
_SHORTEST_MINUTES = SHORTEST_GAP // timedelta(minutes=1)
# Dates outside these years are typing errors; and rules with COUNT are walked from DTSTART.
YEARS = range(1970, 2200)
# The widest gap in the time zone database: Pacific/Apia left out the whole of 2011-12-30.
_WIDEST_GAP = timedelta(days=1)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Recurrence:
    """When something happens, in naive wall time. Without `rrule` it happens at `dtstart` and at `rdates`.

    `rrule` is the bare value. UNTIL in it may be local, UTC (with Z) or a date, which counts to its end.
    """

    dtstart: datetime
    rrule: str | None = None
    exdates: tuple[datetime, ...] = ()
    rdates: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Occurrence:
    """One happening: `at` in UTC identifies it; `local` is what a clock in the zone shows then (naive)."""

    local: datetime
    at: datetime


@lru_cache(1024)
def parse_zone(tzid: str) -> ZoneInfo:
    """Return the zone of an IANA name; anything else, paths and "localtime" included, is `unknown-zone`."""
    if tzid not in _zone_names():
        raise RecurrenceError("unknown-zone", "/tzid", "This is not the name of an IANA time zone.")
    return ZoneInfo(tzid)


def zone_or_utc(tzid: str) -> ZoneInfo:
    """Return a zone that was stored once: UTC where this release of the time zone data has dropped it."""
    try:
        return parse_zone(tzid)
    except RecurrenceError:
        return _UTC


def check(recurrence: Recurrence, *, after: datetime | None = None, zone: ZoneInfo = _UTC) -> None:
    """Raise `RecurrenceError` unless the recurrence is well-formed and fires at least once.

    With `after` (aware) it must fire later than that. `zone` matters to an UNTIL in UTC close to DTSTART. The
    search ends 50 years, for hourly rules 20,000 periods, after the later of `after` and `dtstart`.
    """
    _check_dates(recurrence)
    if recurrence.rrule is not None:
        rule = parse_rule(recurrence.rrule)
        _check_spacing(rule, recurrence.dtstart)
        _check_until(rule, recurrence.dtstart)
        _check_count(rule, recurrence.dtstart)
    earliest = min((recurrence.dtstart, *recurrence.rdates))
    since = after or to_instant(earliest, zone) - _WIDEST_GAP
    if next_occurrence(recurrence, zone, after=since) is None:
        raise RecurrenceError("rule-never-fires", "/rrule", "No date to come fits this rule.")


def to_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a naive wall time, by RFC 5545 section 3.3.5.

    A time inside a gap takes the offset before the gap, an ambiguous time is its first occurrence.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def next_occurrence(recurrence: Recurrence, zone: ZoneInfo, *, after: datetime) -> Occurrence | None:
    """Return the first occurrence strictly later than `after` (aware), or None when none is in reach."""
    return next(_upcoming(recurrence, zone, after), None)


def occurrences(recurrence: Recurrence, zone: ZoneInfo, *, after: datetime, limit: int) -> list[Occurrence]:
    """Return up to `limit` occurrences strictly later than `after` (aware), in order, no instant twice."""
    return list(islice(_upcoming(recurrence, zone, after), limit))


def _upcoming(recurrence: Recurrence, zone: ZoneInfo, after: datetime) -> Iterator[Occurrence]:
    # A time inside a gap is shown later than it was written, so the search starts one gap early.
    floor = after.astimezone(zone).replace(tzinfo=None) - _WIDEST_GAP
    by_rule, listed = _by_rule(recurrence, zone, floor), _listed(recurrence, zone)
    last, exdates = after, frozenset(recurrence.exdates)
    for each in heapq.merge(by_rule, listed, key=attrgetter("at")):
        # The written time was compared with EXDATE before; here it is the time that a clock would show.
        if each.at > last and each.local not in exdates:
            last = each.at
            yield each


def _listed(recurrence: Recurrence, zone: ZoneInfo) -> list[Occurrence]:
    dates = recurrence.rdates if recurrence.rrule is not None else (recurrence.dtstart, *recurrence.rdates)
    found = [_resolve(local, zone) for local in set(dates).difference(recurrence.exdates)]
    return sorted(found, key=attrgetter("at"))


def _by_rule(recurrence: Recurrence, zone: ZoneInfo, floor: datetime) -> Iterator[Occurrence]:
    if recurrence.rrule is None:
        return iter(())
    rule = parse_rule(recurrence.rrule)
    if rule.counts_elapsed_hours:
        found = _elapsed_hours(rule, recurrence.dtstart, zone, floor)
    else:
        dates, exdates = wall_times(rule, recurrence.dtstart, floor=floor), frozenset(recurrence.exdates)
        found = _in_order((local for local in dates if local not in exdates), zone)
    if rule.until is None:
        return found
    until_at = rule.until if rule.until.tzinfo else to_instant(rule.until, zone)
    return takewhile(lambda each: each.at <= until_at, found)


def _elapsed_hours(rule: Rule, dtstart: datetime, zone: ZoneInfo, floor: datetime) -> Iterator[Occurrence]:
    start, floor_at = to_instant(dtstart, zone), to_instant(floor, zone)
    end = horizon_of(rule, max(start, floor_at))
    if rule.count is not None:
        end = min(end, start + (rule.count - 1) * period_of(rule))
    instants = takewhile(lambda at: at <= end, steps(start, period_of(rule), floor=floor_at))
    return (_shown(at, zone) for at in instants)


def _in_order(dates: Iterable[datetime], zone: ZoneInfo) -> Iterator[Occurrence]:
    """Turn ascending wall times into occurrences in order of instant.

    Only times inside a gap can be out of order: 02:30, shown as 03:30, is later than 03:00. They wait for
    what comes after the gap.
    """
    held: list[Occurrence] = []
    for local in dates:
        each = _resolve(local, zone)
        if each.local != local:
            held.append(each)
            continue
        while held and held[0].at <= each.at:
            yield held.pop(0)
        yield each
    yield from held


def _resolve(local: datetime, zone: ZoneInfo) -> Occurrence:
    return _shown(to_instant(local, zone), zone)


def _shown(at: datetime, zone: ZoneInfo) -> Occurrence:
    return Occurrence(local=at.astimezone(zone).replace(tzinfo=None), at=at)


def _check_dates(recurrence: Recurrence) -> None:
    _check_wall_times("/dtstart", (recurrence.dtstart,))
    _check_wall_times("/exdates", recurrence.exdates)
    _check_wall_times("/rdates", recurrence.rdates)
    _check_listed_spacing(recurrence)


def _check_wall_times(pointer: str, dates: tuple[datetime, ...]) -> None:
    if len(dates) > MAX_DATES:
        raise RecurrenceError("invalid-rule", pointer, f"At most {MAX_DATES:,} dates can be listed.")
    if any(date.year not in YEARS for date in dates):
        raise RecurrenceError("invalid-rule", pointer, "Dates must lie in the years 1970 to 2199.")
    if any(date.tzinfo or date.microsecond for date in dates):
        raise RecurrenceError("invalid-rule", pointer, "Write local time in whole seconds, without an offset.")


def _check_listed_spacing(recurrence: Recurrence) -> None:
    # A date that was moved by a little is excluded, and listed anew.
    dates = sorted({recurrence.dtstart, *recurrence.rdates}.difference(recurrence.exdates))
    if any(later - earlier < SHORTEST_GAP for earlier, later in pairwise(dates)):
        raise RecurrenceError("invalid-rule", "/rdates", f"Dates must lie {_SHORTEST_MINUTES} minutes apart.")


def _check_until(rule: Rule, dtstart: datetime) -> None:
    if rule.until is not None and rule.until.replace(tzinfo=None) < dtstart - _WIDEST_GAP:
        raise RecurrenceError("rule-never-fires", "/rrule", "UNTIL lies before DTSTART.")


def _check_count(rule: Rule, dtstart: datetime) -> None:
    if not rule.counts_elapsed_hours and not is_within_a_walk(rule, dtstart):
        raise invalid(f"COUNT must be reached within {PERIODS:,} days, or hours of an hourly rule; or give UNTIL.")


def _check_spacing(rule: Rule, dtstart: datetime) -> None:
    # Before its times are listed: every second of a week would be 604,800.
    if len(rule.by.get("BYSECOND", ())) > 1:
        raise _too_often()
    moments, period = moments_of(rule, dtstart)
    if not moments:
        raise RecurrenceError("rule-never-fires", "/rrule", "BYSETPOS chooses nothing of this rule.")
    if min(later - earlier for earlier, later in pairwise([*moments, moments[0] + period])) < SHORTEST_GAP:
        raise _too_often()


def _too_often() -> RecurrenceError:
    return invalid(f"A rule may fire every {_SHORTEST_MINUTES} minutes at most.")


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    # These two are files of the database, not places: the machine's own zone, and "not set up yet".
    return frozenset(available_timezones() - {"localtime", "Factory"})
