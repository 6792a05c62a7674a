"""Check-ins: begun by the person, asked for by staff, or due by a schedule (see `opening`)."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.seeing import person_seen
from backend.accounts.guard import people_cared_for_by
from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.models import CheckIn, CheckInQuerySet, Response, SafetyStep
from backend.aftercare.questionnaires.offers import offer_for, offer_of
from backend.api.client_ids import claim
from backend.api.problems import NotFound
from backend.care_team.people import followed_by, own_people_of
from backend.instruments.definitions import Instrument
from notifications import ledger
from notifications.kinds import Kind
from notifications.ledger import Guard

# How long one stays open that no schedule closes.
WITHOUT_SCHEDULE = timedelta(hours=24)


@dataclass(frozen=True)
class Wish:
    """Which instrument to open; `id` is the client's own, `body` what it sent, so that a repeat is known.

    `version` is one that a phone without signal has asked already; None is the newest.
    """

    instrument: str
    version: int | None = None
    id: UUID | None = None
    window: timedelta = WITHOUT_SCHEDULE
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Opened:
    """`is_new` is False for the same request again."""

    check_in: CheckIn
    is_new: bool


@transaction.atomic
def open_now(person: Person, wish: Wish, *, now: datetime) -> Opened:
    """Begin a check-in, also beside another open one. Raises InvalidRequest, IdTaken."""

    def begun() -> CheckIn:
        instrument = offer_for(person, now=now).require(wish.instrument, wish.version)
        # No site asked for it, though it may be a site's own: nobody waits for it, and its end is no miss.
        return _new(person, wish, instrument, site_id=None, now=now)

    return _open_once(wish, begun, account_id=person.pk)


@transaction.atomic
def ask_now(staff: Staff, person_id: UUID, wish: Wish, *, now: datetime) -> Opened:
    """Ask somebody outside any schedule; their phone rings. Raises NotFound, InvalidRequest, IdTaken."""
    person = person_cared_for_by(staff, person_id, now=now)

    def asked() -> CheckIn:
        instrument = offer_of(staff.site_id).require(wish.instrument)
        return _new(person, wish, instrument, site_id=staff.site_id, now=now)

    opened = _open_once(wish, asked, account_id=staff.pk)
    if opened.is_new:
        _ring(opened.check_in)
    return opened


def person_planned_by(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return somebody whose plan this staff member may write, and note the look. Raises NotFound."""
    return _person_in(own_people_of(staff, now=now), staff, person_id, now=now)


def person_cared_for_by(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return one's own, or somebody whose open alert one answers for, and note the look. Raises NotFound."""
    return _person_in(people_cared_for_by(staff.account, DataClass.PLAN, now=now), staff, person_id, now=now)


def person_seen_by(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return somebody whose plan this staff member may read, and note the look. Raises NotFound."""
    return _person_in(followed_by(staff, now=now), staff, person_id, now=now)


def check_ins_of(person: Person, state: CheckIn.State | None) -> CheckInQuerySet:
    own = CheckIn.objects.filter(person=person)
    return own.filter(state=state) if state else own


def history_for(staff: Staff, person_id: UUID, *, now: datetime) -> CheckInQuerySet:
    """Return a person's check-ins with their answers, and note the look. Raises NotFound outside one's set."""
    person = person_seen(staff, person_id, DataClass.ANSWERS, purpose=Purpose.ANSWERS, now=now)
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
    person = people.select_related("account").filter(pk=person_id).first()
    if person is None:
        raise NotFound
    record_look(staff.account, [person], DataClass.PLAN, purpose=Purpose.PLAN, now=now)
    return person


def _new(person: Person, wish: Wish, instrument: Instrument, *, site_id: UUID | None, now: datetime) -> CheckIn:
    return CheckIn(
        pk=wish.id or uuid.uuid4(),
        person=person,
        site_id=site_id,
        instrument=instrument.code,
        version=instrument.version,
        opened_at=now,
        closes_at=now + wish.window,
    )


def _open_once(wish: Wish, new: Callable[[], CheckIn], *, account_id: UUID) -> Opened:
    body = dict(wish.body or {})
    if wish.id and not claim(wish.id, account_id=account_id, kind="check-in", body=body, among=CheckIn):
        return Opened(CheckIn.objects.get(pk=wish.id), is_new=False)
    check_in = new()
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
