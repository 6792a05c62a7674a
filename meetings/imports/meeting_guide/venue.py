"""Where a row of Meeting Guide meets. The format states it nowhere: it follows from types, links and address."""

from meetings.imports import cleaning
from meetings.imports.reading import addresses
from meetings.imports.reading.addresses import Address
from meetings.imports.reading.codes import Meaning
from meetings.imports.reading.values import Values
from meetings.imports.reading.venue_types import UNKNOWN, Venue, venue_type_of
from meetings.models import State, VenueType
from meetings.venues import PlaceFacts

# As 12-step-meeting-list derives it; `inactive` is derived here once more.
ATTENDANCE = {"online": VenueType.VIRTUAL, "hybrid": VenueType.HYBRID, "in_person": VenueType.IN_PERSON}


def read_venue(values: Values, meaning: Meaning) -> Venue:
    url = values.web_address("conference_url") if values.raw("conference_url") else ""
    phone = values.line("conference_phone")
    coordinates, address = _coordinates(values), _address(values)
    is_approximate = _is_approximate(values, address)
    is_placed = bool(address.street or coordinates) and not is_approximate
    venue_type = _venue_type(values, meaning, is_placed=is_placed, has_online=bool(url or phone))
    place = _place(values, address, None if is_approximate else coordinates)
    has_place = venue_type != VenueType.VIRTUAL and place != PlaceFacts()
    state = State.PLACE_CLOSED if "TC" in meaning.reserved else State.ACTIVE
    notes = values.joined("conference_url_notes", "conference_phone_notes")
    return Venue(venue_type, state, coordinates, place if has_place else None, url, phone, notes)


def _venue_type(values: Values, meaning: Meaning, *, is_placed: bool, has_online: bool) -> VenueType:
    told = ATTENDANCE.get(values.raw("attendance_option"))
    # Where the place is closed, `online` tells where people meet meanwhile.
    if told is not None and "TC" not in meaning.reserved:
        return told
    is_online = has_online or "ONL" in meaning.reserved or bool(values.fields.get("is_online"))
    found = venue_type_of(reserved=meaning.reserved & {"VM", "HY"}, is_placed=is_placed, has_online=is_online)
    if found is None:
        values.repaired(f"address: {UNKNOWN}")
    return found or VenueType.IN_PERSON


def _coordinates(values: Values) -> tuple[float, float] | None:
    parts = values.raw("coordinates").split(",")
    if len(parts) == 2 and not values.raw("latitude"):
        lat, lon = cleaning.coordinate(parts[0], 90), cleaning.coordinate(parts[1], 180)
        return (lat, lon) if lat is not None and lon is not None and (lat, lon) != (0, 0) else None
    return values.coordinates()


def _address(values: Values) -> Address:
    whole = values.line("formatted_address", 500)
    street, city = values.line("address"), values.line("city")
    if whole and not street:
        return addresses.address_of(whole)
    # Some feeds put the whole address where only the street belongs.
    if not city and street.count(",") >= 2:
        return addresses.address_of(street)
    return Address(
        street=street.rstrip(" ,"),
        city=city,
        region=values.line("state"),
        postal_code=values.line("postal_code"),
        country=values.line("country"),
    )


def _is_approximate(values: Values, address: Address) -> bool:
    told = values.raw("approximate").lower()
    if told in {"yes", "no"}:
        return told == "yes"
    # A box instead of a point.
    is_box = values.raw("coordinates").count(",") == 3
    return is_box or (bool(values.raw("formatted_address")) and address.is_approximate)


def _place(values: Values, address: Address, coordinates: tuple[float, float] | None) -> PlaceFacts:
    lat, lon = coordinates or (None, None)
    county, neighborhood = _areas(_regions(values), address)
    return PlaceFacts(
        name=values.line("location"),
        street=address.street[:255],
        city=address.city[:255],
        county=county,
        neighborhood=neighborhood,
        region=address.region[:255],
        postal_code=address.postal_code[:255],
        country=address.country[:255],
        info=values.text("location_notes"),
        lat=lat,
        lon=lon,
    )


def _regions(values: Values) -> list[str]:
    """Return areas, the most general first."""
    given = values.fields.get("regions")
    if isinstance(given, list):
        named = [cleaning.plain_text(each)[:255] for each in given[:10] if isinstance(each, str)]
    else:
        named = [part.strip() for part in values.line("regions").split(">")]
    named = [each for each in named if each]
    return named or [each for each in (values.line("region"), values.line("sub_region")) if each]


def _areas(regions: list[str], address: Address) -> tuple[str, str]:
    """What is named before the town is its county, what is named after it a part of it."""
    known = {address.city.lower(), address.region.lower(), address.country.lower()}
    towns = [position for position, name in enumerate(regions) if name.lower() == address.city.lower()]
    others = [name for name in regions if name.lower() not in known]
    if towns:
        before = [name for name in regions[: towns[0]] if name in others]
        after = [name for name in regions[towns[0] :] if name in others]
        return (before or [""])[-1], (after or [""])[-1]
    return (others[-2], others[-1]) if len(others) > 1 else ("", (others or [""])[-1])
