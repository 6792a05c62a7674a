"""Which minutes of the week mean a start between two instants, zone by zone, right through clock changes.

A stretch of time with one offset from UTC is a run of week minutes; at a clock change two runs meet. A wall time in
the gap takes the offset before it and a repeated one its first occurrence (RFC 5545, section 3.3.5), so at a change
from offset a to offset b the runs meet at the wall time that max(a, b) shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from backend.recurrence import parse_zone
from meetings.dates.occurrences import WEEK_MINUTES, WIDEST_SHIFT_MINUTES, weekday_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# Clocks are never changed twice within so short a time.
PROBE = timedelta(hours=6)
ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time of any zone


@dataclass(frozen=True)
class Window:
    """Week minutes `first` to `last`, both included, in these zones.

    `sunday` is the local day of minute 0, and `origin` its instant: seconds since 1970 if its offset held all week.
    """

    tzids: tuple[str, ...]
    first: int
    last: int
    sunday: date
    origin: int


@dataclass(frozen=True)
class _Run:
    """Wall times from `first` to `last`, the last one not included, that stand for instants by one offset."""

    offset: timedelta
    first: datetime
    last: datetime


def windows(zones: Iterable[str], *, earliest: datetime, latest: datetime) -> list[Window]:
    """Cover starts from `earliest` to `latest`, both included. They lie within two days of each other."""
    day = earliest.astimezone(UTC).date()
    first, last = (instant.astimezone(UTC).replace(tzinfo=None) for instant in (earliest, latest))
    return [
        window
        for runs, tzids in _groups(tuple(zones), day)
        for run in runs
        for window in _weeks(tzids, run, max(run.first, first + run.offset), min(run.last, last + run.offset + MINUTE))
    ]


def _weeks(tzids: tuple[str, ...], run: _Run, first: datetime, last: datetime) -> Iterator[Window]:
    """Cut a run of wall times where a week ends. `last` is not included."""
    while first < last:
        sunday = first.date() - timedelta(days=weekday_of(first.date()))
        midnight = datetime.combine(sunday, datetime.min.time())
        end = min(last, midnight + timedelta(minutes=WEEK_MINUTES))
        # The first minute that begins at or after `first`, the last that begins before `end`.
        low, high = -((midnight - first) // MINUTE), -((midnight - end) // MINUTE) - 1
        if low <= high:
            yield Window(tzids, low, high, sunday, int((midnight - run.offset - ZERO).total_seconds()))
        first = end


@lru_cache(maxsize=64)
def _groups(zones: tuple[str, ...], day: date) -> tuple[tuple[tuple[_Run, ...], tuple[str, ...]], ...]:
    """Put zones together whose clocks show the same: seventy share fewer than thirty."""
    groups: dict[tuple[_Run, ...], list[str]] = {}
    for tzid in zones:
        groups.setdefault(_runs(tzid, day), []).append(tzid)
    return tuple((runs, tuple(tzids)) for runs, tzids in groups.items())


def _runs(tzid: str, day: date) -> tuple[_Run, ...]:
    """The offsets of a zone for three days, and a little before: a time in a gap is shown later than it is written."""
    begin = datetime.combine(day, datetime.min.time(), UTC) - timedelta(minutes=WIDEST_SHIFT_MINUTES)
    end = begin + 3 * DAY + timedelta(minutes=WIDEST_SHIFT_MINUTES)
    changes = list(_changes(tzid, begin, end))
    offsets = [_offset(tzid, begin), *(_offset(tzid, change) for change in changes)]
    naive = [change.replace(tzinfo=None) for change in changes]
    meets = [at + max(pair) for at, pair in zip(naive, pairwise(offsets), strict=True)]
    firsts = [begin.replace(tzinfo=None) + offsets[0], *meets]
    lasts = [*meets, end.replace(tzinfo=None) + offsets[-1]]
    return tuple(map(_Run, offsets, firsts, lasts))


def _changes(tzid: str, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the instants, to the second, from which another offset counts."""
    while begin < end:
        probe = min(begin + PROBE, end)
        if _offset(tzid, begin) != _offset(tzid, probe):
            yield _change(tzid, begin, probe)
        begin = probe


def _change(tzid: str, before: datetime, after: datetime) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(tzid, middle) == _offset(tzid, before):
            before = middle
        else:
            after = middle
    return after


def _offset(tzid: str, at: datetime) -> timedelta:
    return at.astimezone(parse_zone(tzid)).utcoffset() or timedelta()
