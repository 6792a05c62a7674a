"""Times relative to an event: so much before or after its instant, or days of the calendar at a wall time."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.recurrence.occurrences import Occurrence, to_instant


@dataclass(frozen=True)
class Relative:
    """`offsets` are elapsed time from `event_at` (aware), negative before it.

    With `local_time` they are whole days from the local date of the event, and it happens at that wall time.
    Without an event nothing happens.
    """

    event_at: datetime | None
    offsets: tuple[timedelta, ...]
    local_time: time | None = None


def around(relative: Relative, zone: ZoneInfo) -> list[Occurrence]:
    """Return all times, in order, no instant twice."""
    if relative.event_at is None:
        return []
    instants = {_instant(relative.event_at, offset, relative.local_time, zone) for offset in relative.offsets}
    return [Occurrence(local=at.astimezone(zone).replace(tzinfo=None), at=at) for at in sorted(instants)]


def _instant(event_at: datetime, offset: timedelta, local_time: time | None, zone: ZoneInfo) -> datetime:
    if local_time is None:
        return event_at.astimezone(UTC) + offset
    day = event_at.astimezone(zone).date() + offset
    return to_instant(datetime.combine(day, local_time), zone)
