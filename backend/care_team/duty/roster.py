"""Who does a site's work at one instant: nobody in it is away, has left, or works elsewhere by now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.accounts.guard import SITE_ROLES
from backend.accounts.models import Cover, Site, Staff
from backend.care_team.models import OnCall


@dataclass(frozen=True)
class Roster:
    """`on_call` in the order of the chain; `covers` by the id of who is away."""

    supervisors: tuple[Staff, ...]
    on_call: tuple[Staff, ...]
    away: frozenset[UUID]
    covers: Mapping[UUID, Staff]

    def stand_in_of(self, staff: Staff) -> Staff | None:
        """Return who does the work of this staff member: themselves, or who covers for them; None: nobody."""
        return stand_in(staff, self.away, self.covers)


def rosters_of(sites: Iterable[Site], *, now: datetime) -> Mapping[UUID, Roster]:
    """Return a roster for each site with three queries, however many there are."""
    wanted = list(sites)
    staff = Staff.objects.filter(site__in=wanted, role__in=SITE_ROLES).select_related("account", "site")
    senior = list(staff.order_by("account__created_at", "pk"))
    chains = list(OnCall.objects.filter(site__in=wanted).select_related("staff__account", "staff__site"))
    covers = Cover.objects.active(now).filter(site__in=wanted).select_related("cover__account", "cover__site")
    absences = list(covers.order_by("starts_at", "pk"))
    return {
        site.pk: _roster(
            [each for each in senior if each.site_id == site.pk],
            [row for row in chains if row.site_id == site.pk],
            [row for row in absences if row.site_id == site.pk],
        )
        for site in wanted
    }


def stand_in(staff: Staff, away: frozenset[UUID], covers: Mapping[UUID, Staff]) -> Staff | None:
    if staff.pk in away:
        return covers.get(staff.pk)
    return staff if staff.account.is_active else None


def _roster(senior: list[Staff], chain: list[OnCall], absences: list[Cover]) -> Roster:
    away = frozenset(row.absent_id for row in absences)
    covers = {row.absent_id: row.cover for row in absences if _covers(row, away)}
    supervisors = [each for each in senior if each.role == Staff.Role.SUPERVISOR]
    on_call = [each for each in senior if each.role == Staff.Role.ON_CALL]
    named = [row.staff for row in sorted(chain, key=lambda row: row.position) if row.staff.site_id == row.site_id]
    present = _present(supervisors, away, covers)
    return Roster(
        supervisors=present,
        # Where all who are named are away or gone, those come who would answer without a chain.
        on_call=_present(named, away, covers) or tuple(dict.fromkeys((*_present(on_call, away, covers), *present))),
        away=away,
        covers=covers,
    )


def _covers(row: Cover, away: frozenset[UUID]) -> bool:
    cover = row.cover
    is_here = cover.account.is_active and cover.site_id == row.site_id and cover.pk not in away
    return is_here and cover.role != Staff.Role.SITE_ADMIN


def _present(staff: Iterable[Staff], away: frozenset[UUID], covers: Mapping[UUID, Staff]) -> tuple[Staff, ...]:
    """Those who answer for the whole site, each once: a counsellor who covers sees the people of the other alone."""
    found = [stand_in(each, away, covers) for each in staff]
    return tuple(dict.fromkeys(each for each in found if each is not None and each.role in SITE_ROLES))
