"""Breaking the glass: one person, one hour, with a reason. Supervisors hear of it at once, the person afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.models import Assignment, BreakGlass, DataClass, Person, Staff
from backend.api.client_ids import claim
from backend.api.problems import Forbidden, NotFound
from backend.care_team.duty.team import supervisors_of
from backend.care_team.models import PersonToTell
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Opening

LASTS = timedelta(minutes=60)
# Whom the site has followed within that time it may have to help; nobody else is its business.
FOLLOWED_WITHIN = timedelta(days=365)
TARGET = "break-glass"


@dataclass(frozen=True)
class Emergency:
    """Why, in words, and what 42 CFR 2.51(c) wants on record: its nature, and who is told outside, if anybody.

    `id` is the client's own, `body` what it sent, so that a repeat is known.
    """

    person_id: UUID
    reason: BreakGlass.Reason
    text: str
    nature: str
    recipient: str = ""
    recipient_affiliation: str = ""
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Broken:
    """`is_new` is False while it was broken before; nothing makes the hour longer. `told` counts supervisors."""

    glass: BreakGlass
    is_new: bool
    told: int


@transaction.atomic
def break_glass(staff: Staff, emergency: Emergency, *, now: datetime) -> Broken:
    """Open one person for an hour. Raises Forbidden for a site admin, NotFound, IdTaken."""
    if staff.role == Staff.Role.SITE_ADMIN:
        raise Forbidden
    person = _followed_lately(staff, emergency.person_id, now=now)
    is_first = _claim(staff, emergency)
    mine = BreakGlass.objects.filter(staff=staff, person=person)
    before = mine.active(now).first() if is_first else mine.latest("started_at")
    if before is None:
        broken = _break(staff, person, emergency, now=now)
    else:
        broken = Broken(before, is_new=False, told=len(_others_who_supervise(staff)))
    record_look(staff.account, [person], DataClass.PLAN, purpose=Purpose.BREAK_GLASS, now=now)
    return broken


def _followed_lately(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return the person, locked: two requests at once must not both find the glass whole. Raises NotFound."""
    followed = Assignment.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=now - FOLLOWED_WITHIN),
        person=OuterRef("pk"),
        site=staff.site_id,
        started_at__lte=now,
    )
    people = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("account")
    person = people.filter(Exists(followed), pk=person_id).first()
    if person is None:
        raise NotFound
    return person


def _claim(staff: Staff, emergency: Emergency) -> bool:
    body = dict(emergency.body or {})
    return emergency.id is None or claim(emergency.id, account_id=staff.pk, kind=TARGET, body=body, among=BreakGlass)


def _break(staff: Staff, person: Person, emergency: Emergency, *, now: datetime) -> Broken:
    glass = BreakGlass.objects.create(
        id=emergency.id or uuid4(),
        person=person,
        staff=staff,
        site=staff.site,
        reason_code=emergency.reason,
        content={
            "text": emergency.text,
            "nature": emergency.nature,
            "recipient": emergency.recipient,
            "recipient_affiliation": emergency.recipient_affiliation,
            "discloser": staff.account.handle,
        },
        started_at=now,
        ends_at=now + LASTS,
    )
    PersonToTell.objects.create(break_glass=glass, person=person, due_at=glass.ends_at)
    return Broken(glass, is_new=True, told=_tell_supervisors(glass, now=now))


def _tell_supervisors(glass: BreakGlass, *, now: datetime) -> int:
    """Ring every other supervisor of the site, as for an alert: no wish and no quiet hours hold it back.

    Somebody may be in danger, and somebody has seen what they were not let to see. It needs no consent of the person.
    """
    about = (TARGET, glass.pk)
    openings = [
        Opening(
            supervisor.pk,
            Kind.ALERT,
            notification_id=ledger.notification_id(about, supervisor.pk),
            about=about,
            deliver_at=now,
            expires_at=now + policy_of(Kind.ALERT).lifetime,
        )
        for supervisor in _others_who_supervise(glass.staff)
    ]
    ledger.open_deliveries(openings)
    return len(openings)


def _others_who_supervise(staff: Staff) -> list[Staff]:
    return [supervisor for supervisor in supervisors_of(staff.site_id) if supervisor != staff]
