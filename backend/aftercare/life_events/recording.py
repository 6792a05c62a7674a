"""Staff put on record what has happened, and take it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_visible_to
from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.life_events import ending, pausing
from backend.aftercare.models import LifeEvent
from backend.api.client_ids import claim
from backend.api.problems import Forbidden, Invalid, InvalidRequest, NotFound, Problem
from backend.care_team.following.in_care import person_in_care_of
from backend.care_team.following.membership import colleague_who_follows

Kind = LifeEvent.Kind
TARGET = "life-event"
FURTHEST = timedelta(days=731)


class LifeEventStands(Problem):
    code, title, status = "life-event-stands", "This is on record already. End it first.", 422


class CannotBeUndone(Problem):
    code, title, status = "cannot-be-undone", "This cannot be taken back. Transfer the person again instead.", 422


@dataclass(frozen=True)
class Draft:
    """What has happened, as staff say it; `id` is the client's own, `body` what it sent, so that a repeat is known.

    Without `from_on` it is from today on, without `until_on` until it is ended.
    """

    kind: LifeEvent.Kind
    from_on: date | None = None
    until_on: date | None = None
    to_staff_id: UUID | None = None
    reason: str | None = None
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class History:
    """Events of one site; `shows_reasons` where whoever reads them may see the person's plan."""

    events: QuerySet[LifeEvent]
    shows_reasons: bool


@transaction.atomic
def record(staff: Staff, person_id: UUID, draft: Draft, *, now: datetime) -> tuple[LifeEvent, bool]:
    """Put on record what has happened, and do what follows from it. False: the same request again.

    Raises NotFound for anybody outside one's care, InvalidRequest, IdTaken, LifeEventStands, AlertOpen.
    """
    body = {"person": str(person_id), **(draft.body or {})}
    # Before the person is looked for: who was discharged is in nobody's care any more.
    if draft.id and not claim(draft.id, account_id=staff.pk, kind=TARGET, body=body, among=LifeEvent):
        return LifeEvent.objects.get(pk=draft.id), False
    person = person_in_care_of(staff, person_id, now=now)
    if faults := list(_faults(draft, pausing.today_at(staff.site, now))):
        raise InvalidRequest(*faults)
    event = _event(staff, person, draft, now=now)
    _refuse_second(event, now=now)
    _follow(event, now=now)
    event.save(force_insert=True)
    return event, True


@transaction.atomic
def events_of(staff: Staff, person_id: UUID, *, now: datetime) -> History:
    """Return what one's site has put on record about somebody whose plan one may see. Raises NotFound.

    To a supervisor without the plan it shows what only a supervisor can take back.
    """
    events = LifeEvent.objects.filter(person=person_id, site=staff.site_id)
    events = events.select_related("to_staff__account", "created_by__account")
    person = people_visible_to(staff.account, DataClass.PLAN, now=now).filter(pk=person_id).first()
    if person is not None:
        record_look(staff.account, [person], DataClass.PLAN, purpose=Purpose.LIFE_EVENTS, now=now)
        return History(events, shows_reasons=True)
    deaths = events.filter(kind=Kind.DIED, ended_at=None)
    if staff.role != Staff.Role.SUPERVISOR or not deaths.exists():
        raise NotFound
    person = person_in_care_of(staff, person_id, now=now)
    record_look(staff.account, [person], DataClass.PLAN, purpose=Purpose.LIFE_EVENTS, now=now)
    return History(deaths, shows_reasons=False)


@transaction.atomic
def take_back(staff: Staff, person_id: UUID, event_id: UUID, *, now: datetime) -> None:
    """End a pause, or undo what was a mistake. A second time changes nothing.

    Raises NotFound, CannotBeUndone; Forbidden for all but a supervisor where somebody is said to have died.
    """
    person = person_in_care_of(staff, person_id, now=now)
    event = LifeEvent.objects.filter(pk=event_id, person=person, site=staff.site_id).first()
    if event is None:
        raise NotFound
    if event.kind == Kind.DIED and staff.role != Staff.Role.SUPERVISOR:
        raise Forbidden
    if event.kind in (Kind.DISCHARGED, Kind.TRANSFERRED):
        raise CannotBeUndone
    if event.ended_at is None:
        _take_back(event, staff, now=now)


def _faults(draft: Draft, today: date) -> Iterator[Invalid]:
    if (draft.kind == Kind.TRANSFERRED) == (draft.to_staff_id is None):
        yield Invalid("/to_staff_id", "A transfer is to somebody, and nothing else is.")
    if draft.kind in pausing.PAUSES:
        yield from _faults_of_pause(draft, today)
        return
    if draft.from_on is not None and not today - FURTHEST <= draft.from_on <= today:
        yield Invalid("/from_on", "This takes effect at once: choose today, or a day that has passed.")
    if draft.until_on is not None:
        yield Invalid("/until_on", "Only a pause has a last day.")


def _faults_of_pause(draft: Draft, today: date) -> Iterator[Invalid]:
    first = draft.from_on or today
    if abs(first - today) > FURTHEST:
        yield Invalid("/from_on", "Choose a day within two years.")
    if draft.until_on is not None and not max(first, today) <= draft.until_on <= today + FURTHEST:
        yield Invalid("/until_on", "Choose a day to come within two years, and not before the first.")


def _event(staff: Staff, person: Person, draft: Draft, *, now: datetime) -> LifeEvent:
    to_staff = draft.to_staff_id and colleague_who_follows(staff, draft.to_staff_id, pointer="/to_staff_id")
    return LifeEvent(
        pk=draft.id or uuid4(),
        person=person,
        site=staff.site,
        kind=draft.kind,
        from_on=draft.from_on or pausing.today_at(staff.site, now),
        until_on=draft.until_on,
        to_staff=to_staff or None,
        reason=draft.reason,
        created_by=staff,
        created_at=now,
    )


def _refuse_second(event: LifeEvent, *, now: datetime) -> None:
    """One pause at a time, so that a schedule's pause is that of the event; and nobody dies twice."""
    if event.kind in pausing.PAUSES:
        standing = pausing.pauses_ahead(event.person, event.site, now=now)
    else:
        standing = LifeEvent.objects.filter(person=event.person, site=event.site, ended_at=None, kind=Kind.DIED)
        standing = standing.filter(kind=event.kind)
    if standing.exists():
        raise LifeEventStands


def _follow(event: LifeEvent, *, now: datetime) -> None:
    match event.kind:
        case Kind.DISCHARGED:
            ending.discharge(event.person, event.site, now=now)
        case Kind.TRANSFERRED if event.to_staff is not None:
            ending.transfer(event.person, event.site, event.to_staff, now=now)
        case Kind.DIED:
            ending.stop_everything(event.person, now=now)
        case _:
            pausing.pause_check_ins(event)


def _take_back(event: LifeEvent, staff: Staff, *, now: datetime) -> None:
    event.ended_at, event.ended_by = now, staff
    event.save(update_fields=["ended_at", "ended_by"])
    if event.kind == Kind.DIED:
        ending.start_again(event.person, now=now)
    else:
        pausing.resume_check_ins(event.person, event.site)
