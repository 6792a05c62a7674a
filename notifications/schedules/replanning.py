"""Plans that move: with their recipient's zone and spread, and with the time zone database."""

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction

from backend import recurrence as rules
from notifications.models import Schedule, ZoneData
from notifications.schedules.planning import plan_next, withdraw_opened
from notifications.schedules.spreading import spread_for, wishes_of_plans
from notifications.schedules.timing import TICK, UNPLANNABLE
from notifications.schedules.zones import zone_of
from notifications.wishes.ringing import Wishes

log = structlog.get_logger(__name__)

REPLANNED_AT_ONCE = 1000


@transaction.atomic
def replan(recipient_id: UUID, *, now: datetime) -> None:
    """Move the schedules of a recipient to the zone they are in now, where they float, and to their spread.

    No local time that has rung rings again, what is due at this moment still rings, and what was opened for a
    time to come is withdrawn.
    """
    tzid = zone_of(recipient_id)
    wishes = wishes_of_plans([recipient_id]).get(recipient_id)
    schedules = list(Schedule.objects.select_for_update().filter(recipient_id=recipient_id, cancelled_at=None))
    for schedule in schedules:
        if schedule.is_floating and schedule.planned_tzid != tzid:
            _move(schedule, tzid, now)
        if schedule.next_at is not None:
            schedule.next_due_at = schedule.next_at + spread_for(schedule, wishes)
    _save(schedules)


@transaction.atomic
def start_afresh(recipient_id: UUID, *, now: datetime) -> None:
    """Go on with what is to come: what has fallen due for this recipient and was not opened rings no more."""
    wishes = wishes_of_plans([recipient_id]).get(recipient_id)
    due = list(Schedule.objects.select_for_update().filter(recipient_id=recipient_id, next_due_at__lte=now))
    for schedule in due:
        _plan_or_leave(schedule, wishes, lambda: now)
    _save(due)


def replan_after_zone_data(now: datetime) -> int:
    """Plan again what the rules of another release of the time zone database move; return how many schedules.

    Runs through once per release. A run that was cut off is run again from the start.
    """
    release = zone_data_release()
    known = ZoneData.objects.first()
    if known is not None and known.release == release:
        return 0
    moved = sum(_replan_batch(ids, now) for ids in _batches())
    ZoneData.objects.all().delete()
    ZoneData.objects.create(release=release)
    return moved


def zone_data_release() -> str:
    """Name the release that `zoneinfo` reads: the system's, where it has one, before that of the tzdata package."""
    for folder in zoneinfo.TZPATH:
        source = Path(folder, "tzdata.zi")
        if source.is_file():
            with source.open(encoding="utf-8") as lines:
                # "# version 2026b"
                return lines.readline().split()[-1][:20]
    return metadata.version("tzdata")[:20]


def _move(schedule: Schedule, tzid: str, now: datetime) -> None:
    schedule.version += 1
    schedule.planned_tzid = tzid
    if schedule.next_at is None or schedule.next_at > now:
        withdraw_opened(schedule, now=now, due_after=now)
        _plan_or_leave(schedule, None, lambda: now)


def _batches() -> Iterator[list[UUID]]:
    planned = Schedule.objects.filter(next_due_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    ids = list(planned[:REPLANNED_AT_ONCE])
    while ids:
        yield ids
        ids = list(planned.filter(pk__gt=ids[-1])[:REPLANNED_AT_ONCE])


@transaction.atomic
def _replan_batch(ids: list[UUID], now: datetime) -> int:
    schedules = list(Schedule.objects.select_for_update().filter(pk__in=ids, next_at__gt=now))
    before = {schedule.pk: schedule.next_at for schedule in schedules}
    wishes = wishes_of_plans({schedule.recipient_id for schedule in schedules})
    for schedule in schedules:
        _plan_or_leave(schedule, wishes.get(schedule.recipient_id), partial(_before_planned, schedule, now))
    moved = [schedule for schedule in schedules if schedule.next_at != before[schedule.pk]]
    _save(moved)
    return len(moved)


def _plan_or_leave(schedule: Schedule, wishes: Wishes | None, after: Callable[[], datetime]) -> None:
    """One that cannot be planned any more must not keep a phone from telling its zone, nor stop the others."""
    try:
        plan_next(schedule, after=after(), wishes=wishes)
    except UNPLANNABLE:
        log.exception("schedule not planned", schedule_id=str(schedule.pk))


def _before_planned(schedule: Schedule, now: datetime) -> datetime:
    """The local time that was planned may be past by the new rules: it is late then, and not lost."""
    if schedule.next_local is None:
        return now
    planned = rules.to_instant(schedule.next_local, rules.parse_zone(schedule.planned_tzid))
    return min(now, planned - TICK)


def _save(schedules: list[Schedule]) -> None:
    fields = ["version", "planned_tzid", "next_at", "next_due_at", "next_local"]
    Schedule.objects.bulk_update(schedules, fields, batch_size=100)
