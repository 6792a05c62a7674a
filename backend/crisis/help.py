"""The `help` object that stands in an answer or a refusal: numbers first, then what to do."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from backend.crisis.lines import lines_for
from backend.crisis.verifying.findings import Findings
from backend.instruments.catalogue import Card, catalogue

EMERGENCY_FIELDS = ("number", "note", "state", "source", "dated_on")


def help_for(
    country: str | None,
    *,
    cards: Sequence[str],
    watching: str,
    today: date,
    findings: Findings,
    allow_overdose_spotting: bool = False,
) -> dict[str, Any]:
    """Return the help for somebody in `country` (as `country_code` reads it; None or empty when unknown).

    `cards` are codes, in the order to show them; `watching` says in plain words who sees the answers.
    """
    # A rule of a site may name a card that a later release no longer has: the rest of the help must come.
    known = catalogue().cards
    found = lines_for(country, findings=findings, today=today, allow_overdose_spotting=allow_overdose_spotting)
    return {
        "country": found.country,
        "emergency": {name: found.emergency[name] for name in EMERGENCY_FIELDS},
        "lines": list(found.lines),
        "directory": found.directory,
        "sentence": found.sentence,
        "cards": [card_as_shown(known[code]) for code in cards if code in known],
        "watching": watching,
    }


def card_as_shown(card: Card) -> dict[str, Any]:
    # `raise_to` and the sources are for staff and reviewers. Nothing here states a dose.
    signs = [
        {"code": sign.code, "text": sign.text, "urgent": sign.urgent, "see_card": sign.see_card} for sign in card.signs
    ]
    return {
        "code": card.code,
        "title": card.title,
        "level": card.level.value,
        "who": card.who,
        "signs": signs,
        "do": list(card.do),
        "dont": list(card.dont),
    }
