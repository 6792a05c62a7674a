"""Instruments as an app needs them: with rules, cards and test vectors, so that it works without signal."""

from typing import Any

from backend.aftercare.check_ins import enabled_instrument
from backend.api.problems import InvalidRequest, NotFound
from backend.crisis.help import card_as_shown
from backend.instruments.catalogue import Instrument, catalogue
from backend.instruments.vectors import vectors_for

SHOWS_CARD = "show_card:"


def instrument_list() -> list[dict[str, Any]]:
    return [
        {"code": each.code, "version": each.version, "title": each.title}
        for each in catalogue().instruments.values()
        if each.enabled_by_default
    ]


def instrument_document(code: str) -> dict[str, Any]:
    """Return an instrument with all that belongs to it. Raises NotFound for one that is not, or is switched off."""
    try:
        instrument = enabled_instrument(code)
    except InvalidRequest:
        raise NotFound from None
    document = catalogue().instruments_document
    return {
        **instrument.raw,
        "version": instrument.version,
        # Rules of another instrument that are read here too, where the answers hold a craving rating.
        "rating_rules": _rating_rules(instrument),
        "cards": _cards(instrument),
        "actions": document["actions"],
        "when_syntax": document["when_syntax"],
        "vectors": vectors_for(code),
    }


def _rating_rules(instrument: Instrument) -> list[dict[str, Any]]:
    return [
        raw
        for rule in instrument.rating_rules
        for raw in catalogue().instruments[rule.instrument].raw.get("item_rules", [])
        if raw["id"] == rule.id
    ]


def _cards(instrument: Instrument) -> list[dict[str, Any]]:
    actions = [action for rule in instrument.rules for action in rule.actions if action.startswith(SHOWS_CARD)]
    codes = dict.fromkeys(action.removeprefix(SHOWS_CARD) for action in actions)
    return [card_as_shown(catalogue().cards[code]) for code in codes]
