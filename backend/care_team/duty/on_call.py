"""The on-call chain of a site: who is called next when nobody answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.guard import SITE_ROLES
from backend.accounts.models import Site, Staff
from backend.api.problems import Invalid, InvalidRequest
from backend.care_team.duty.roles import MANAGING_ROLES, require_role
from backend.care_team.duty.roster import rosters_of
from backend.care_team.models import OnCall

MOST = 50


@dataclass(frozen=True)
class Chain:
    """`named` in order, as somebody set it; `answering` are those who are called at this instant."""

    named: tuple[Staff, ...]
    answering: tuple[Staff, ...]


def chain_of(site: Site, *, now: datetime) -> Chain:
    rows = OnCall.objects.filter(site=site).select_related("staff__account").order_by("position")
    return Chain(tuple(row.staff for row in rows), rosters_of([site], now=now)[site.pk].on_call)


@transaction.atomic
def set_chain(staff: Staff, wanted: Sequence[UUID], *, check: Callable[[Chain], None], now: datetime) -> Chain:
    """Name the chain anew, in order; an empty one leaves it to on-call staff and then supervisors.

    `check` sees the chain as it is and may raise. Raises Forbidden, InvalidRequest.
    """
    require_role(staff, *MANAGING_ROLES)
    site = Site.objects.select_for_update(no_key=True).get(pk=staff.site_id)
    check(chain_of(site, now=now))
    _check_members(site, wanted)
    OnCall.objects.filter(site=site).delete()
    OnCall.objects.bulk_create(
        OnCall(site=site, position=position, staff_id=staff_id) for position, staff_id in enumerate(wanted)
    )
    return chain_of(site, now=now)


def _check_members(site: Site, wanted: Sequence[UUID]) -> None:
    known = Staff.objects.filter(site=site, account__is_active=True).in_bulk(wanted)
    faults = [
        Invalid(f"/staff_ids/{number}", fault)
        for number, staff_id in enumerate(wanted)
        if (fault := _fault(known.get(staff_id), is_again=staff_id in wanted[:number]))
    ]
    if faults:
        raise InvalidRequest(*faults)


def _fault(member: Staff | None, *, is_again: bool) -> str | None:
    if member is None:
        return "There is no such colleague at your site."
    if member.role not in SITE_ROLES:
        return "Only supervisors and on-call staff answer for the whole site."
    return "Name each once." if is_again else None
