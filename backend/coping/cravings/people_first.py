"""The help that stands beside an exercise or in its place, and what staff learn of a craving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import DataClass, Person
from backend.care_team.consequences import Consequences, follow, shown_for
from backend.care_team.danger import reading_of_danger
from backend.care_team.help import help_to
from backend.care_team.monitoring import NOBODY_TOLD, Monitoring
from backend.coping.cravings.ratings import Judgement
from backend.coping.models import Craving
from backend.coping.reaching.people import People, people_for
from backend.coping.recommending.choosing import CARDS, Offer
from backend.crisis.check import GENERAL_CARDS
from backend.instruments.levels import Level
from backend.instruments.reading import Reading


def cards_for(offer: Offer, hold: Level) -> list[str] | None:
    """Return the cards of the help that belongs to an offer, in order; None when no help is called for.

    Those of a hold come first. Why it stands is not known here: they are those that fit any danger.
    """
    if not offer.routes and hold < Level.L2:
        return None
    of_hold = GENERAL_CARDS if hold >= Level.L2 else ()
    return list(dict.fromkeys([*of_hold, *(card for route in offer.routes for card in CARDS[route])]))


@dataclass(frozen=True)
class PeopleFirst:
    """What is shown at once when an urge stays high or comes back high: a person, not the next exercise."""

    help: Mapping[str, Any]
    people: People


def people_first(craving: Craving, judged: Judgement, told: Monitoring, *, now: datetime) -> PeopleFirst | None:
    """Return what a rating about this craving, before or after, calls for."""
    if not judged.needs_person:
        return None
    people = people_for(craving.person, told_now=craving.told_now, now=now)
    return PeopleFirst(help_to(craving.person, (), watching=told.text, now=now), people)


def reading_of(craving: Craving, judged: Judgement) -> Reading:
    """Return all that was told with a craving: what its rating calls for, and danger among the answers beside it."""
    danger = reading_of_danger(craving.told_now)
    return Reading(judged.reading.scores, (*judged.reading.rules, *danger.rules))


def tell_care_team(person: Person, reading: Reading, *, about: tuple[str, UUID], now: datetime) -> Monitoring:
    """Open the alert that this calls for, at the sites that may know of it; return who was told.

    Danger is followed as in a check-in, with a hold. What a rating calls for takes the grant of the craving log.
    """
    if reading.level < Level.L1:
        return NOBODY_TOLD
    return _who_was_told(follow(person, reading, about=about, told_in=DataClass.CRAVINGS, now=now))


def who_was_told(person: Person, reading: Reading, *, now: datetime) -> Monitoring:
    """Return the same of what was told before."""
    if reading.level < Level.L1:
        return NOBODY_TOLD
    return _who_was_told(shown_for(person, reading, told_in=DataClass.CRAVINGS, now=now))


def _who_was_told(consequences: Consequences) -> Monitoring:
    # Staff learn of a rating by an alert alone: where none is asked for, they are told of nothing.
    return consequences.monitoring if consequences.asks_staff else NOBODY_TOLD
