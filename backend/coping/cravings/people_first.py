"""The help that stands beside an exercise or in its place, and what staff learn of a craving."""

from datetime import datetime
from uuid import UUID

from backend.accounts.models import DataClass, Person
from backend.care_team.consequences import Consequences, follow, shown_for
from backend.care_team.monitoring import NOBODY_TOLD, Monitoring
from backend.coping.recommending.choosing import CARDS, Offer
from backend.crisis.check import GENERAL_CARDS
from backend.instruments.levels import Level
from backend.instruments.reading import Reading


def cards_for(offer: Offer, hold: Level) -> list[str] | None:
    """Return the cards of the help that belongs to an offer, in order; None when no help is called for."""
    if hold < Level.L2 and not offer.routes:
        return None
    # Why a hold stands is not known here, so its cards are those that fit any danger.
    general = GENERAL_CARDS if hold >= Level.L2 else ()
    return list(dict.fromkeys([*general, *(card for route in offer.routes for card in CARDS[route])]))


def tell_care_team(person: Person, reading: Reading, *, about: tuple[str, UUID], now: datetime) -> Monitoring:
    """Open the alert that a rating calls for, at the sites that may know of the craving log; return who was told."""
    if reading.level < Level.L1:
        return NOBODY_TOLD
    return _who_was_told(follow(person, reading, about=about, told_in=DataClass.CRAVINGS, now=now))


def who_was_told(person: Person, reading: Reading, *, now: datetime) -> Monitoring:
    """Return the same of a rating that was told before."""
    if reading.level < Level.L1:
        return NOBODY_TOLD
    return _who_was_told(shown_for(person, reading, told_in=DataClass.CRAVINGS, now=now))


def _who_was_told(consequences: Consequences) -> Monitoring:
    # Staff learn of a rating by an alert alone: where none is asked for, they are told of nothing.
    return consequences.monitoring if consequences.asks_staff else NOBODY_TOLD
