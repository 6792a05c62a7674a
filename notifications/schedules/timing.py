"""What comes next of a schedule, by its rule or its offsets, its end, its pause and what has rung already. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Protocol

from backend import recurrence as rules
from backend.recurrence import Occurrence, Recurrence, Relative

Timing = Recurrence | Relative
# "After" leaves out its own instant.
TICK = timedelta(microseconds=1)
# What `next_of` raises for a stored schedule whose zone is gone from the time zone data, or whose rule this release
# does not read. Scans and lists pass over such a one: beside it, nobody's would ring or be shown.
UNPLANNABLE = (ValueError, LookupError, OverflowError)


class Timed(Protocol):
    """A schedule as this module needs it: the model, or the columns that a scan reads."""

    @property
    def dtstart(self) -> datetime | None: ...
    @property
    def rrule(self) -> str: ...
    @property
    def exdates(self) -> Sequence[datetime]: ...
    @property
    def rdates(self) -> Sequence[datetime]: ...
    @property
    def anchor_at(self) -> datetime | None: ...
    @property
    def offsets(self) -> Sequence[timedelta]: ...
    @property
    def offset_time(self) -> time | None: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def planned_tzid(self) -> str: ...
    @property
    def last_local(self) -> datetime | None: ...
    @property
    def paused_from(self) -> datetime | None: ...
    @property
    def paused_until(self) -> datetime | None: ...


def timing_of(schedule: Timed) -> Timing:
    if schedule.dtstart is None:
        return Relative(schedule.anchor_at, tuple(schedule.offsets), schedule.offset_time)
    return Recurrence(schedule.dtstart, schedule.rrule or None, tuple(schedule.exdates), tuple(schedule.rdates))


def next_of(schedule: Timed, *, after: datetime) -> Occurrence | None:
    """Return the first occurrence later than `after`, in a pause or not."""
    zone = rules.parse_zone(schedule.planned_tzid)
    timing = timing_of(schedule)
    if isinstance(timing, Recurrence):
        found = rules.advance(timing, zone, after=after)
    else:
        found = next((each for each in rules.around(timing, zone) if each.at > after), None)
    return found if found and is_before_end(found, schedule.ends_on) else None


def coming(schedule: Timed, *, after: datetime) -> Iterator[Occurrence]:
    """Yield the occurrences later than `after`, those inside the pause left out."""
    if schedule.paused_from is None:
        return _each(schedule, after)
    return _around_pause(schedule, after, schedule.paused_from)


def not_again(schedule: Timed, after: datetime, *, last_local: datetime | None) -> datetime:
    """Return the instant after which to look, so that a local time that has rung is over in every zone.

    What goes by elapsed time is the same instants in every zone, or nearly so.
    """
    if last_local is None or _goes_by_elapsed_time(schedule):
        return after
    return max(after, rules.to_instant(last_local, rules.parse_zone(schedule.planned_tzid)))


def is_paused(schedule: Timed, at: datetime) -> bool:
    if schedule.paused_from is None or at < schedule.paused_from:
        return False
    return schedule.paused_until is None or at < schedule.paused_until


def is_before_end(occurrence: Occurrence, ends_on: date | None) -> bool:
    return ends_on is None or occurrence.local.date() <= ends_on


def _goes_by_elapsed_time(schedule: Timed) -> bool:
    """An hourly rule may name hours of the day, and is then one of local times like any other."""
    if schedule.dtstart is None:
        return schedule.offset_time is None
    return "FREQ=HOURLY" in schedule.rrule and "BYHOUR" not in schedule.rrule


def _around_pause(schedule: Timed, after: datetime, paused_from: datetime) -> Iterator[Occurrence]:
    yield from takewhile(lambda each: each.at < paused_from, _each(schedule, after))
    if schedule.paused_until is not None:
        # Not walked through: a pause may last for years.
        yield from _each(schedule, max(after, schedule.paused_until - TICK))


def _each(schedule: Timed, after: datetime) -> Iterator[Occurrence]:
    found = next_of(schedule, after=after)
    while found is not None:
        yield found
        found = next_of(schedule, after=found.at)
