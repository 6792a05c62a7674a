"""Addresses as Meeting Guide readers want them: a specific one, or one that says roughly where and in which zone."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

from meetings.models import Meeting, Place, VenueType


def address_of(meeting: Meeting) -> dict[str, Any]:
    """Return the fields that say where; `approximate` always, because readers guess otherwise."""
    place = meeting.place
    if place is None or meeting.venue_type == VenueType.VIRTUAL:
        return {"formatted_address": city_of_zone(meeting.tzid), "approximate": "yes"}
    is_specific = bool(place.street) or place.lat is not None
    return {
        "location": place.name,
        "location_notes": "\n".join(text for text in (place.info, place.train_lines, place.bus_lines) if text),
        "formatted_address": _in_one_line(place) or city_of_zone(meeting.tzid),
        "latitude": None if place.lat is None else round(place.lat, 5),
        "longitude": None if place.lon is None else round(place.lon, 5),
        "approximate": "no" if is_specific else "yes",
        "regions": list(dict.fromkeys(filter(None, [place.city_subsection or place.city, place.neighborhood]))),
    }


def city_of_zone(tzid: str) -> str:
    """Return `New York, United States` for America/New_York; nothing for zones of no place, such as UTC."""
    area, _, rest = tzid.partition("/")
    if not rest or area == "Etc":
        return ""
    city = rest.rpartition("/")[2].replace("_", " ")
    country = _countries().get(tzid)
    return f"{city}, {country}" if country else city


def _in_one_line(place: Place) -> str:
    parts = [place.street, place.city, f"{place.region} {place.postal_code}".strip(), place.country]
    return ", ".join(part for part in parts if part)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Which country a zone's city is in, by the time zone database's own tables."""
    names = {row[0]: row[1] for row in _table("iso3166.tab")}
    return {row[2]: names[row[0]] for row in _table("zone.tab")}


def _table(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
