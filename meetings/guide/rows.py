"""A listing as a Meeting Guide row (code4recovery/spec 1.1.9): weekly meetings only, plain text, no contacts."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from meetings.dates.dated_texts import day_in_words, exceptions_of_the_week
from meetings.guide.addresses import address_of
from meetings.guide.types import types_of
from meetings.imports.cleaning import plain_text, web_address, without_email
from meetings.models import Meeting, ServiceBody, State
from meetings.stored.documents import Listing

LONGEST_NAME = 255
# A number to dial, then what to key in. Words around it, and second numbers, would be dialled too.
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{5,18}\d(?:\s*[,*#][\d,*#\s]*)?")
# The form that the spec gives for a service body.
_NANP = re.compile(r"(?:\+?1)?(\d{3})(\d{3})(\d{4})")
TEXTS = ("name", "location", "location_notes", "formatted_address", "conference_url_notes", "notes", "entity")


def render(listing: Listing, *, now: datetime) -> bytes | None:
    """Return the row as JSON; None where the feed has no words for it: not listed, paused, or not weekly."""
    meeting = listing.meeting
    if not meeting.is_listed or meeting.state == State.PAUSED or meeting.week_minute is None:
        return None
    row = _row(listing, now)
    cleaned = {name: _clean(value) if name in TEXTS else value for name, value in row.items()}
    # What does not apply is left out.
    kept = {name: value for name, value in cleaned.items() if value not in ("", None, [])}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def _row(listing: Listing, now: datetime) -> dict[str, Any]:
    meeting = listing.meeting
    ways_in = _ways_in(meeting)
    return {
        # A name is required.
        "name": meeting.name[:LONGEST_NAME] or "Meeting",
        "slug": meeting.slug,
        "day": meeting.weekday,
        "time": f"{meeting.start_time:%H:%M}",
        "end_time": f"{meeting.dtstart + timedelta(minutes=meeting.duration_minutes):%H:%M}",
        "timezone": meeting.tzid,
        **address_of(meeting),
        "types": types_of(listing, is_online=bool(ways_in)),
        **ways_in,
        "notes": _notes(meeting, now),
        "updated": f"{meeting.updated_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        **_entity(meeting.service_body),
    }


def _ways_in(meeting: Meeting) -> dict[str, str]:
    """Return what opens the meeting itself; nothing where neither the link nor the number can be used."""
    ways = {"conference_url": web_address(meeting.online_url), "conference_phone": _phone(meeting.online_phone)}
    found = {name: value for name, value in ways.items() if value}
    return found | {"conference_url_notes": meeting.online_notes} if found else {}


def _phone(text: str) -> str:
    found = _PHONE.search(text)
    return re.sub(r"[^\d+,*#]", "", found[0]) if found else ""


def _notes(meeting: Meeting, now: datetime) -> str:
    dated = [sentence for _, sentence in exceptions_of_the_week(meeting.timing, now=now)]
    if meeting.state == State.PLACE_CLOSED and meeting.state_until:
        dated.insert(0, f"The place is closed until {day_in_words(meeting.state_until)}.")
    return "\n".join([*dated, meeting.notes])


def _entity(body: ServiceBody | None) -> dict[str, str]:
    if body is None or not body.name:
        return {}
    url, number = web_address(body.url), _NANP.fullmatch(re.sub(r"[^\d+]", "", body.helpline))
    return {
        "entity": body.name,
        # The spec's example has one name, its text the other.
        "entity_url": url,
        "entity_website_url": url,
        "entity_phone": f"+1-{number[1]}-{number[2]}-{number[3]}" if number else "",
    }


def _clean(text: str) -> str:
    return without_email(plain_text(text))
