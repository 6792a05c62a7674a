"""Schedules of check-ins: staff plan them, the person's phone rings by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.check_ins import person_planned_by, person_seen_by
from backend.aftercare.life_events import pausing
from backend.aftercare.models import CheckInSchedule, CheckInScheduleQuerySet
from backend.aftercare.questionnaires.offers import offer_of
from backend.api.client_ids import claim
from backend.api.problems import NotFound
from backend.recurrence import Occurrence, Recurrence
from notifications import schedules
from notifications.guards import Guard
from notifications.kinds import Kind
from notifications.models import Schedule
from notifications.schedules import Upcoming, Zone

SHOWN = 5


@dataclass(frozen=True)
class Draft:
    """A schedule as staff describe it; `id` is the client's own, `body` what it sent, so that a repeat is known."""

    instrument: str
    recurrence: Recurrence
    zone: Zone
    window: timedelta
    remind_again_after: tuple[timedelta, ...] = ()
    missed_policy: CheckInSchedule.MissedPolicy = CheckInSchedule.MissedPolicy.DEFAULT
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Planned:
    """A schedule with what comes next of it; `is_new` is False for the same request again."""

    schedule: CheckInSchedule
    next_occurrences: list[Upcoming]
    is_new: bool = False


@transaction.atomic
def schedule_check_ins(staff: Staff, person_id: UUID, draft: Draft, *, now: datetime) -> Planned:
    """Plan check-ins for a person. Raises NotFound, InvalidRequest, UnknownZone, RuleNeverFires, IdTaken."""
    person = person_planned_by(staff, person_id, now=now)
    offer_of(staff.site_id).require(draft.instrument)
    body = {"person": str(person_id), **(draft.body or {})}
    if draft.id and not claim(draft.id, account_id=staff.pk, kind="check-in-schedule", body=body, among=Schedule):
        return planned(CheckInSchedule.objects.select_related("schedule").get(pk=draft.id), now=now)
    schedule = create(staff, person, draft, now=now)
    return Planned(schedule, planned(schedule, now=now).next_occurrences, is_new=True)


def schedules_for(staff: Staff, person_id: UUID, *, now: datetime) -> CheckInScheduleQuerySet:
    """Return what is planned for a person at this site. Raises NotFound."""
    person = person_seen_by(staff, person_id, now=now)
    visible = CheckInSchedule.objects.visible_to(staff.account, now).select_related("schedule")
    return visible.filter(person=person, schedule__cancelled_at=None)


@transaction.atomic
def cancel_schedule(staff: Staff, person_id: UUID, schedule_id: UUID, *, now: datetime) -> None:
    """End a schedule; check-ins that are open stay so. Raises NotFound."""
    person = person_planned_by(staff, person_id, now=now)
    schedule = schedules_for(staff, person.pk, now=now).filter(pk=schedule_id).first()
    if schedule is None:
        raise NotFound
    schedules.cancel(schedule.pk, now=now)


def preview_schedule(person: Person, recurrence: Recurrence, zone: Zone, *, now: datetime) -> list[Occurrence]:
    """Return the next occurrences that a draft would have. Raises as `schedule_check_ins` does."""
    return schedules.preview(recurrence, zone.tzid or person.tzid, after=now, limit=SHOWN)


def planned(schedule: CheckInSchedule, *, now: datetime) -> Planned:
    return Planned(schedule, schedules.upcoming(schedule.schedule, after=now, limit=SHOWN))


def create(staff: Staff, person: Person, draft: Draft, *, now: datetime) -> CheckInSchedule:
    """Plan check-ins for somebody whose plan the caller has been shown to write. Raises as `schedule_check_ins`."""
    schedule = schedules.create(
        person.pk,
        Kind.CHECK_IN,
        draft.recurrence,
        draft.zone,
        window=draft.window,
        remind_again_after=draft.remind_again_after,
        guard=Guard(person.pk, staff.site_id, DataClass.PLAN),
        id=draft.id,
        now=now,
    )
    planned = CheckInSchedule.objects.create(
        schedule=schedule,
        person=person,
        site=staff.site,
        instrument=draft.instrument,
        missed_policy=draft.missed_policy,
        created_by=staff,
        created_at=now,
    )
    pausing.pause_like_the_others(planned, now=now)
    schedule.refresh_from_db(fields=["paused_from", "paused_until"])
    return planned
