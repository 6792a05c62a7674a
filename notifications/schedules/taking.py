"""What is due is taken once, and its schedule moves on. Measured: columns and values, no model instances."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import connection

from notifications import arrays, identity, ledger
from notifications.kinds import OWN_KINDS, Kind, is_safety
from notifications.models import Outcome
from notifications.schedules import timing
from notifications.schedules.due import Due, DueSchedule, first_opening
from notifications.schedules.spreading import NO_SPREAD, wishes_of_plans
from notifications.silence import silenced_among
from notifications.wishes.ringing import Wishes, is_away, spread_of

TAKEN_AT_ONCE = 1000
# A schedule whose next occurrence cannot be told is tried again so much later.
PLANNED_AGAIN_AFTER = timedelta(hours=1)

log = structlog.get_logger(__name__)

# Instants as wall times in UTC: Django reads an instant in Python, and a scan has two a row.
# The release before this one plans without next_at.
DUE = """
SELECT id, recipient_id, kind, about_type, about_id, dtstart, rrule, exdates, rdates, anchor_at, offsets, offset_time,
       ends_on, "window", remind_again_after, planned_tzid, COALESCE(next_at, next_due_at) AT TIME ZONE 'UTC',
       next_due_at AT TIME ZONE 'UTC', next_local, last_local, paused_from, paused_until, stopped_at,
       guard_site_id, guard_data_class
FROM schedule WHERE kind = %s AND next_due_at <= %s
ORDER BY next_due_at LIMIT %s FOR UPDATE SKIP LOCKED
"""

# bulk_update writes one CASE a column, whose cost grows with the square of the batch.
MOVE_ON = """
UPDATE schedule s
SET next_at = u.next_at, next_due_at = u.next_due_at, next_local = u.next_local, last_local = u.last_local
FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamp[], %s::timestamp[])
    AS u (id, next_at, next_due_at, next_local, last_local)
WHERE s.id = u.id
"""


class Plan(NamedTuple):
    """The columns that MOVE_ON sets; nothing of them where nothing comes any more."""

    next_at: datetime | None = None
    next_due_at: datetime | None = None
    next_local: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """What was due, and how many more fell in a pause or an absence: these are done, and need nothing of the caller."""

    due: list[Due]
    left_out: int

    @property
    def count(self) -> int:
        return len(self.due) + self.left_out


def take_due(kinds: Iterable[Kind], *, now: datetime, limit: int = TAKEN_AT_ONCE) -> Taken:
    """Lock up to `limit` schedules that are due, move each to its next occurrence, and return what was due.

    The caller owns the transaction and writes its fact in it. At most one occurrence per schedule is
    taken: call again until the count is 0. Two scans at once take different schedules. What falls in a pause or
    in its recipient's absence, or is for somebody who is silenced, is logged and kept in their history, and counted
    only. One whose next occurrence cannot be told is returned again each hour, under the same id, until it can.
    """
    due: list[Due] = []
    left_out = 0
    for kind in kinds:
        schedules = _locked(kind, now, limit - len(due) - left_out)
        wanted = _take(schedules, now) if schedules else []
        due += wanted
        left_out += len(schedules) - len(wanted)
    return Taken(due, left_out)


def _take(schedules: Sequence[DueSchedule], now: datetime) -> list[Due]:
    wishes = wishes_of_plans({schedule.recipient_id for schedule in schedules})
    due = [_due(schedule) for schedule in schedules]
    plans = [_plan_or_again(each, wishes, now) for each in due]
    _move_on(due, plans)
    overtaken = {each.occurrence_id for each, plan in zip(due, plans, strict=True) if _is_overtaken(each, plan, now)}
    return _without_left_out(due, _reasons(due, wishes, overtaken))


def _locked(kind: Kind, now: datetime, limit: int) -> list[DueSchedule]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, [kind.value, now, limit])
        return [DueSchedule._make(row) for row in cursor.fetchall()]


def _due(schedule: DueSchedule) -> Due:
    at = schedule.planned_utc.replace(tzinfo=UTC)
    return Due(
        schedule=schedule,
        occurrence_id=identity.occurrence_id(schedule.id, at),
        local=schedule.next_local,
        at=at,
        # One that is returned again is due later each time.
        rings_at=min(schedule.rings_utc.replace(tzinfo=UTC), at + schedule.window),
        tzid=schedule.planned_tzid,
        closes_at=at + schedule.window,
    )


def _move_on(due: Sequence[Due], plans: Sequence[Plan]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE_ON,
            [
                arrays.uuids([each.schedule.id for each in due]),
                arrays.times([each.next_at for each in plans]),
                arrays.times([each.next_due_at for each in plans]),
                arrays.times([each.next_local for each in plans]),
                arrays.times([each.local for each in due]),
            ],
        )


def _plan_or_again(due: Due, wishes: Mapping[UUID, Wishes], now: datetime) -> Plan:
    try:
        return _plan(due, wishes)
    except timing.UNPLANNABLE:
        log.exception("schedule not planned", schedule_id=str(due.schedule.id))
        return Plan(due.at, now + PLANNED_AGAIN_AFTER, due.local)


def _plan(due: Due, wishes: Mapping[UUID, Wishes]) -> Plan:
    after = timing.not_again(due.schedule, due.at, last_local=due.local)
    found = timing.next_of(due.schedule, after=after)
    return Plan(found.at, found.at + _spread(due, wishes), found.local) if found else Plan()


def _spread(due: Due, wishes: Mapping[UUID, Wishes]) -> timedelta:
    theirs = wishes.get(due.schedule.recipient_id)
    if theirs is None or due.schedule.dtstart is None:
        return NO_SPREAD
    return spread_of(due.schedule.recipient_id, due.schedule.window, theirs)


def _is_overtaken(due: Due, plan: Plan, now: datetime) -> bool:
    """After an outage the newest of a person's own reminder rings, and not each that was due meanwhile."""
    return due.schedule.kind in OWN_KINDS and plan.next_due_at is not None and plan.next_due_at <= now


def _reasons(due: Sequence[Due], wishes: Mapping[UUID, Wishes], overtaken: set[UUID]) -> dict[UUID, Outcome | None]:
    """Tell by occurrence why it is left out; None for what is wanted."""
    silenced = silenced_among({each.schedule.recipient_id for each in due})
    reasons = {each.occurrence_id: _reason(each, wishes.get(each.schedule.recipient_id)) for each in due}
    reasons |= {occurrence_id: Outcome.EXPIRED for occurrence_id in overtaken if reasons[occurrence_id] is None}
    return reasons | {each.occurrence_id: Outcome.SILENCED for each in due if each.schedule.recipient_id in silenced}


def _without_left_out(due: Sequence[Due], reasons: Mapping[UUID, Outcome | None]) -> list[Due]:
    """Log what is left out, and return the rest."""
    for outcome in (Outcome.SILENCED, Outcome.PAUSED, Outcome.AWAY, Outcome.EXPIRED):
        left_out = [first_opening(each) for each in due if reasons[each.occurrence_id] == outcome]
        ledger.leave_out(left_out, outcome)
    return [each for each in due if reasons[each.occurrence_id] is None]


def _reason(due: Due, wishes: Wishes | None) -> Outcome | None:
    if timing.is_paused(due.schedule, due.at):
        return Outcome.PAUSED
    if wishes and is_away(due.rings_at, wishes) and not is_safety(due.schedule.kind):
        return Outcome.AWAY
    return None
