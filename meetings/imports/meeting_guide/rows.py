"""One row of Meeting Guide, which may be several listings."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from meetings.imports import cleaning
from meetings.imports.facts import MeetingFacts, ServiceBodyFacts
from meetings.imports.meeting_guide.slots import Slot, read_slots
from meetings.imports.meeting_guide.venue import read_venue
from meetings.imports.reading import codes
from meetings.imports.reading.codes import Meaning
from meetings.imports.reading.values import Values
from meetings.imports.reading.zones import is_zone
from meetings.imports.report import RowRefusedError
from meetings.imports.steps.identities import identity_of

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?", re.IGNORECASE)
_BETWEEN_TYPES = re.compile(r"[,;|\n]")
_CONTACTS = {
    f"contact_{part}_{number}": f"contact_{number}_{part}"
    for number in (1, 2, 3)
    for part in ("name", "email", "phone")
}
MAX_TYPES = 50


def read_row(values: Values, *, family: str, body_id: str) -> list[MeetingFacts]:
    """Return a listing for each day and time. Raises RowRefusedError."""
    slots = read_slots(values)
    meaning = codes.meaning_of_types(types_of(values))
    if meaning.unknown:
        values.repaired(f"types: {', '.join(meaning.unknown)[:200]} not known, left out", field="types")
    first = _listing(values, slots[0], meaning, family, body_id)
    if len(slots) == 1:
        return [first]
    return [replace(first, slug="", **vars(slot)) for slot in slots]


def name_of_row(fields: Any) -> str:
    """What a row calls itself: its slug, or what other exports have in its stead."""
    for name in ("slug", "id", "meetingId", "_id"):
        value = fields.get(name) if isinstance(fields, dict) else None
        value = value.get("$oid") if isinstance(value, dict) else value
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return cleaning.plain_text(str(value))
    return ""


def name_by_content(values: Values) -> str:
    """For feeds without any identity: name and address seldom change together."""
    name, place = values.line("name"), values.line("formatted_address") or values.line("address")
    if not name:
        raise RowRefusedError("slug, name: a row without either cannot be known again", field="slug")
    values.repaired("slug: none; known again by its name and address")
    return f"{name} @ {place or values.line('conference_url')}"


def body_of_row(values: Values) -> ServiceBodyFacts | None:
    """Return the service body that the row names as its entity."""
    name = values.line("entity")
    if not name:
        return None
    website = "entity_url" if values.raw("entity_url") else "entity_website_url"
    return ServiceBodyFacts(
        row=values.row,
        upstream_id=f"entity:{identity_of(name.lower())}",
        parent_id="",
        name=name,
        description="",
        type="",
        url=values.web_address(website)[:500] if values.raw(website) else "",
        helpline=values.line("entity_phone"),
        world_id="",
        is_shared=True,
    )


def types_of(values: Values) -> list[str]:
    given = values.fields.get("types")
    several: Iterable[Any] = given if isinstance(given, list) else _BETWEEN_TYPES.split(values.raw("types"))
    found = [each.strip()[:60] for each in several if isinstance(each, str)]
    return [each for each in dict.fromkeys(found) if each][:MAX_TYPES]


def _listing(values: Values, slot: Slot, meaning: Meaning, family: str, body_id: str) -> MeetingFacts:
    venue = read_venue(values, meaning)
    languages, told = _languages(values), values.raw("slug")
    language_formats = [codes.language_id(each) for each in languages]
    return MeetingFacts(
        row=values.row,
        upstream_id="",
        family=family,
        slug=told if _SLUG.fullmatch(told) else "",
        name=_name(values),
        world_id="",
        weekday=slot.weekday,
        start_time=slot.start_time,
        duration_minutes=slot.duration_minutes,
        tzid=_zone(values),
        format_ids=tuple(dict.fromkeys([*meaning.format_ids, *filter(None, language_formats)])),
        languages=tuple(sorted({*meaning.languages, *languages})),
        accessibility=meaning.accessibility,
        service_body_id=body_id,
        notes=_notes(values, has_place=venue.place is not None),
        is_published=not values.says_yes("archived"),
        contacts=_contacts(values),
        last_confirmed_on=_day(values.raw("last_contact")),
        **vars(venue),
    )


def _name(values: Values) -> str:
    name = values.line("name")
    if not name:
        values.repaired("name: empty, named NA meeting")
    return name or "NA meeting"


def _zone(values: Values) -> str:
    tzid = values.raw("timezone")
    if tzid and not is_zone(tzid):
        values.repaired("timezone: not the name of an IANA zone, inferred", field="timezone")
        return ""
    return tzid


def _notes(values: Values, *, has_place: bool) -> str:
    # Of a place they stand with the place.
    names = ("notes", "group_notes") if has_place else ("notes", "group_notes", "location_notes")
    return values.joined(*names)


def _languages(values: Values) -> tuple[str, ...]:
    given = values.fields.get("languages")
    several = given if isinstance(given, list) else _BETWEEN_TYPES.split(values.raw("languages"))
    words = [each.strip() for each in several[:MAX_TYPES] if isinstance(each, str) and each.strip()]
    tags = [each.lower() for each in words if re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z]{2,8})?", each)]
    named = codes.meaning_of_types([each for each in words if len(each) > 3]).languages
    return tuple(sorted({*tags, *named}))


def _contacts(values: Values) -> tuple[tuple[str, str], ...]:
    fields = _CONTACTS | {"email_contact": "email"}
    if not values.raw("contact_1_phone"):
        fields |= {"contact_phone_1": "phone"}
    found = {ours: values.private(theirs) for ours, theirs in fields.items()}
    return tuple(sorted((name, text) for name, text in found.items() if text))


def _day(text: str) -> date | None:
    for pattern in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"):
        try:
            day = datetime.strptime(text[:10], pattern).date()  # noqa: DTZ007 - a day, in no zone
        except ValueError:
            continue
        return day if 1970 <= day.year < 2200 else None
    return None
