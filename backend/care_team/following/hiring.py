"""New colleagues, and another role for one who is there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from backend.accounts import sessions
from backend.accounts.models import Assignment, Staff
from backend.accounts.staffing import FOLLOWING_ROLES, SETUP_LIFETIME, offer_account
from backend.api.problems import NotFound, Problem
from backend.care_team.duty.roles import MANAGING_ROLES, require_role


class OwnRole(Problem):
    code, title, status = "own-role", "Somebody else has to change your own role.", 422


class FollowsPeople(Problem):
    code, title, status = "follows-people", "They follow people. Let a colleague follow these first.", 422


@dataclass(frozen=True)
class Offer:
    """An account that waits to be made: whoever opens the link sets login, password and second factor."""

    role: Staff.Role
    link: str
    expires_at: datetime


def offer(staff: Staff, role: Staff.Role, *, now: datetime) -> Offer:
    """Make a one-time link for a new colleague. Raises Forbidden for who does not manage the site."""
    require_role(staff, *MANAGING_ROLES)
    code = offer_account(staff.site, role, now=now)
    return Offer(role, f"{settings.PUBLIC_URL}/console/first-admin/{code}", now + SETUP_LIFETIME)


@transaction.atomic
def change_role(staff: Staff, colleague_id: UUID, role: Staff.Role, *, now: datetime) -> Staff:
    """Give a colleague another role; their tokens end, because they were made for the old one.

    Raises Forbidden, NotFound, OwnRole, FollowsPeople for a role that follows nobody.
    """
    require_role(staff, *MANAGING_ROLES)
    if colleague_id == staff.pk:
        raise OwnRole
    here = Staff.objects.filter(site=staff.site_id, account__is_active=True)
    colleague = here.select_for_update(of=("self",)).select_related("account").filter(pk=colleague_id).first()
    if colleague is None:
        raise NotFound
    if role not in FOLLOWING_ROLES and Assignment.objects.active(now).filter(staff=colleague).exists():
        raise FollowsPeople
    if colleague.role != role:
        colleague.role = role
        colleague.save(update_fields=["role"])
        sessions.end_sessions(colleague.account, now=now)
    return colleague
