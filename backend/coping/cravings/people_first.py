"""The help that stands beside an exercise or in its place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.accounts.models import Person
from backend.care_team.help import help_to
from backend.coping.recommending.choosing import CARDS, Offer
from backend.crisis.check import GENERAL_CARDS
from backend.instruments.levels import Level


def cards_for(offer: Offer, hold: Level) -> list[str] | None:
    """Return the cards of the help that belongs to an offer, in order; None when no help is called for."""
    if hold < Level.L2 and not offer.routes:
        return None
    # Why a hold stands is not known here, so its cards are those that fit any danger.
    general = GENERAL_CARDS if hold >= Level.L2 else ()
    return list(dict.fromkeys([*general, *(card for route in offer.routes for card in CARDS[route])]))


def help_with(person: Person, cards: Sequence[str], *, now: datetime) -> dict[str, Any]:
    """Return the `help` object. Nobody at a clinic is told of a craving, and it says so."""
    return help_to(person, cards, now=now)
