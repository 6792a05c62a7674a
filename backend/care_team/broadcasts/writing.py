"""Writing to several people at once: who gets it and when, shown before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.keys import store
from backend.accounts.models import DataClass, Person, Staff
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.care_team.broadcasts.spread import spread_of
from backend.care_team.models import Broadcast, BroadcastQuerySet, BroadcastRecipient
from backend.care_team.people import reachable_by
from backend.care_team.phones import Obstacle, obstacles_of
from notifications import ledger

TARGET = "broadcast"
FURTHEST = timedelta(days=365)
# Reading a preview takes a while: a time that came meanwhile means "now".
PATIENCE = timedelta(minutes=5)


class BroadcastReachesNobody(Problem):
    code, title, status = "broadcast-reaches-nobody", "There is nobody who shares their plan with you now.", 422


@dataclass(frozen=True)
class Plan:
    """When it goes out, and to whom: `send_at` None is at once, `person_ids` None is everybody."""

    send_at: datetime | None = None
    spread: timedelta = timedelta(0)
    person_ids: tuple[UUID, ...] | None = None


@dataclass(frozen=True)
class Draft:
    """A broadcast as staff send it; `id` is the client's own, `body` what it sent, so that a repeat is known.

    `occurred_at` and `sent_at` are read from the client's clock.
    """

    words: str
    plan: Plan
    id: UUID | None = None
    body: Mapping[str, Any] | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Addressee:
    person: Person
    deliver_at: datetime


@dataclass(frozen=True)
class NotReached:
    """Somebody who gets it in the app, but whose phone will not ring."""

    person_id: UUID
    reason: Obstacle


@dataclass(frozen=True)
class Preview:
    """Who would get it, by handle."""

    addressees: tuple[Addressee, ...]
    not_reached: tuple[NotReached, ...]

    @property
    def count(self) -> int:
        return len(self.addressees)

    @property
    def first_at(self) -> datetime | None:
        return min((each.deliver_at for each in self.addressees), default=None)

    @property
    def last_at(self) -> datetime | None:
        return max((each.deliver_at for each in self.addressees), default=None)


def preview(staff: Staff, plan: Plan, *, now: datetime) -> Preview:
    """Say who gets it and when, by the consent of this moment. Raises InvalidRequest."""
    starts_at = _starts_at(plan.send_at, now=now)
    people = _people_of(staff, plan, now=now)
    record_look(staff.account, people, DataClass.PLAN, purpose=Purpose.BROADCAST, now=now)
    store.preload(person.pk for person in people)
    people.sort(key=lambda person: (person.account.handle or "").casefold())
    not_reached = obstacles_of([person.pk for person in people]).items()
    return Preview(
        _addressees(people, plan, starts_at), tuple(NotReached(person_id, reason) for person_id, reason in not_reached)
    )


@transaction.atomic
def send(staff: Staff, draft: Draft, *, now: datetime) -> tuple[Broadcast, bool]:
    """Keep a broadcast for its time. Returns it and whether it is new: the same id sent again is the same one.

    Raises InvalidRequest, BroadcastReachesNobody, IdTaken; NotFound for the id of one that is gone again.
    """
    body = dict(draft.body or {})
    if draft.id and not claim(draft.id, account_id=staff.pk, kind=TARGET, body=body, among=Broadcast):
        return find(staff, draft.id), False
    starts_at = _starts_at(draft.plan.send_at, now=now)
    addressees = _addressees(_people_of(staff, draft.plan, now=now), draft.plan, starts_at)
    if not addressees:
        raise BroadcastReachesNobody
    return _create(staff, draft, addressees, starts_at, now=now), True


def broadcasts_of(staff: Staff) -> BroadcastQuerySet:
    """Return what this staff member may find: their own; for a supervisor, those of the site."""
    return Broadcast.objects.visible_to(staff).select_related("staff__account", "site")


def find(staff: Staff, broadcast_id: UUID) -> Broadcast:
    """Raises NotFound."""
    broadcast = broadcasts_of(staff).filter(pk=broadcast_id).first()
    if broadcast is None:
        raise NotFound
    return broadcast


@transaction.atomic
def cancel(staff: Staff, broadcast_id: UUID, *, now: datetime) -> Broadcast:
    """Stop it: what waits never opens, what has not rung is withdrawn, what is shown is taken off the phones.

    A second time changes nothing. Raises NotFound.
    """
    broadcast = find(staff, broadcast_id)
    waiting = BroadcastRecipient.objects.filter(broadcast=broadcast, state=BroadcastRecipient.State.WAITING)
    # First those that wait: this waits for a scan that is just opening some of them, and finds them opened then.
    waiting.update(state=BroadcastRecipient.State.CANCELLED)
    ledger.withdraw_about((TARGET, broadcast.pk), reason="cancelled", now=now)
    if broadcast.cancelled_at is None:
        broadcast.cancelled_at = now
        broadcast.save(update_fields=["cancelled_at"])
    return broadcast


def _starts_at(send_at: datetime | None, *, now: datetime) -> datetime:
    if send_at is None:
        return now
    if send_at < now - PATIENCE:
        raise InvalidRequest(Invalid("/send_at", "This time has passed. Choose a later one, or leave it out for now."))
    if send_at > now + FURTHEST:
        raise InvalidRequest(Invalid("/send_at", "Choose a time within a year."))
    return max(send_at, now)


def _people_of(staff: Staff, plan: Plan, *, now: datetime) -> list[Person]:
    """Return one's own people who share their plan, or those chosen among them.

    An id outside that set gives the same answer whoever it belongs to, if anybody.
    """
    people = reachable_by(staff, now=now)
    if plan.person_ids is None:
        return list(people)
    found = people.in_bulk(plan.person_ids)
    missing = [number for number, person_id in enumerate(plan.person_ids) if person_id not in found]
    if missing:
        raise InvalidRequest(
            *(Invalid(f"/person_ids/{number}", "You cannot write to this person now.") for number in missing)
        )
    return list(found.values())


def _addressees(people: list[Person], plan: Plan, starts_at: datetime) -> tuple[Addressee, ...]:
    return tuple(Addressee(person, starts_at + spread_of(person.pk, plan.spread)) for person in people)


def _create(
    staff: Staff, draft: Draft, addressees: tuple[Addressee, ...], starts_at: datetime, *, now: datetime
) -> Broadcast:
    broadcast = Broadcast.objects.create(
        id=draft.id or uuid4(),
        staff=staff,
        site=staff.site,
        words=draft.words,
        send_at=starts_at,
        spread_minutes=int(draft.plan.spread / timedelta(minutes=1)),
        created_at=corrected(draft.occurred_at, draft.sent_at, now=now),
    )
    BroadcastRecipient.objects.bulk_create(
        BroadcastRecipient(broadcast=broadcast, person=each.person, deliver_at=each.deliver_at) for each in addressees
    )
    return broadcast
