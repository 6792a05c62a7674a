"""Feeds that mean the same and name it otherwise, brought to the names of Meeting Guide."""

from collections.abc import Mapping
from typing import Any

# An older export of the Online Intergroup: times in prose, its own names for the rest.
_PROSE_NAMES = {
    "slug": "meetingId",
    "conference_url": "url",
    "conference_url_notes": "accessCode",
    "contact_1_name": "primaryContactName",
    "contact_1_email": "primaryContactEmail",
    "contact_2_name": "altContactName",
    "contact_2_email": "altEmail",
    "formatted_address": "physicalLocation",
}
_ANSWERS_A_TELEPHONE = "telephone"


def as_meeting_guide(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    if "times" not in fields or "slug" in fields:
        return fields
    renamed = {ours: fields[theirs] for ours, theirs in _PROSE_NAMES.items() if fields.get(theirs)}
    # Its telephone field holds numbers to dial in, and those of people; only the first kind may be shown.
    dials_in = _ANSWERS_A_TELEPHONE in str(fields.get("formats", "")).lower() or not fields.get("url")
    phone = {"conference_phone" if dials_in else "phone": fields["phone"]} if fields.get("phone") else {}
    kept = {name: value for name, value in fields.items() if name not in {"url", "phone", *_PROSE_NAMES.values()}}
    return kept | renamed | phone | {"types": fields.get("types"), "is_online": True}
