"""Where people meet, as values: in a place, online, or both."""

import hashlib
from dataclasses import astuple, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class PlaceFacts:
    """What a listing says about where people sit together. `lat` and `lon` are both given or both None."""

    name: str = ""
    street: str = ""
    city: str = ""
    city_subsection: str = ""
    neighborhood: str = ""
    county: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    info: str = ""
    train_lines: str = ""
    bus_lines: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(repr(astuple(self)).encode()).digest()

    @classmethod
    def of(cls, place: Any) -> "PlaceFacts":
        """Read them off a stored place."""
        return cls(**{field.name: getattr(place, field.name) for field in fields(cls)})


@dataclass(frozen=True)
class OnlineFacts:
    url: str = ""
    phone: str = ""
    notes: str = ""
