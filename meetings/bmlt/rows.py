"""A listing as a BMLT row: what is the same for everybody who asks.

Distances, private fields and the address of this server depend on who asks: their keys are there, with nothing in
them, and search/shaping.py fills them.
"""

import json
from collections.abc import Mapping
from datetime import datetime, time

from django.conf import settings

from backend.recurrence import parse_zone
from meetings.bmlt import dated_texts, venues
from meetings.bmlt.decimals import shortest
from meetings.bmlt.fields import DATA_FIELDS, FIXED_FIELDS, PLACE_FIELDS, PUBLIC_DATA_FIELDS, STOCK_FIELDS
from meetings.bmlt.format_lists import FormatWords, ids_text, keys_of
from meetings.dates.occurrences import current_or_next, weekday_of
from meetings.models import Format, Meeting, State
from meetings.search.text import folded
from meetings.stored.documents import DEFAULT_LANGUAGE, Listing


def render(listing: Listing, *, now: datetime) -> bytes:
    """Return the row as JSON. Texts on the coming seven days are in it, so it ages where something is dated."""
    return as_json(_row(listing, now=now))


def is_shown(listing: Listing, *, now: datetime) -> bool:
    """Whether everybody sees it. BMLT knows weekly meetings only: others show while they are about to happen."""
    meeting = listing.meeting
    if not meeting.is_listed or meeting.state == State.PAUSED:
        return False
    return meeting.week_minute is not None or dated_texts.is_coming(
        meeting.timing, now=now, always=settings.BMLT_SHOWS_ALL_DATED
    )


def searched_text(listing: Listing, *, now: datetime) -> str:
    """Return the words of all public data fields, as SearchString looks for them."""
    row = _row(listing, now=now)
    return folded(" ".join(row[name] for name in row if name in PUBLIC_DATA_FIELDS or name not in STOCK_FIELDS))


def words_of(each: Format, language: str = DEFAULT_LANGUAGE) -> FormatWords:
    """Return a format's words in this language, else in the default one, else in the first it has."""
    wanted = {language: 0, DEFAULT_LANGUAGE: 1}
    translations = sorted(each.translations.all(), key=lambda t: (wanted.get(t.language, 2), t.language))
    if not translations:
        return FormatWords(each.pk, each.world_id, each.type, DEFAULT_LANGUAGE, "", "", "")
    first = translations[0]
    return FormatWords(each.pk, each.world_id, each.type, first.language, first.key, first.name, first.description)


def as_json(value: object) -> bytes:
    """Return compact JSON that is JavaScript too, for JSONP: older engines end a line at these two characters."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()


def clock(at: time) -> str:
    return f"{at:%H:%M:%S}"


def duration(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def _row(listing: Listing, *, now: datetime) -> dict[str, str]:
    values = _facts(listing, now) | _data(listing.meeting, now)
    row = {name: values.get(name, "") for name in (*FIXED_FIELDS, *DATA_FIELDS)}
    custom: Mapping[str, object] = listing.meeting.custom_fields
    return row | {name: str(value) for name, value in custom.items() if name not in STOCK_FIELDS}


def _facts(listing: Listing, now: datetime) -> dict[str, str]:
    meeting = listing.meeting
    weekday, start = _slot(meeting, now)
    number = venues.venue_number(meeting.venue_type, meeting.state, has_online=meeting.has_online)
    reserved = venues.reserved_formats(number, meeting.state)
    words = {each.pk: words_of(each) for each in listing.formats} | {each: _reserved(each) for each in reserved}
    body = meeting.service_body
    return _coordinates(meeting) | {
        "id_bigint": str(meeting.pk),
        "worldid_mixed": meeting.world_id,
        "service_body_bigint": str(body.pk) if body else "",
        "service_body_name": body.name if body else "",
        "weekday_tinyint": str(weekday + 1),
        "venue_type": str(number),
        "start_time": clock(start),
        "duration_time": duration(meeting.duration_minutes),
        "time_zone": meeting.tzid,
        "formats": keys_of(words, words),
        "lang_enum": meeting.text_language or DEFAULT_LANGUAGE,
        "published": "1" if meeting.is_listed and meeting.state != State.PAUSED else "0",
        "format_shared_id_list": ids_text(words),
    }


def _data(meeting: Meeting, now: datetime) -> dict[str, str]:
    place = meeting.place
    found = {name: getattr(place, column) if place else "" for name, column in PLACE_FIELDS.items()}
    dated = dated_texts.coming(meeting, now=now, always=settings.BMLT_SHOWS_ALL_DATED)
    return found | {
        "meeting_name": meeting.name,
        "comments": "\n".join([*dated, *([meeting.notes] if meeting.notes else [])]),
        "phone_meeting_number": meeting.online_phone,
        "virtual_meeting_link": meeting.online_url,
        "virtual_meeting_additional_info": meeting.online_notes,
    }


def _coordinates(meeting: Meeting) -> dict[str, str]:
    place = meeting.place
    if place is None or place.lat is None or place.lon is None:
        return {}
    return {"longitude": shortest(place.lon), "latitude": shortest(place.lat)}


def _slot(meeting: Meeting, now: datetime) -> tuple[int, time]:
    """Return weekday and start: of one that is not weekly, those of the happening that is on or next."""
    if meeting.week_minute is not None and meeting.weekday is not None:
        return meeting.weekday, meeting.start_time
    span = current_or_next(meeting.timing, now=now)
    local = span.starts_at.astimezone(parse_zone(meeting.tzid)) if span else meeting.dtstart
    return weekday_of(local.date()), local.time()


def _reserved(format_id: int) -> FormatWords:
    return FormatWords(format_id, "", "", DEFAULT_LANGUAGE, venues.RESERVED_KEYS[format_id], "", "")
