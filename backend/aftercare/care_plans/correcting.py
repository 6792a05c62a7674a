"""The person reads their plans, and says what is not right in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.models import DataClass, Person, Site, Staff
from backend.aftercare.check_ins import person_planned_by
from backend.aftercare.life_events import pausing
from backend.aftercare.models import CarePlanVersion, LifeEvent, PlanCorrection
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.care_team.duty.team import SiteTeam, teams_of
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Guard, Opening

TARGET = "plan-correction"


class NobodyReads(Problem):
    code, title, status = "nobody-reads", "No one at a clinic reads this now.", 422


@dataclass(frozen=True)
class OwnPlan:
    """A plan as the person reads it, with the pause that lasts or is to come and all they have said about it."""

    site: Site
    version: CarePlanVersion
    pause: LifeEvent | None
    corrections: Sequence[PlanCorrection]


@dataclass(frozen=True)
class Draft:
    """A correction as a phone sends it; `id` is its own, `body` what it sent, so that a repeat is known."""

    text: str
    site_id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


def plans_of(person: Person, *, now: datetime) -> list[OwnPlan]:
    """Return the plan in force at each site that ever made one, the newest first."""
    latest = CarePlanVersion.objects.filter(person=person).order_by("site", "-number").distinct("site")
    versions = sorted(latest.select_related("site", "written_by__account"), key=lambda each: each.written_at)
    said = list(PlanCorrection.objects.filter(person=person).order_by("-written_at", "id"))
    return [
        OwnPlan(
            site=version.site,
            version=version,
            pause=pausing.pauses_ahead(person, version.site, now=now).first(),
            corrections=[each for each in said if each.site_id == version.site_id],
        )
        for version in reversed(versions)
    ]


@transaction.atomic
def correct(person: Person, draft: Draft, *, now: datetime) -> tuple[PlanCorrection, bool]:
    """Tell the team of a site what is not right. False: the same request again.

    Raises InvalidRequest where a site must be named, NobodyReads, IdTaken.
    """
    body = dict(draft.body or {})
    if draft.id and not claim(draft.id, account_id=person.pk, kind=TARGET, body=body, among=PlanCorrection):
        return PlanCorrection.objects.get(pk=draft.id), False
    team = _team(person, draft.site_id, now=now)
    correction = PlanCorrection.objects.create(
        pk=draft.id or uuid4(),
        person=person,
        site=team.site,
        text=draft.text,
        written_at=corrected(draft.occurred_at, draft.sent_at, now=now),
    )
    ledger.open_deliveries([_opening(correction, staff, now=now) for staff in team.assigned])
    return correction, True


@transaction.atomic
def resolve(staff: Staff, person_id: UUID, correction_id: UUID, *, now: datetime) -> PlanCorrection:
    """Say that a correction is dealt with; the person reads that it is. A second time changes nothing.

    Raises NotFound.
    """
    person = person_planned_by(staff, person_id, now=now)
    here = PlanCorrection.objects.select_for_update().filter(person=person, site=staff.site_id)
    correction = here.filter(pk=correction_id).first()
    if correction is None:
        raise NotFound
    if correction.resolved_at is None:
        correction.resolved_at, correction.resolved_by = now, staff
        correction.save(update_fields=["resolved_at", "resolved_by"])
        ledger.withdraw_about((TARGET, correction.pk), reason="resolved", now=now)
    return correction


def _team(person: Person, site_id: UUID | None, *, now: datetime) -> SiteTeam:
    """Return the one team that reads it: of a site that has a plan, and with which the plan is shared."""
    planning = set(CarePlanVersion.objects.filter(person=person).values_list("site", flat=True))
    teams = [team for team in teams_of(person, now=now) if team.site.pk in planning and team.sees(DataClass.PLAN)]
    if not teams:
        raise NobodyReads
    asked = [team for team in teams if site_id in (None, team.site.pk)]
    if len(asked) != 1:
        raise InvalidRequest(Invalid("/site_id", "Say which of your plans it is about."))
    return asked[0]


def _opening(correction: PlanCorrection, staff: Staff, *, now: datetime) -> Opening:
    about = (TARGET, correction.pk)
    return Opening(
        staff.pk,
        Kind.FOLLOW_UP,
        notification_id=ledger.notification_id(about, staff.pk),
        about=about,
        deliver_at=now,
        expires_at=now + policy_of(Kind.FOLLOW_UP).lifetime,
        guard=Guard(correction.person_id, correction.site_id, DataClass.PLAN),
    )
