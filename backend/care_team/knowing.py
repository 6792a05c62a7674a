"""Who at which site knows something of a person at this moment."""

from dataclasses import dataclass
from datetime import datetime

from backend.accounts.keys import store
from backend.accounts.models import DataClass, Person
from backend.accounts.readers import Readers, readers_of, who_stop_knowing
from backend.care_team.duty.team import teams_of


@dataclass(frozen=True)
class Knower:
    """One staff member of one site."""

    site: str
    handle: str | None
    role: str


def who_knows(person: Person, *, now: datetime) -> list[Knower]:
    """Return everybody who sees anything of this person within consent: no answer needs to have been looked at."""
    readers = readers_of(person, now=now)
    knowing = [
        (team, staff)
        for team in teams_of(person, now=now)
        for staff in who_stop_knowing(
            readers.get(team.site.pk, Readers()), team.granted, list(DataClass), alert_level=None
        )
    ]
    store.preload(staff.pk for _, staff in knowing)
    return [Knower(team.site.name, staff.account.handle, staff.role) for team, staff in knowing]
