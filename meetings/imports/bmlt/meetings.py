"""Meetings of a BMLT root server (GetSearchResults)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from meetings.bmlt.fields import PRIVATE_FIELDS, STOCK_FIELDS
from meetings.imports import cleaning
from meetings.imports.bmlt.formats import LANGUAGE_KEYS, RESERVED_KEYS, FormatIndex, reserved_key
from meetings.imports.bmlt.ids import shown_id, upstream_id
from meetings.imports.facts import FormatFacts, MeetingFacts
from meetings.imports.reading.values import Values
from meetings.imports.reading.venue_types import UNKNOWN, Venue, venue_type_of
from meetings.imports.reading.zones import is_zone
from meetings.imports.report import Report, Row, RowRefusedError
from meetings.models import State, VenueType
from meetings.venues import PlaceFacts

# BMLT's own default.
DEFAULT_DURATION_MINUTES = 60
DAY_MINUTES = 24 * 60
VENUE_TYPES = {"1": VenueType.IN_PERSON, "2": VenueType.VIRTUAL, "3": VenueType.HYBRID}
MAX_CUSTOM_FIELDS = 50
MAX_CUSTOM_TEXT = 512  # BMLT's own limit
# What a deployment has beside BMLT's own fields for people is nobody else's business either.
_OF_PEOPLE = re.compile("contact|phone|mail|private|admin", re.IGNORECASE)
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True)
class Formats:
    """What the formats of a row say: which are linked, and which speak of the venue."""

    linked: tuple[FormatFacts, ...]
    reserved: frozenset[str]


def read_meetings(rows: Sequence[Any], formats: FormatIndex, report: Report) -> list[MeetingFacts]:
    """Read every row that can become a listing; the others are in the report."""
    found: dict[str, MeetingFacts] = {}
    for number, fields in enumerate(rows, start=1):
        row = Row(number, shown_id(fields, "id_bigint"))
        try:
            identity = upstream_id(fields, "id_bigint")
            if identity in found:
                raise RowRefusedError(f"the same id stands in row {found[identity].row.number}")
            found[identity] = _read_meeting(Values(row, fields, report), identity, formats)
        except RowRefusedError as refused:
            report.skip(row, str(refused), field=refused.field, value=refused.value)
    return list(found.values())


def _read_meeting(values: Values, identity: str, index: FormatIndex) -> MeetingFacts:
    formats = _formats(values, index)
    weekday, start = _start(values)
    return MeetingFacts(
        row=values.row,
        upstream_id=identity,
        name=_name(values),
        world_id=values.line("worldid_mixed", 30),
        weekday=weekday,
        start_time=cleaning.time_of_day(start),
        duration_minutes=_duration(values),
        tzid=_zone(values),
        format_ids=tuple(facts.upstream_id for facts in formats.linked),
        languages=_languages(values, formats),
        accessibility=("wheelchair",) if any(facts.world_id == "WCHR" for facts in formats.linked) else (),
        service_body_id=values.raw("service_body_bigint").lstrip("0"),
        notes=values.text("comments"),
        is_published="published" not in values.fields or values.says_yes("published"),
        text_language=values.line("lang_enum", 7).lower() or "en",
        custom_fields=_custom_fields(values),
        contacts=_contacts(values),
        **vars(_venue(values, formats)),
    )


def _name(values: Values) -> str:
    name = values.line("meeting_name")
    if not name:
        values.repaired("meeting_name: empty, named NA meeting")
    return name or "NA meeting"


def _start(values: Values) -> tuple[int, int]:
    """Return weekday, Sunday 0, and minutes after midnight."""
    weekday, minutes = values.raw("weekday_tinyint"), cleaning.clock_minutes(values.raw("start_time"))
    if weekday not in {"1", "2", "3", "4", "5", "6", "7"}:
        raise RowRefusedError("weekday_tinyint is not a number from 1 (Sunday) to 7")
    if minutes is None:
        raise RowRefusedError("start_time is not a time of day")
    if minutes == DAY_MINUTES:
        values.repaired("start_time: 24:00 is 00:00 of the next day")
        return int(weekday) % 7, 0
    return int(weekday) - 1, minutes


def _duration(values: Values) -> int:
    raw = values.raw("duration_time")
    minutes = cleaning.clock_minutes(raw)
    if not minutes:
        # Empty and 00:00 mean the server's default; anything else was meant to say something.
        if raw and minutes is None:
            values.repaired(f"duration_time: not within a day, taken as {DEFAULT_DURATION_MINUTES} minutes")
        return DEFAULT_DURATION_MINUTES
    return minutes


def _zone(values: Values) -> str:
    tzid = values.raw("time_zone")
    if tzid and not is_zone(tzid):
        values.repaired("time_zone: not the name of an IANA zone, inferred")
        return ""
    return tzid


def _formats(values: Values, index: FormatIndex) -> Formats:
    names = _format_names(values)
    found = {name: index.find(name) for name in names}
    known = [facts for facts in found.values() if facts is not None]
    unknown = [name for name, facts in found.items() if facts is None and name not in RESERVED_KEYS]
    if unknown:
        values.repaired(f"formats: {', '.join(unknown)[:200]} not among the feed's formats, left out")
    reserved = {reserved_key(facts) for facts in known} | (RESERVED_KEYS & set(names))
    linked = {facts.upstream_id: facts for facts in known if not reserved_key(facts)}
    return Formats(tuple(linked.values()), frozenset(reserved - {""}))


def _format_names(values: Values) -> list[str]:
    """Ids where the feed has them; a feed cut to a few fields may have only keys."""
    field = "format_shared_id_list" if "format_shared_id_list" in values.fields else "formats"
    names = [name.strip() for name in values.raw(field).split(",") if name.strip()]
    # Where VM, HY and TC have no row among the feed's formats, the keys still say it.
    keys = [key for key in values.raw("formats").split(",") if key.strip() in RESERVED_KEYS]
    return list(dict.fromkeys([*names, *(key.strip() for key in keys)]))


def _venue(values: Values, formats: Formats) -> Venue:
    coordinates = values.coordinates()
    url = values.web_address("virtual_meeting_link") if values.raw("virtual_meeting_link") else ""
    phone = values.line("phone_meeting_number")
    venue_type = _venue_type(values, formats, is_placed=coordinates is not None, has_online=bool(url or phone))
    place = _place(values, coordinates) if venue_type != VenueType.VIRTUAL else PlaceFacts()
    return Venue(
        venue_type=venue_type,
        state=State.PLACE_CLOSED if "TC" in formats.reserved else State.ACTIVE,
        coordinates=coordinates,
        place=place if place != PlaceFacts() else None,
        online_url=url,
        online_phone=phone,
        online_notes=values.text("virtual_meeting_additional_info"),
    )


def _venue_type(values: Values, formats: Formats, *, is_placed: bool, has_online: bool) -> VenueType:
    told = VENUE_TYPES.get(values.raw("venue_type"))
    if told is not None:
        return told
    is_placed = is_placed or bool(values.raw("location_street"))
    found = venue_type_of(reserved=formats.reserved, is_placed=is_placed, has_online=has_online)
    if found is None:
        values.repaired(f"venue_type: {UNKNOWN}")
    return found or VenueType.IN_PERSON


def _place(values: Values, coordinates: tuple[float, float] | None) -> PlaceFacts:
    lat, lon = coordinates or (None, None)
    return PlaceFacts(
        name=values.line("location_text"),
        street=values.line("location_street"),
        city=values.line("location_municipality"),
        city_subsection=values.line("location_city_subsection"),
        neighborhood=values.line("location_neighborhood"),
        county=values.line("location_sub_province"),
        region=values.line("location_province"),
        postal_code=values.line("location_postal_code_1"),
        country=values.line("location_nation"),
        info=values.text("location_info"),
        train_lines=values.text("train_lines"),
        bus_lines=values.text("bus_lines"),
        lat=lat,
        lon=lon,
    )


def _languages(values: Values, formats: Formats) -> tuple[str, ...]:
    """Languages from formats such as ES; without one, the language of the row."""
    told = {
        LANGUAGE_KEYS[key]
        for facts in formats.linked
        if facts.world_id == "LANG" or facts.type == "LANG"
        for key in facts.keys
        if key in LANGUAGE_KEYS
    }
    default = values.line("lang_enum", 16).lower()
    return tuple(sorted(told)) or ((default,) if default else ())


def _custom_fields(values: Values) -> tuple[tuple[str, str], ...]:
    """Data fields of a deployment's own, such as `zone`. An empty one is kept: clients build their columns of keys."""
    own = [name for name in values.fields if name not in STOCK_FIELDS and _FIELD_NAME.fullmatch(str(name))]
    names = [name for name in own if not _OF_PEOPLE.search(name)]
    if of_people := sorted(name for name in own if _OF_PEOPLE.search(name) and values.raw(name)):
        values.repaired(f"{', '.join(of_people)[:200]}: may be of people, left out")
    found = {name: values.text(name, MAX_CUSTOM_TEXT) for name in sorted(names)[:MAX_CUSTOM_FIELDS]}
    return tuple((name, text) for name, text in found.items() if text or values.fields[name] == "")


def _contacts(values: Values) -> tuple[tuple[str, str], ...]:
    found = {name: values.private(name) for name in sorted(PRIVATE_FIELDS)}
    return tuple((name, text) for name, text in found.items() if text)
