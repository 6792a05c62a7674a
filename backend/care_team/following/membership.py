"""The care team of a person at one site: who joins it, who leaves it, and when it ends as a whole."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Assignment, Person, Site, Staff
from backend.accounts.staffing import FOLLOWING_ROLES, assign
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.care_team.alerts.handing_over import hand_over, open_alert_of
from backend.care_team.following.in_care import people_in_care_of, person_in_care_of
from backend.care_team.telling import tell_watching_changed


class LastOfTeam(Problem):
    code, title, status = "last-of-team", "Nobody else follows this person. Transfer or discharge them instead.", 422


def team_for(staff: Staff, person_id: UUID, *, now: datetime) -> list[Staff]:
    """Return who follows somebody at one's own site, the longest-standing first. Raises NotFound."""
    person = people_in_care_of(staff, now=now).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return members_of(person, staff.site, now=now)


def members_of(person: Person, site: Site, *, now: datetime) -> list[Staff]:
    assignments = Assignment.objects.active(now).filter(
        person=person, site=site, staff__site=site, staff__account__is_active=True
    )
    return [each.staff for each in assignments.select_related("staff__account").order_by("started_at", "id")]


def colleague_who_follows(staff: Staff, colleague_id: UUID, *, pointer: str) -> Staff:
    """Return an active colleague of one's site who can follow people, oneself among them. Raises InvalidRequest."""
    colleagues = Staff.objects.filter(site=staff.site_id, role__in=FOLLOWING_ROLES, account__is_active=True)
    found = colleagues.select_related("account", "site").filter(pk=colleague_id).first()
    if found is None:
        raise InvalidRequest(Invalid(pointer, "This is no colleague of yours who follows people."))
    return found


@transaction.atomic
def add_member(staff: Staff, person_id: UUID, member_id: UUID, *, now: datetime) -> bool:
    """Let a colleague follow somebody too, and tell them. False: they did already. Raises NotFound, InvalidRequest."""
    person = person_in_care_of(staff, person_id, now=now)
    member = colleague_who_follows(staff, member_id, pointer="/staff_id")
    if member in members_of(person, staff.site, now=now):
        return False
    assign(person, member, now=now)
    tell_watching_changed(person, now=now)
    return True


@transaction.atomic
def remove_member(staff: Staff, person_id: UUID, member_id: UUID, *, now: datetime) -> None:
    """Let somebody of the team go; an alert of theirs passes to the one longest there. Raises NotFound, LastOfTeam."""
    person = person_in_care_of(staff, person_id, now=now)
    members = members_of(person, staff.site, now=now)
    if member_id not in {member.pk for member in members}:
        raise NotFound
    others = [member for member in members if member.pk != member_id]
    if not others:
        raise LastOfTeam
    end_assignments(person, staff.site, now=now, of=[member_id])
    _hand_over(person, staff.site, others, gone={member_id}, now=now)
    tell_watching_changed(person, now=now)


def transfer(person: Person, site: Site, to: Staff, *, now: datetime) -> None:
    """Let one colleague follow somebody in the place of the whole team; an open alert passes to them."""
    gone = {member.pk for member in members_of(person, site, now=now)} - {to.pk}
    end_assignments(person, site, now=now, of=gone)
    assign(person, to, now=now)
    _hand_over(person, site, [to], gone=gone, now=now)


def end_assignments(person: Person, site: Site, *, now: datetime, of: Collection[UUID] | None = None) -> None:
    """Let those named, or the whole team, follow somebody no more: from the next request on they see nothing."""
    ending = Assignment.objects.active(now).filter(person=person, site=site)
    (ending if of is None else ending.filter(staff__in=of)).update(ended_at=now)


def _hand_over(person: Person, site: Site, others: Sequence[Staff], *, gone: set[UUID], now: datetime) -> None:
    alert = open_alert_of(person, site)
    if alert is None:
        return
    owner = next((each for each in others if each.pk == alert.owner_id), others[0])
    hand_over(alert, owner, gone=gone, now=now)
