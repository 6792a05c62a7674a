"""An instrument as an app needs it to read answers by itself, and to check that it does so rightly."""

from typing import Any

from backend.instruments.catalogue import Instrument, catalogue
from backend.instruments.vectors import vectors_for


def document_of(instrument: Instrument) -> dict[str, Any]:
    """Return what a packaged instrument has of its own. Cards, actions and the grammar of `when` are common to all."""
    return {
        **instrument.raw,
        "version": instrument.version,
        # Rules of another instrument that are read here too, where the answers hold a craving rating.
        "rating_rules": [_as_given(rule.instrument, rule.id) for rule in instrument.rating_rules],
        "vectors": vectors_for(instrument.code),
    }


def _as_given(code: str, rule_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(raw for raw in catalogue().instruments[code].raw["item_rules"] if raw["id"] == rule_id)
    return found
