"""Joining a site by a single-use invitation. It grants nothing: what is shared is signed class by class."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.consents import notices
from backend.accounts.models import Invitation, Person, Site, Staff
from backend.accounts.people import code_hash, new_code
from backend.accounts.requests import InvitationCode, InvitationWish
from backend.accounts.staffing import FOLLOWING_ROLES, InvitationExpired, assign
from backend.api.client_ids import claim
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem

INVITATION_LIFETIME = timedelta(hours=72)
# They find the invitations of the whole site, and invite for others.
INVITE_FOR_OTHERS = frozenset({Staff.Role.SUPERVISOR, Staff.Role.SITE_ADMIN})


class InvitationUsed(Problem):
    code, title, status = "invitation-used", "Someone has used this code to join.", 409


class AdultsOnly(Problem):
    code, title, status = "adults-only", "You must be 18 or older to join a site here.", 422


@dataclass(frozen=True)
class Invited:
    """An invitation with its code, which is shown once: None for the same request again."""

    invitation: Invitation
    code: str | None


@dataclass(frozen=True)
class Joined:
    """`adult_confirmed` False: the person was not asked yet whether they are of age."""

    site: Site
    notice: notices.Shown
    adult_confirmed: bool


@transaction.atomic
def invite(staff: Staff, wish: InvitationWish, *, now: datetime) -> Invited:
    """Make a single-use code. Raises InvalidRequest for who cannot follow anybody, IdTaken."""
    body = {"assign_to": str(wish.assign_to)} if wish.assign_to else {}
    if wish.id and not claim(wish.id, account_id=staff.pk, kind="invitation", body=body, among=Invitation):
        return Invited(Invitation.objects.get(pk=wish.id), None)
    assignee = _assignee(staff, wish.assign_to)
    code = new_code()
    invitation = Invitation.objects.create(
        id=wish.id or uuid.uuid4(),
        code_hash=code_hash(code),
        staff=staff,
        assignee=assignee,
        expires_at=now + INVITATION_LIFETIME,
    )
    return Invited(invitation, code)


def invitations_of(staff: Staff) -> QuerySet[Invitation]:
    """Return one's own invitations; for a supervisor or site admin, those of the site."""
    mine = {"staff__site": staff.site_id} if staff.role in INVITE_FOR_OTHERS else {"staff": staff}
    return Invitation.objects.filter(**mine).select_related("staff__account", "assignee__account")


@transaction.atomic
def withdraw_invitation(staff: Staff, invitation_id: uuid.UUID, *, now: datetime) -> None:
    """Make a code worthless; a second time changes nothing. Raises NotFound, InvitationUsed."""
    invitation = invitations_of(staff).select_for_update(of=("self",)).filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    if invitation.accepted_at is not None:
        raise InvitationUsed
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept_invitation(person: Person, asked: InvitationCode, *, now: datetime) -> Joined:
    """Be followed by whom the invitation names, and be shown the notice of their site.

    Raises InvitationExpired, AdultsOnly. The same person may send the same code again.
    """
    if asked.adult_confirmed is False:
        raise AdultsOnly
    invitation = _taken(person, asked.code, now=now)
    if asked.adult_confirmed and not person.adult_confirmed:
        person.adult_confirmed = True
        person.save(update_fields=["adult_confirmed"])
    site = invitation.staff.site
    return Joined(site, notices.show(person, site, now=now), person.adult_confirmed)


def _assignee(staff: Staff, wanted: uuid.UUID | None) -> Staff | None:
    """Return the colleague who will follow the person; None where that is the one who invites."""
    if wanted is None or wanted == staff.pk:
        if staff.role in FOLLOWING_ROLES:
            return None
        raise InvalidRequest(Invalid("/assign_to", "Name a counsellor or a supervisor who will follow this person."))
    if staff.role not in INVITE_FOR_OTHERS:
        raise InvalidRequest(Invalid("/assign_to", "Only a supervisor or a site admin invites for somebody else."))
    working = Staff.objects.filter(site=staff.site_id, account__is_active=True, role__in=FOLLOWING_ROLES)
    colleague = working.filter(pk=wanted).first()
    if colleague is None:
        raise InvalidRequest(Invalid("/assign_to", "Name a counsellor or a supervisor of your site."))
    return colleague


def _taken(person: Person, code: str, *, now: datetime) -> Invitation:
    """Return the invitation with this code, taken by this person now or before."""
    # Locked by itself: of two phones with one code, the second waits and finds it used.
    found = Invitation.objects.select_for_update(of=("self",)).filter(code_hash=code_hash(code))
    invitation = found.select_related("staff__site", "assignee", "staff__account").first()
    if invitation is None:
        raise InvitationExpired
    if invitation.accepted_by == person:
        return invitation
    if invitation.state_at(now) != Invitation.State.OPEN or not _still_follows(invitation):
        raise InvitationExpired
    invitation.accepted_by, invitation.accepted_at = person, now
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    assign(person, invitation.follower, now=now)
    return invitation


def _still_follows(invitation: Invitation) -> bool:
    """Whether those who are named in it still work there: else the person would join nobody, or another site."""
    follower = invitation.follower
    return (
        invitation.staff.account.is_active
        and follower.account.is_active
        and follower.role in FOLLOWING_ROLES
        and follower.site_id == invitation.staff.site_id
    )
