"""Who follows a person: assigned staff, their supervisors, and what the person lets their site see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import Assignment, Consent, DataClass, Person, Site, Staff
from backend.instruments.levels import Level


@dataclass(frozen=True)
class SiteTeam:
    """One site at which somebody is assigned to the person. `assigned` is never empty; the first owns alerts."""

    site: Site
    assigned: tuple[Staff, ...]
    supervisors: tuple[Staff, ...]
    granted: frozenset[str]

    def sees(self, data_class: DataClass) -> bool:
        return data_class in self.granted

    def sees_all(self, data_classes: Collection[DataClass]) -> bool:
        return self.granted.issuperset(data_classes)


def teams_of(person: Person, *, now: datetime) -> list[SiteTeam]:
    """Return the person's teams, the longest-standing first; three queries, whatever their size.

    Somebody who is silenced has none: nobody is rung about them.
    """
    assigned = _assigned(person, now=now)
    sites = list(dict.fromkeys(staff.site for staff in assigned))
    supervisors = list(_working(Staff.objects.filter(site__in=sites, role=Staff.Role.SUPERVISOR)))
    granted = Consent.objects.active(now).filter(person=person).values_list("site_id", "data_class")
    consents: set[tuple[UUID, str]] = set(granted)
    return [
        SiteTeam(
            site=site,
            assigned=tuple(staff for staff in assigned if staff.site_id == site.pk),
            supervisors=tuple(staff for staff in supervisors if staff.site_id == site.pk),
            granted=frozenset(data_class for site_id, data_class in consents if site_id == site.pk),
        )
        for site in sites
    ]


def members_to_tell(team: SiteTeam, level: Level) -> tuple[Staff, ...]:
    """Return who is rung at once about an alert of this level: who is assigned; at L3 the supervisors too."""
    if level == Level.L3:
        return tuple(dict.fromkeys((*team.assigned, *team.supervisors)))
    return team.assigned


def next_to_tell(team: SiteTeam) -> tuple[Staff, ...]:
    """Return who is rung when nobody acknowledged in time: supervisors, or the assigned again where there are none."""
    others = tuple(staff for staff in team.supervisors if staff not in team.assigned)
    return others or team.assigned


def supervisors_of(site_id: UUID) -> list[Staff]:
    """Return who supervises a site now, the longest-standing first."""
    return list(_working(Staff.objects.filter(site=site_id, role=Staff.Role.SUPERVISOR)))


def _assigned(person: Person, *, now: datetime) -> list[Staff]:
    assignments = (
        Assignment.objects.active(now)
        .filter(person=person, person__silenced_at=None, staff__account__is_active=True)
        .select_related("staff__site", "staff__account")
        .order_by("started_at", "id")
    )
    # An assignment made at another site does not follow a staff member who has moved.
    return [assignment.staff for assignment in assignments if assignment.site_id == assignment.staff.site_id]


def _working(staff: QuerySet[Staff]) -> QuerySet[Staff]:
    return staff.filter(account__is_active=True).select_related("account").order_by("account__created_at", "pk")
