"""Where a row of a feed says that people meet, and the venue type where it does not say."""

from dataclasses import dataclass

from meetings.models import VenueType
from meetings.venues import PlaceFacts

UNKNOWN = "neither street, coordinates, link nor telephone number; taken as in person"


@dataclass(frozen=True)
class Venue:
    """Named as in MeetingFacts."""

    venue_type: str
    state: str
    coordinates: tuple[float, float] | None
    place: PlaceFacts | None
    online_url: str
    online_phone: str
    online_notes: str


def venue_type_of(*, reserved: frozenset[str], is_placed: bool, has_online: bool) -> VenueType | None:
    """Return None where nothing tells. `reserved` are the formats that speak of the venue: VM, HY, TC.

    A town alone is no place: `is_placed` means a street or coordinates.
    """
    if reserved & {"VM", "HY"}:
        return VenueType.HYBRID if "HY" in reserved else VenueType.VIRTUAL
    if is_placed:
        return VenueType.HYBRID if has_online else VenueType.IN_PERSON
    return VenueType.VIRTUAL if has_online else None
