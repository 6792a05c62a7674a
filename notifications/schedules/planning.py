"""Schedules: local wall time and a rule, expanded one occurrence at a time; each is due once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from django.db import connection, transaction

from backend import recurrence as rules
from backend.accounts.models import Person, Staff
from backend.api.problems import Invalid, InvalidRequest, Problem
from backend.recurrence import Occurrence, Recurrence, RecurrenceError
from notifications import identity
from notifications.kinds import Kind
from notifications.models import Schedule

TAKEN_AT_ONCE = 1000


class UnknownZone(Problem):
    code, title, status = "unknown-zone", "This is not a time zone we know.", 400


class RuleNeverFires(Problem):
    code, title, status = "rule-never-fires", "No date to come fits this rule.", 400


@dataclass(frozen=True)
class Zone:
    """`floating` follows the recipient wherever they live; `fixed` stays in `tzid`."""

    policy: Literal["floating", "fixed"]
    tzid: str | None = None


FLOATING = Zone("floating")


@dataclass(frozen=True)
class Due:
    """An occurrence whose time has come: planned for `at`, it rings at `rings_at` and is of use until `closes_at`."""

    schedule: Schedule
    occurrence_id: UUID
    local: datetime
    at: datetime
    rings_at: datetime
    tzid: str
    closes_at: datetime


@dataclass(frozen=True)
class Upcoming:
    occurrence_id: UUID
    local: datetime
    at: datetime
    tzid: str


@transaction.atomic
def create(
    recipient_id: UUID,
    kind: Kind,
    recurrence: Recurrence,
    zone: Zone,
    *,
    window: timedelta,
    remind_again_after: tuple[timedelta, ...] = (),
    about: tuple[str, UUID] | None = None,
    id: UUID | None = None,
    now: datetime,
) -> Schedule:
    """Plan something that repeats, under an `id` of the caller's where one is given.

    Raises UnknownZone, RuleNeverFires or InvalidRequest.
    """
    schedule = Schedule(
        id=id or uuid4(),
        recipient_id=recipient_id,
        kind=kind,
        window=window,
        remind_again_after=list(remind_again_after),
        created_at=now,
    )
    if about is not None:
        schedule.about_type, schedule.about_id = about
    _set_rule(schedule, recurrence, zone, now=now)
    schedule.save(force_insert=True)
    return schedule


@transaction.atomic
def change(schedule_id: UUID, recurrence: Recurrence, zone: Zone, *, window: timedelta, now: datetime) -> Schedule:
    """Give a schedule another rule, zone or window; what was opened before stays opened."""
    schedule = Schedule.objects.select_for_update().get(pk=schedule_id)
    schedule.window = window
    schedule.version += 1
    _set_rule(schedule, recurrence, zone, now=now)
    schedule.save()
    return schedule


def cancel(schedule_id: UUID, *, now: datetime) -> None:
    """End a schedule; nothing of it is due any more. A second call changes nothing."""
    Schedule.objects.filter(pk=schedule_id, cancelled_at=None).update(
        cancelled_at=now, next_at=None, next_due_at=None, next_local=None
    )


@transaction.atomic
def replan(recipient_id: UUID, *, now: datetime) -> None:
    """Move the floating schedules of a recipient to the zone they are in now.

    No local time that has rung rings again, and what is due at this moment still rings.
    """
    tzid = zone_of(recipient_id)
    moved = list(
        Schedule.objects.select_for_update()
        .filter(recipient_id=recipient_id, tzid="", cancelled_at=None)
        .exclude(planned_tzid=tzid)
    )
    for schedule in moved:
        schedule.version += 1
        schedule.planned_tzid = tzid
        if schedule.next_due_at is None or schedule.next_due_at > now:
            _plan_next(schedule, after=now)
    fields = ["version", "planned_tzid", "next_at", "next_due_at", "next_local"]
    Schedule.objects.bulk_update(moved, fields)


def take_due(kinds: Iterable[Kind], *, now: datetime, limit: int = TAKEN_AT_ONCE) -> list[Due]:
    """Lock what is due, move each schedule to its next occurrence, and return what was due.

    The caller owns the transaction and writes its fact in it. At most one occurrence per schedule is
    returned: call again until nothing is. Two scans at once take different schedules.
    """
    due: list[Due] = []
    for kind in kinds:
        due += _take_kind(kind, now=now, limit=limit - len(due))
    return due


def preview(recurrence: Recurrence, tzid: str, *, after: datetime, limit: int = 5) -> list[Occurrence]:
    """Return the exact next occurrences of a rule. Raises as `create` does."""
    try:
        zone = rules.parse_zone(tzid)
        rules.check(recurrence, after=after, zone=zone)
    except RecurrenceError as error:
        raise problem_of(error) from error
    return rules.occurrences(recurrence, zone, after=after, limit=limit)


def upcoming(schedule: Schedule, *, after: datetime, limit: int) -> list[Upcoming]:
    """Return the next occurrences with the ids that they will have."""
    if schedule.cancelled_at is not None:
        return []
    tzid = schedule.planned_tzid
    found = rules.occurrences(
        schedule.recurrence, rules.parse_zone(tzid), after=_not_again(schedule, after), limit=limit
    )
    return [Upcoming(identity.occurrence_id(schedule.pk, each.at), each.local, each.at, tzid) for each in found]


def occurrence_id(schedule_id: UUID, at: datetime) -> UUID:
    return identity.occurrence_id(schedule_id, at)


def problem_of(error: RecurrenceError) -> Problem:
    """Return the problem that a rule nobody can follow is told as."""
    match error.code:
        case "unknown-zone":
            return UnknownZone(error.detail)
        case "rule-never-fires":
            return RuleNeverFires(error.detail)
        case "invalid-rule":
            return InvalidRequest(Invalid(error.pointer, error.detail))


def zone_of(recipient_id: UUID) -> str:
    """Return the zone that floating schedules of this account follow."""
    for profile in (Person, Staff):
        tzid = profile.objects.filter(pk=recipient_id).values_list("tzid", flat=True).first()
        if tzid is not None:
            return str(tzid)
    return "UTC"


def _set_rule(schedule: Schedule, recurrence: Recurrence, zone: Zone, *, now: datetime) -> None:
    schedule.recurrence = recurrence
    schedule.tzid = "" if zone.policy == "floating" else zone.tzid or ""
    schedule.planned_tzid = schedule.tzid or zone_of(schedule.recipient_id)
    if zone.policy == "fixed" and not zone.tzid:
        raise InvalidRequest(Invalid("/zone/tzid", "A fixed zone needs its name."))
    preview(recurrence, schedule.planned_tzid, after=now, limit=1)
    _plan_next(schedule, after=now)


def _plan_next(schedule: Schedule, *, after: datetime) -> None:
    zone = rules.parse_zone(schedule.planned_tzid)
    found = rules.next_occurrence(schedule.recurrence, zone, after=_not_again(schedule, after))
    schedule.next_at = schedule.next_due_at = found.at if found else None
    schedule.next_local = found.local if found else None


def _not_again(schedule: Schedule, after: datetime) -> datetime:
    """Return the instant after which to look, so that a local time that has rung is over in every zone."""
    if schedule.last_local is None:
        return after
    return max(after, rules.to_instant(schedule.last_local, rules.parse_zone(schedule.planned_tzid)))


def _take_kind(kind: Kind, *, now: datetime, limit: int) -> list[Due]:
    schedules = list(
        Schedule.objects.select_for_update(skip_locked=True)
        .filter(kind=kind, next_due_at__lte=now)
        .order_by("next_due_at")[:limit]
    )
    due = [_advance(schedule) for schedule in schedules]
    _save_plans(schedules)
    return due


def _advance(schedule: Schedule) -> Due:
    local, rings_at = schedule.next_local, schedule.next_due_at
    # The release before this one plans without next_at.
    at = schedule.next_at or rings_at
    assert at is not None and local is not None and rings_at is not None  # noqa: PT018, S101 - take_due selects by it
    schedule.last_local = local
    _plan_next(schedule, after=at)
    return Due(
        schedule=schedule,
        occurrence_id=identity.occurrence_id(schedule.pk, at),
        local=local,
        at=at,
        rings_at=rings_at,
        tzid=schedule.planned_tzid,
        closes_at=schedule.closes_at(at),
    )


def _save_plans(schedules: list[Schedule]) -> None:
    # bulk_update writes one CASE a column, whose cost grows with the square of the batch.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE schedule s
            SET next_at = u.next_at, next_due_at = u.next_due_at, next_local = u.next_local, last_local = u.last_local
            FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamp[], %s::timestamp[])
                AS u (id, next_at, next_due_at, next_local, last_local)
            WHERE s.id = u.id
            """,
            [
                [schedule.pk for schedule in schedules],
                [schedule.next_at for schedule in schedules],
                [schedule.next_due_at for schedule in schedules],
                [schedule.next_local for schedule in schedules],
                [schedule.last_local for schedule in schedules],
            ],
        )
