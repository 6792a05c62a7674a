"""Starting the standard check-ins for a person: all of them at one time of the day, shown before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from backend.accounts.models import Person, Staff
from backend.accounts.turns import take_turn
from backend.aftercare import check_in_schedules
from backend.aftercare.cadences.loading import Cadence, cadences
from backend.aftercare.check_in_schedules import Draft, Planned
from backend.aftercare.check_ins import person_planned_by
from backend.aftercare.life_events.pausing import today_at
from backend.aftercare.models import CheckInSchedule
from backend.aftercare.questionnaires.offers import offer_of
from backend.api.client_ids import claim
from backend.api.problems import Invalid, InvalidRequest
from backend.recurrence import Occurrence
from notifications.schedules import FLOATING, Zone

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Start:
    """From which day on, and at what time; `id` is the client's own, `body` what it sent, so that a repeat is known."""

    start_on: date
    at: time
    zone: Zone = FLOATING
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Foreseen:
    """One of the standard check-ins as it would be. `is_planned` already by this site, it is left as it is."""

    cadence: Cadence
    next_occurrences: Sequence[Occurrence]
    tzid: str
    is_planned: bool


@dataclass(frozen=True)
class Started:
    """What was planned, and the instruments for which this site had a schedule already."""

    planned: Sequence[Planned]
    already_planned: Sequence[str]
    is_new: bool


@transaction.atomic
def preview(staff: Staff, person_id: UUID, start: Start, *, now: datetime) -> list[Foreseen]:
    """Show what `start_standard` would plan, and when it would ring. Raises NotFound, InvalidRequest, UnknownZone."""
    person = person_planned_by(staff, person_id, now=now)
    _check(start, staff, now=now)
    planned = _planned_here(staff, person)
    return [
        Foreseen(
            cadence,
            check_in_schedules.preview_schedule(
                person, cadence.recurrence(start.start_on, start.at), start.zone, now=now
            ),
            start.zone.tzid or person.tzid,
            cadence.instrument in planned,
        )
        for cadence in _asked_by(staff)
    ]


@transaction.atomic
def start_standard(staff: Staff, person_id: UUID, start: Start, *, now: datetime) -> Started:
    """Plan each standard check-in that this site does not ask already. The same id again changes nothing.

    Raises NotFound, InvalidRequest, UnknownZone, IdTaken.
    """
    person = person_planned_by(staff, person_id, now=now)
    root = start.id or uuid4()
    body = {"person": str(person_id), **(start.body or {})}
    if start.id and not claim(root, account_id=staff.pk, kind="standard-check-ins", body=body, among=None):
        return _started_before(staff, root, now=now)
    _check(start, staff, now=now)
    # One at a time: two that start at once plan nothing twice.
    take_turn(person)
    planned_here = _planned_here(staff, person)
    missing = [cadence for cadence in _asked_by(staff) if cadence.instrument not in planned_here]
    planned = [_plan(staff, person, cadence, start, root, now=now) for cadence in missing]
    return _started(staff, planned, is_new=bool(planned))


def _asked_by(staff: Staff) -> list[Cadence]:
    """Return the cadences of what this site has not switched off."""
    asked = set(offer_of(staff.site_id).among([cadence.instrument for cadence in cadences()]))
    return [cadence for cadence in cadences() if cadence.instrument in asked]


def _check(start: Start, staff: Staff, *, now: datetime) -> None:
    today = today_at(staff.site, now)
    if not today <= start.start_on <= today + FURTHEST:
        raise InvalidRequest(Invalid("/start_on", "Choose today, or a day to come within a year."))


def _planned_here(staff: Staff, person: Person) -> set[str]:
    live = CheckInSchedule.objects.filter(person=person, site=staff.site_id, schedule__cancelled_at=None)
    return set(live.values_list("instrument", flat=True))


def _plan(staff: Staff, person: Person, cadence: Cadence, start: Start, root: UUID, *, now: datetime) -> Planned:
    draft = Draft(
        instrument=cadence.instrument,
        recurrence=cadence.recurrence(start.start_on, start.at),
        zone=start.zone,
        window=cadence.window,
        remind_again_after=cadence.remind_again_after,
        id=_schedule_id(root, cadence),
    )
    return check_in_schedules.planned(check_in_schedules.create(staff, person, draft, now=now), now=now)


def _started_before(staff: Staff, root: UUID, *, now: datetime) -> Started:
    ids = [_schedule_id(root, cadence) for cadence in cadences()]
    made = CheckInSchedule.objects.select_related("schedule").in_bulk(ids)
    planned = [check_in_schedules.planned(made[id_], now=now) for id_ in ids if id_ in made]
    return _started(staff, planned, is_new=False)


def _started(staff: Staff, planned: Sequence[Planned], *, is_new: bool) -> Started:
    made = {each.schedule.instrument for each in planned}
    already = [cadence.instrument for cadence in _asked_by(staff) if cadence.instrument not in made]
    return Started(planned, already, is_new)


def _schedule_id(root: UUID, cadence: Cadence) -> UUID:
    return uuid5(root, cadence.instrument)
