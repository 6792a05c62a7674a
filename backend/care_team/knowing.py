"""Who at which site knows something of a person at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.accounts.guard import NEVER_TO_STAFF
from backend.accounts.keys import store
from backend.accounts.models import DataClass, Person, Staff
from backend.care_team.duty.team import SiteTeam, teams_of


@dataclass(frozen=True)
class Knower:
    """One staff member of one site."""

    site: str
    handle: str | None
    role: str


def who_knows(person: Person, *, now: datetime) -> list[Knower]:
    """Return everybody who sees anything of this person within consent: no answer needs to have been looked at."""
    knowing = [(team, staff) for team in teams_of(person, now=now) for staff in _knowing(team)]
    store.preload(staff.pk for _, staff in knowing)
    return [Knower(team.site.name, staff.account.handle, staff.role) for team, staff in knowing]


def _knowing(team: SiteTeam) -> Iterable[Staff]:
    assigned = team.assigned if team.granted - NEVER_TO_STAFF else ()
    answering = team.everybody if team.sees(DataClass.ALERTS) else ()
    return dict.fromkeys((*assigned, *answering))
