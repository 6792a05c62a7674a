"""Who follows a person, and what the person lets each of their sites see."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.accounts.models import Assignment, Consent, DataClass, Person, Site, Staff
from backend.care_team.duty.roster import Roster, rosters_of


@dataclass(frozen=True)
class SiteTeam:
    """One site that follows the person, as it stands at one instant; there is always somebody in it.

    `assigned` are those who follow them, and who covers for those that are away: it may be empty. `on_call` is in the
    order of the chain. `stands_in_for` says for whom somebody covers, by who covers.
    """

    site: Site
    assigned: tuple[Staff, ...]
    supervisors: tuple[Staff, ...]
    on_call: tuple[Staff, ...]
    granted: frozenset[str]
    stands_in_for: Mapping[UUID, Staff]
    roster: Roster

    @property
    def everybody(self) -> tuple[Staff, ...]:
        return tuple(dict.fromkeys((*self.assigned, *self.on_call, *self.supervisors)))

    @property
    def owner(self) -> Staff:
        """Whose an alert is: who follows the person; where nobody does just now, a supervisor, or who is on call."""
        return (*self.assigned, *self.supervisors, *self.on_call)[0]

    def sees(self, data_class: DataClass) -> bool:
        return data_class in self.granted

    def sees_all(self, data_classes: Collection[DataClass]) -> bool:
        return self.granted.issuperset(data_classes)

    def reads(self, data_class: DataClass) -> bool:
        """Whether somebody reads it: alerts are the whole team's, all else is read by who follows the person."""
        return self.sees(data_class) and (bool(self.assigned) or data_class == DataClass.ALERTS)

    def reads_all(self, data_classes: Collection[DataClass]) -> bool:
        return all(self.reads(each) for each in data_classes)


def teams_of(person: Person, *, now: datetime) -> list[SiteTeam]:
    """Return the person's teams, the longest-standing first; five queries, whatever their size.

    Somebody who is silenced has none: nobody is rung about them.
    """
    assigned = _assigned(person, now=now)
    sites = list(dict.fromkeys(staff.site for staff in assigned))
    rosters = rosters_of(sites, now=now)
    granted = Consent.objects.active(now).filter(person=person).values_list("site_id", "data_class")
    consents: set[tuple[UUID, str]] = set(granted)
    teams = [_team(site, assigned, rosters[site.pk], consents) for site in sites]
    return [team for team in teams if team.everybody]


def team_at(person: Person, site_id: UUID, *, now: datetime) -> SiteTeam | None:
    """Return the person's team at this site; None when nobody there follows them, or could."""
    return next((team for team in teams_of(person, now=now) if team.site.pk == site_id), None)


def supervisors_of(site_id: UUID) -> list[Staff]:
    """Return who supervises a site, there or away, the longest-standing first."""
    here = Staff.objects.filter(site=site_id, role=Staff.Role.SUPERVISOR, account__is_active=True)
    return list(here.select_related("account").order_by("account__created_at", "pk"))


def _team(site: Site, assigned: list[Staff], roster: Roster, consents: set[tuple[UUID, str]]) -> SiteTeam:
    following = list(_following([staff for staff in assigned if staff.site_id == site.pk], roster))
    return SiteTeam(
        site=site,
        assigned=tuple(dict.fromkeys(who for who, _ in following)),
        supervisors=roster.supervisors,
        on_call=roster.on_call,
        granted=frozenset(data_class for site_id, data_class in consents if site_id == site.pk),
        # Backwards, so that the first of several counts: it is for them that an alert comes to who covers.
        stands_in_for={who.pk: staff for who, staff in reversed(following) if who != staff},
        roster=roster,
    )


def _following(assigned: list[Staff], roster: Roster) -> Iterator[tuple[Staff, Staff]]:
    """Yield who follows the person now, with the assigned staff member for whom they do."""
    for staff in assigned:
        who = roster.stand_in_of(staff)
        if who is not None and who.role != Staff.Role.SITE_ADMIN:
            yield who, staff


def _assigned(person: Person, *, now: datetime) -> list[Staff]:
    """Return who was assigned, the first one first; an account may be closed, and a colleague cover for it."""
    assignments = (
        Assignment.objects.active(now)
        .filter(person=person, person__silenced_at=None)
        .select_related("staff__site", "staff__account")
        .order_by("started_at", "id")
    )
    # An assignment made at another site does not follow a staff member who has moved.
    return [assignment.staff for assignment in assignments if assignment.site_id == assignment.staff.site_id]
