"""An instrument as an app needs it to read answers by itself, and to check that it does so rightly."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.instruments.catalogue import Instrument, catalogue


def document_of(instrument: Instrument, vectors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what an instrument has of its own, with the test vectors of its rules.

    Cards, actions and the grammar of `when` are common to all.
    """
    return {
        **instrument.raw,
        "version": instrument.version,
        # Rules of another instrument that are read here too, where the answers hold a craving rating.
        "rating_rules": [_as_given(rule.instrument, rule.id) for rule in instrument.rating_rules],
        "vectors": list(vectors),
    }


def _as_given(code: str, rule_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(raw for raw in catalogue().instruments[code].raw["item_rules"] if raw["id"] == rule_id)
    return found
