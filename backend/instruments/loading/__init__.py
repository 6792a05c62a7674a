"""From JSON to instruments and cards; what does not add up is named with its place."""

from backend.instruments.loading.building import built
from backend.instruments.loading.cards import card_from
from backend.instruments.loading.checks import Known
from backend.instruments.loading.faults import CatalogueError, Fault
from backend.instruments.loading.instruments import instrument_from

__all__ = ["CatalogueError", "Fault", "Known", "built", "card_from", "instrument_from"]
