"""The help that stands beside an exercise or in its place, and what staff learn of a craving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import DataClass, Person
from backend.care_team.consequences import follow, shown_for
from backend.care_team.help import help_to
from backend.care_team.monitoring import NOBODY_TOLD, Monitoring
from backend.coping.recommending.choosing import CARDS, Offer
from backend.crisis.check import GENERAL_CARDS
from backend.instruments.levels import Level
from backend.instruments.reading import Reading


@dataclass(frozen=True)
class WatchedHelp:
    """The `help` object, and whether a human at a clinic was told."""

    help: dict[str, Any]
    monitoring: Monitoring


def cards_for(offer: Offer, hold: Level) -> list[str] | None:
    """Return the cards of the help that belongs to an offer, in order; None when no help is called for."""
    if hold < Level.L2 and not offer.routes:
        return None
    # Why a hold stands is not known here, so its cards are those that fit any danger.
    general = GENERAL_CARDS if hold >= Level.L2 else ()
    return list(dict.fromkeys([*general, *(card for route in offer.routes for card in CARDS[route])]))


def watched_help(person: Person, cards: Sequence[str], reading: Reading, *, now: datetime) -> WatchedHelp:
    """Return help for a rating. Staff learn of it by an alert: where none is asked for, they are told of nothing."""
    monitoring = NOBODY_TOLD
    if reading.level >= Level.L1:
        consequences = shown_for(person, reading, told_in=DataClass.CRAVINGS, now=now)
        monitoring = consequences.monitoring if consequences.asks_staff else NOBODY_TOLD
    return WatchedHelp(help_to(person, cards, watching=monitoring.text, now=now), monitoring)


def tell_care_team(person: Person, reading: Reading, *, about: tuple[str, UUID], now: datetime) -> None:
    """Open the alert that ratings call for, at the sites that may know of the craving log."""
    if reading.level >= Level.L1:
        follow(person, reading, about=about, told_in=DataClass.CRAVINGS, now=now)
