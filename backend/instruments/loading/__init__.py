"""From JSON to instruments and cards; what does not add up is named with its place."""

from backend.instruments.loading.building import built, pointers_of_rules
from backend.instruments.loading.cards import card_from
from backend.instruments.loading.checks import CODE, Known
from backend.instruments.loading.faults import CatalogueError, Fault
from backend.instruments.loading.instruments import instrument_from

__all__ = ["CODE", "CatalogueError", "Fault", "Known", "built", "card_from", "instrument_from", "pointers_of_rules"]
