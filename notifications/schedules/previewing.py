"""What is to come, computed and never stored: exact, with the ids that notices will have."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

import structlog

from backend import recurrence as rules
from backend.recurrence import Occurrence, Recurrence
from notifications import identity
from notifications.models import Schedule
from notifications.schedules import timing
from notifications.schedules.checking import check_timing
from notifications.schedules.spreading import NO_SPREAD
from notifications.schedules.timing import TICK, Timing, is_before_end

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Upcoming:
    """Planned for `at`, it rings at `rings_at`, later by its recipient's spread, and is of use until `closes_at`."""

    occurrence_id: UUID
    local: datetime
    at: datetime
    tzid: str
    rings_at: datetime
    closes_at: datetime


def preview(
    planned: Timing, tzid: str, *, after: datetime, limit: int = 5, ends_on: date | None = None
) -> list[Occurrence]:
    """Return the exact next occurrences of a rule or around an event. Raises as `create` does."""
    check_timing(planned, tzid, ends_on=ends_on, after=after)
    zone = rules.parse_zone(tzid)
    if isinstance(planned, Recurrence):
        found = rules.occurrences(planned, zone, after=after, limit=limit)
    else:
        found = [each for each in rules.around(planned, zone) if each.at > after][:limit]
    return [each for each in found if is_before_end(each, ends_on)]


def upcoming(schedule: Schedule, *, after: datetime, limit: int) -> list[Upcoming]:
    """Return the next occurrences to be taken, those of a pause left out.

    One whose planned time is past while its spread is not is to come. Of a schedule that cannot be planned, none is.
    """
    if schedule.cancelled_at is not None:
        return []
    try:
        since = timing.not_again(schedule, _since(schedule, after), last_local=schedule.last_local)
        found = list(islice(timing.coming(schedule, after=since), limit))
    except timing.UNPLANNABLE:
        log.exception("schedule not planned", schedule_id=str(schedule.pk))
        return []
    return [_upcoming(schedule, each) for each in found]


def occurrence_id(schedule_id: UUID, at: datetime) -> UUID:
    return identity.occurrence_id(schedule_id, at)


def _since(schedule: Schedule, after: datetime) -> datetime:
    next_at, rings_at = schedule.next_at, schedule.next_due_at
    if next_at is not None and rings_at is not None and next_at <= after < rings_at:
        return next_at - TICK
    return after


def _spread(schedule: Schedule) -> timedelta:
    """The spread of what is planned is that of all to come: with another one, all are planned again."""
    if schedule.next_at is None or schedule.next_due_at is None:
        return NO_SPREAD
    return schedule.next_due_at - schedule.next_at


def _upcoming(schedule: Schedule, occurrence: Occurrence) -> Upcoming:
    return Upcoming(
        occurrence_id=identity.occurrence_id(schedule.pk, occurrence.at),
        local=occurrence.local,
        at=occurrence.at,
        tzid=schedule.planned_tzid,
        rings_at=occurrence.at + _spread(schedule),
        closes_at=schedule.closes_at(occurrence.at),
    )
