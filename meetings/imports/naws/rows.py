"""One row of a NAWS spreadsheet."""

from meetings.imports import cleaning
from meetings.imports.facts import MeetingFacts, ServiceBodyFacts
from meetings.imports.reading import clock, codes
from meetings.imports.reading.clock import DAY_MINUTES
from meetings.imports.reading.codes import Meaning
from meetings.imports.reading.values import Values
from meetings.imports.reading.venue_types import UNKNOWN, Venue, venue_type_of
from meetings.imports.reading.zones import is_zone
from meetings.imports.report import RowRefusedError
from meetings.imports.steps.identities import identity_of
from meetings.models import State, VenueType
from meetings.venues import PlaceFacts

# The table has no column for it.
DURATION_MINUTES = 60
FORMATS = tuple(f"Format{number}" for number in range(1, 6))
LANGUAGES = tuple(f"Language{number}" for number in range(1, 4))
NO_WORLD_ID = "WORLD_ID_MISSING"
_LANGUAGE_OF_KEY = {key: language for language, key in codes.LANGUAGE_KEYS.items()}


def body_of_row(values: Values) -> ServiceBodyFacts:
    world_id = values.line("AreaRegion", 30).upper()
    name = values.line("ParentName") or world_id
    known_by = world_id if world_id != NO_WORLD_ID else f"name {name.lower()}"
    return ServiceBodyFacts(
        row=values.row,
        upstream_id=f"naws:{identity_of(known_by)}",
        parent_id="",
        name=name,
        description="",
        type={"AR": "AS", "RG": "RS"}.get(world_id[:2], ""),
        url="",
        helpline="",
        world_id="" if world_id == NO_WORLD_ID else world_id,
        is_shared=True,
    )


def read_row(values: Values, *, identity: str, body_id: str) -> MeetingFacts:
    """Raises RowRefusedError."""
    weekday, minutes = _start(values)
    meaning, languages = _meaning(values), _languages(values)
    language_ids = [each for language in languages if (each := codes.language_id(language))]
    is_own_id = bool(values.raw("bmlt_id")) and identity.isdigit()
    return MeetingFacts(
        row=values.row,
        upstream_id=identity if is_own_id else "",
        family="" if is_own_id else identity,
        name=values.line("CommitteeName"),
        world_id=values.line("Committee", 30),
        weekday=weekday,
        start_time=cleaning.time_of_day(minutes),
        duration_minutes=DURATION_MINUTES,
        tzid=_zone(values),
        format_ids=tuple(dict.fromkeys([*meaning.format_ids, *language_ids])),
        languages=languages,
        accessibility=meaning.accessibility,
        service_body_id=body_id,
        notes="",
        is_published=not values.says_yes("unpublished"),
        **vars(_venue(values, meaning)),
    )


def _start(values: Values) -> tuple[int, int]:
    weekday, at = clock.weekday_of(values.raw("Day")), values.raw("Time")
    # 730 and 0730: what a spreadsheet makes of HHMM.
    digits = at.zfill(4) if at.isascii() and at.isdigit() and len(at) in {3, 4} else ""
    minutes = clock.minutes_of(f"{digits[:2]}:{digits[2:]}" if digits else at)
    if weekday is None:
        raise RowRefusedError("Day: not a day of the week", field="Day", value=values.raw("Day"))
    if minutes is None:
        raise RowRefusedError("Time: not a time of day", field="Time", value=at)
    if minutes == DAY_MINUTES:
        values.repaired("Time: 24:00 is 00:00 of the next day", field="Time")
        return (weekday + 1) % 7, 0
    return weekday, minutes


def _meaning(values: Values) -> Meaning:
    named = [values.raw(name) for name in FORMATS]
    closed = values.raw("Closed").upper()
    named += [closed] if closed in {"OPEN", "CLOSED"} else []
    # A cell that holds the truth value TRUE, or the word.
    is_accessible = values.fields.get("WheelChr") is True or values.raw("WheelChr").upper() in {"TRUE", "1", "YES"}
    meaning = codes.meaning_of_naws([code for code in named if code] + (["WCHR"] if is_accessible else []))
    if meaning.unknown:
        values.repaired(f"Format1 to Format5: {', '.join(meaning.unknown)[:200]} not known, left out")
    return meaning


def _languages(values: Values) -> tuple[str, ...]:
    named = [key for name in LANGUAGES if (key := values.raw(name).upper())]
    unknown = [key for key in named if key not in _LANGUAGE_OF_KEY and not _is_tag(key)]
    if unknown:
        values.repaired(f"Language1 to Language3: {', '.join(unknown)[:200]} not known, left out")
    return tuple(sorted({_LANGUAGE_OF_KEY.get(key, key.lower()) for key in named if key not in unknown}))


def _is_tag(key: str) -> bool:
    return len(key) == 2 and key.isascii() and key.isalpha()


def _venue(values: Values, meaning: Meaning) -> Venue:
    coordinates = values.coordinates("Latitude", "Longitude")
    url = values.web_address("VirtualMeetingLink") if values.raw("VirtualMeetingLink") else ""
    phone = values.line("PhoneMeetingNumber")
    venue_type = _venue_type(values, has_online=bool(url or phone))
    place = _place(values, coordinates) if venue_type != VenueType.VIRTUAL else PlaceFacts()
    return Venue(
        venue_type=venue_type,
        state=State.PLACE_CLOSED if "TC" in meaning.reserved else State.ACTIVE,
        coordinates=coordinates,
        place=place if place != PlaceFacts() else None,
        online_url=url,
        online_phone=phone,
        online_notes=values.text("VirtualMeetingInfo"),
    )


def _venue_type(values: Values, *, has_online: bool) -> VenueType:
    """VM, HY and TC in the format columns do not decide: street and link do (NAWSMapper of bmlt-meeting-import)."""
    found = venue_type_of(reserved=frozenset(), is_placed=bool(values.raw("Address")), has_online=has_online)
    if found is None:
        values.repaired(f"Address: {UNKNOWN}")
    return found or VenueType.IN_PERSON


def _place(values: Values, coordinates: tuple[float, float] | None) -> PlaceFacts:
    lat, lon = coordinates or (None, None)
    return PlaceFacts(
        name=values.line("Place"),
        street=values.line("Address"),
        city=values.line("City"),
        neighborhood=values.line("LocBorough"),
        region=values.line("State"),
        postal_code=values.line("Zip"),
        country=values.line("Country"),
        info="\n".join(filter(None, (values.text("Directions"), values.line("Room")))),
        lat=lat,
        lon=lon,
    )


def _zone(values: Values) -> str:
    tzid = values.raw("TimeZone")
    if tzid and not is_zone(tzid):
        values.repaired("TimeZone: not the name of an IANA zone, inferred", field="TimeZone")
        return ""
    return tzid
