from typing import Any, cast

from backend.instruments.definitions import Instrument
from backend.instruments.loading.building import Raw, built
from backend.instruments.loading.checks import Known, meaning_faults
from backend.instruments.loading.document import shape_faults
from backend.instruments.loading.faults import CatalogueError


def instrument_from(raw: object, known: Known, *, place: str) -> Instrument:
    """Check any JSON and build what it describes. Raises CatalogueError with all that is wrong, and nothing else."""
    faults = shape_faults(raw) or meaning_faults(cast(Raw, raw), known)
    if faults:
        raise CatalogueError(place, faults)
    return built(cast(dict[str, Any], raw))
