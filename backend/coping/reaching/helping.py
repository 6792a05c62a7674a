"""Help at any time: people before anything else, whatever the urge is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.accounts.models import Person
from backend.care_team.help import help_to
from backend.care_team.monitoring import NOBODY_TOLD, Monitoring
from backend.coping.reaching.people import People, people_for


@dataclass(frozen=True)
class Place:
    """Where the person is, as "lat,lon", when they said so."""

    near: str | None = None


@dataclass(frozen=True)
class HelpNow:
    """`monitoring` says that nobody at a clinic learns of it."""

    help: dict[str, Any]
    people: People
    monitoring: Monitoring


def help_now(person: Person, place: Place, *, now: datetime) -> HelpNow:
    """Return numbers, people and meetings of this minute; nothing is stored and nobody is told.

    Raises InvalidRequest for a place that is none.
    """
    people = people_for(person, near=place.near, now=now)
    return HelpNow(help_to(person, watching=NOBODY_TOLD.text, now=now), people, NOBODY_TOLD)
