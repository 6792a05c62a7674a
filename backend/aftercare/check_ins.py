"""Check-ins: begun by the person, asked for by staff, or due by a schedule (see `opening`)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from backend.accounts.access import record_look
from backend.accounts.guard import people_visible_to
from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.models import CheckIn, CheckInQuerySet, Response, SafetyStep
from backend.api.client_ids import claim
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.care_team.people import followed_by, own_people_of
from backend.instruments.catalogue import Instrument, catalogue
from notifications import ledger
from notifications.kinds import Kind
from notifications.ledger import Guard

# How long one stays open that no schedule closes.
WITHOUT_SCHEDULE = timedelta(hours=24)


@dataclass(frozen=True)
class Wish:
    """Which instrument to open; `id` is the client's own, `body` what it sent, so that a repeat is known."""

    instrument: str
    id: UUID | None = None
    window: timedelta = WITHOUT_SCHEDULE
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Opened:
    """`is_new` is False for the same request again."""

    check_in: CheckIn
    is_new: bool


def enabled_instrument(code: str) -> Instrument:
    """Raises InvalidRequest for an instrument that there is not, or that is switched off."""
    instrument = catalogue().instruments.get(code)
    if instrument is None or not instrument.enabled_by_default:
        raise InvalidRequest(Invalid("/instrument", "There is no such instrument."))
    return instrument


@transaction.atomic
def open_now(person: Person, wish: Wish, *, now: datetime) -> Opened:
    """Begin a check-in, also beside another open one. Raises InvalidRequest, IdTaken."""
    check_in = _new(person, wish, now=now)
    return _open_once(check_in, wish, account_id=person.pk)


@transaction.atomic
def ask_now(staff: Staff, person_id: UUID, wish: Wish, *, now: datetime) -> Opened:
    """Ask somebody outside any schedule; their phone rings. Raises NotFound, InvalidRequest, IdTaken."""
    person = person_shown_to(staff, person_id, now=now)
    check_in = _new(person, wish, now=now)
    check_in.site = staff.site
    opened = _open_once(check_in, wish, account_id=staff.pk)
    if opened.is_new:
        _ring(opened.check_in)
    return opened


def person_planned_by(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return somebody whose plan this staff member may write, and note the look. Raises NotFound."""
    return _person_in(own_people_of(staff, now=now), staff, person_id, now=now)


def person_shown_to(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return somebody whose plan this staff member may read, and note the look. Raises NotFound."""
    return _person_in(followed_by(staff, now=now), staff, person_id, now=now)


def check_ins_of(person: Person, state: CheckIn.State | None) -> CheckInQuerySet:
    own = CheckIn.objects.filter(person=person)
    return own.filter(state=state) if state else own


def history_for(staff: Staff, person_id: UUID, *, now: datetime) -> CheckInQuerySet:
    """Return a person's check-ins with their answers, and note the look. Raises NotFound outside one's set."""
    person = people_visible_to(staff.account, DataClass.ANSWERS, now=now).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    record_look(staff.account, [person], DataClass.ANSWERS, purpose="answers", now=now)
    visible = CheckIn.objects.visible_to(staff.account, now).filter(person=person)
    answers = Prefetch("responses", Response.objects.order_by("received_at", "id"))
    return visible.prefetch_related(answers, "steps")


@transaction.atomic
def take_step(
    person: Person,
    check_in_id: UUID,
    step: SafetyStep.Step,
    *,
    taken_at: datetime,
    client_id: UUID | None = None,
) -> tuple[SafetyStep, bool]:
    """Keep what the person did after a card was shown; it never closes an alert. False: the same request again.

    Raises NotFound, IdTaken.
    """
    check_in = CheckIn.objects.filter(person=person, pk=check_in_id).first()
    if check_in is None:
        raise NotFound
    body = {"check_in": str(check_in_id), "step": step}
    if client_id and not claim(client_id, account_id=person.pk, kind="safety-step", body=body, among=SafetyStep):
        return SafetyStep.objects.get(pk=client_id), False
    taken = SafetyStep(pk=client_id or uuid.uuid4(), check_in=check_in, step=step, taken_at=taken_at)
    taken.save(force_insert=True)
    return taken, True


def _person_in(people: QuerySet[Person], staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    person = people.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    record_look(staff.account, [person], DataClass.PLAN, purpose="plan", now=now)
    return person


def _new(person: Person, wish: Wish, *, now: datetime) -> CheckIn:
    instrument = enabled_instrument(wish.instrument)
    return CheckIn(
        pk=wish.id or uuid.uuid4(),
        person=person,
        instrument=instrument.code,
        version=instrument.version,
        opened_at=now,
        closes_at=now + wish.window,
    )


def _open_once(check_in: CheckIn, wish: Wish, *, account_id: UUID) -> Opened:
    body = dict(wish.body or {})
    if wish.id and not claim(wish.id, account_id=account_id, kind="check-in", body=body, among=CheckIn):
        return Opened(CheckIn.objects.get(pk=wish.id), is_new=False)
    check_in.save(force_insert=True)
    return Opened(check_in, is_new=True)


def _ring(check_in: CheckIn) -> None:
    assert check_in.site_id is not None  # noqa: S101 - staff asked, so a site did
    ledger.open_delivery(
        check_in.person_id,
        Kind.CHECK_IN,
        notification_id=check_in.pk,
        about=("check-in", check_in.pk),
        deliver_at=check_in.opened_at,
        expires_at=check_in.closes_at,
        guard=Guard(check_in.person_id, check_in.site_id, DataClass.PLAN),
    )
