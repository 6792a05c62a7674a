"""An occurrence whose time has come, and the notices it means: the first, and its repeats until somebody acts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from backend.accounts.models import DataClass
from notifications.guards import Guard
from notifications.kinds import Kind
from notifications.ledger import Opening, stages


class DueSchedule(NamedTuple):
    """The columns that `taking` reads, named as in the model; the two instants of the plan as wall times in UTC."""

    id: UUID
    recipient_id: UUID
    kind: str
    about_type: str
    about_id: UUID | None
    dtstart: datetime | None
    rrule: str
    exdates: Sequence[datetime]
    rdates: Sequence[datetime]
    anchor_at: datetime | None
    offsets: Sequence[timedelta]
    offset_time: time | None
    ends_on: date | None
    window: timedelta
    remind_again_after: Sequence[timedelta]
    planned_tzid: str
    planned_utc: datetime
    rings_utc: datetime
    next_local: datetime
    last_local: datetime | None
    paused_from: datetime | None
    paused_until: datetime | None
    stopped_at: datetime | None
    guard_site_id: UUID | None
    guard_data_class: str | None

    @property
    def pk(self) -> UUID:
        return self.id

    @property
    def guard(self) -> Guard | None:
        if self.guard_site_id is None or self.guard_data_class is None:
            return None
        return Guard(self.recipient_id, self.guard_site_id, DataClass(self.guard_data_class))


@dataclass(frozen=True, slots=True)
class Due:
    """An occurrence whose time has come: planned for `at`, it rings at `rings_at` and is of use until `closes_at`."""

    schedule: DueSchedule
    occurrence_id: UUID
    local: datetime
    at: datetime
    rings_at: datetime
    tzid: str
    closes_at: datetime


def first_opening(due: Due) -> Opening:
    """The notice leads to what the schedule is about, else to the occurrence itself."""
    return _opening(due, stages.FIRST, timedelta(0))


def openings_of(due: Due) -> Iterator[Opening]:
    """Yield the first notice and its repeats inside the window, all under the id of the occurrence."""
    yield first_opening(due)
    for stage, after in zip(stages.REMINDS, due.schedule.remind_again_after, strict=False):
        if due.rings_at + after < due.closes_at:
            yield _opening(due, stage, after)


def _opening(due: Due, stage: int, after: timedelta) -> Opening:
    schedule = due.schedule
    about = (schedule.about_type, schedule.about_id) if schedule.about_id else (schedule.kind, due.occurrence_id)
    return Opening(
        recipient_id=schedule.recipient_id,
        kind=Kind(schedule.kind),
        notification_id=due.occurrence_id,
        about=about,
        deliver_at=due.rings_at + after,
        expires_at=due.closes_at,
        stage=stage,
        guard=schedule.guard,
        due_at=due.at + after,
        schedule_id=schedule.id,
    )
