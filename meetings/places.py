"""Places as values: equal ones are one row."""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from meetings.models import Place

BATCH = 1_000


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
    def of(cls, place: Place) -> "PlaceFacts":
        return cls(**{field.name: getattr(place, field.name) for field in fields(cls)})


def find_or_make(wanted: Iterable[PlaceFacts]) -> dict[PlaceFacts, Place]:
    """Return the stored place for each of these, in a fixed number of statements per thousand."""
    by_digest = {facts.digest: facts for facts in wanted}
    rows = [Place(digest=digest, **vars(facts)) for digest, facts in by_digest.items()]
    Place.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    stored = Place.objects.filter(digest__in=list(by_digest))
    return {by_digest[bytes(place.digest)]: place for place in stored}
