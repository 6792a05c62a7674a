"""What a kept state of a listing says in BMLT's fields, and which states everybody may see."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from backend.recurrence import parse_zone
from meetings.bmlt.decimals import shortest
from meetings.bmlt.fields import PLACE_FIELDS, STOCK_FIELDS
from meetings.bmlt.rows import duration
from meetings.bmlt.venues import RESERVED_KEYS, reserved_formats, venue_number
from meetings.dates.occurrences import weekday_of
from meetings.models import State

Kept = Mapping[str, Any]
Fields = dict[str, str | list[str]]


def fields_of(kept: Kept, meeting_id: int) -> Fields:
    """Return every main and data field that is set, in the order of a change; formats as sorted key strings."""
    fields = _main(kept, meeting_id) | {"formats": _formats(kept)} | _data(kept)
    return {name: value for name, value in fields.items() if value}


def is_public(kept: Kept | None, *, at: datetime) -> bool:
    """Whether everybody could see it at that instant: published, not paused, within its validity."""
    if kept is None or not kept["is_published"] or kept["state"] == State.PAUSED:
        return False
    today = at.astimezone(parse_zone(kept["tzid"])).date()
    first, last = kept.get("valid_from"), kept.get("valid_until")
    begun = first is None or date.fromisoformat(first) <= today
    return begun and (last is None or date.fromisoformat(last) >= today)


def unpublished(kept: Kept) -> dict[str, Any]:
    """Return the same, taken from the list: what the hidden side of a change looks like from outside."""
    return {**kept, "is_published": False}


def venue_of(kept: Kept) -> int:
    online = kept["online"] or {}
    has_online = bool(online.get("url") or online.get("phone"))
    return venue_number(kept["venue_type"], kept["state"], has_online=has_online)


def body_of(kept: Kept | None) -> int | None:
    body = kept["service_body"] if kept else None
    return body["id"] if body else None


def _main(kept: Kept, meeting_id: int) -> dict[str, str]:
    start = datetime.fromisoformat(kept["dtstart"])
    weekday = kept["weekday"] if kept["weekday"] is not None else weekday_of(start.date())
    place = kept["place"] or {}
    listed = kept["is_published"] and kept["state"] != State.PAUSED
    return {
        "id_bigint": str(meeting_id),
        "service_body_bigint": str(body_of(kept) or ""),
        "weekday_tinyint": str(weekday + 1),
        "venue_type": str(venue_of(kept)),
        "start_time": f"{kept['start_time']}:00",
        "lang_enum": kept.get("text_language") or "en",
        "duration_time": duration(kept["duration_minutes"]),
        "longitude": shortest(place["lon"]) if place.get("lon") is not None else "",
        "latitude": shortest(place["lat"]) if place.get("lat") is not None else "",
        "worldid_mixed": kept.get("world_id", ""),
        "time_zone": kept["tzid"],
        "published": "1" if listed else "0",
    }


def _data(kept: Kept) -> dict[str, str]:
    place, online = kept["place"] or {}, kept["online"] or {}
    custom = {name: str(value) for name, value in kept.get("custom_fields", {}).items() if name not in STOCK_FIELDS}
    return {
        "meeting_name": kept["name"],
        **{name: place.get(column, "") for name, column in PLACE_FIELDS.items()},
        "comments": kept["notes"],
        "phone_meeting_number": online.get("phone", ""),
        "virtual_meeting_link": online.get("url", ""),
        "virtual_meeting_additional_info": online.get("notes", ""),
        **custom,
    }


def _formats(kept: Kept) -> list[str]:
    reserved = [RESERVED_KEYS[each] for each in reserved_formats(venue_of(kept), kept["state"])]
    return sorted({*(each["key"] for each in kept["formats"]), *reserved} - {""})
