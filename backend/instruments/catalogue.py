"""Every instrument and card that this release ships."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from backend.instruments.definitions import (
    Band,
    Card,
    Instrument,
    Item,
    Option,
    Refusal,
    Rule,
    Scale,
    Sign,
    Skip,
)
from backend.instruments.facts import NAMED_RULES, RATING_RULES
from backend.instruments.grammar import Named, leaves
from backend.instruments.loading import CatalogueError, Fault, Known, card_from, instrument_from

__all__ = [
    "DATA",
    "Band",
    "Card",
    "Catalogue",
    "CatalogueError",
    "Instrument",
    "Item",
    "Option",
    "Refusal",
    "Rule",
    "Scale",
    "Sign",
    "Skip",
    "catalogue",
    "load_catalogue",
]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Catalogue:
    instruments: Mapping[str, Instrument]  # by code, in file order
    cards: Mapping[str, Card]
    known: Known  # for `instrument_from`, which reads a questionnaire that a site adds
    instruments_document: Mapping[str, Any] = field(compare=False, repr=False)  # the whole file, for apps
    cards_document: Mapping[str, Any] = field(compare=False, repr=False)


@cache
def catalogue() -> Catalogue:
    """The packaged catalogue. Called once at start, so that bad data stops the start and not an answer."""
    return load_catalogue(DATA)


def load_catalogue(folder: Path) -> Catalogue:
    """Read instruments.json and warning_signs.json, or raise CatalogueError naming the place."""
    document, cards_document = _read(folder / "instruments.json"), _read(folder / "warning_signs.json")
    known = _known(document, cards_document)
    instruments = [
        instrument_from(raw, known, place=f"instruments.json {raw['code']}") for raw in document["instruments"]
    ]
    cards = [card_from(raw, known.cards, place=f"warning_signs.json {raw['code']}") for raw in cards_document["cards"]]
    return Catalogue(
        instruments={instrument.code: instrument for instrument in _with_rating_rules(instruments)},
        cards={card.code: card for card in cards},
        known=known,
        instruments_document=document,
        cards_document=cards_document,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(path.name, [Fault("", str(error))]) from error
    return document


def _known(document: Mapping[str, Any], cards_document: Mapping[str, Any]) -> Known:
    named = frozenset(name.removesuffix("()") for name in document["when_syntax"]["named_rules"])
    unanswered = sorted(named - NAMED_RULES)
    if unanswered:
        raise CatalogueError("instruments.json", [Fault("/when_syntax/named_rules", f"no fact for {unanswered}")])
    return Known(
        instruments=frozenset(raw["code"] for raw in document["instruments"]),
        cards=frozenset(raw["code"] for raw in cards_document["cards"]),
        actions=frozenset(document["actions"]),
        named_rules=named,
    )


def _with_rating_rules(instruments: list[Instrument]) -> list[Instrument]:
    """Give every instrument with a craving rating the rules about ratings that stand elsewhere.

    A rule that asks "this rating and another before it" means ratings of every origin, so it is read wherever
    a rating is given: the daily check-in reads the rule that stands at craving-nrs.
    """
    every_rule = [rule for instrument in instruments for rule in instrument.rules]
    about_ratings = [rule for rule in every_rule if _is_about_ratings(rule)]
    return [
        replace(instrument, rating_rules=tuple(r for r in about_ratings if r.instrument != instrument.code))
        if instrument.rating_item
        else instrument
        for instrument in instruments
    ]


def _is_about_ratings(rule: Rule) -> bool:
    return any(isinstance(leaf, Named) and leaf.name in RATING_RULES for leaf in leaves(rule.when))
