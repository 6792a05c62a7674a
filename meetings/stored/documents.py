"""The stored document of a meeting: what the API answers, rendered once, when the meeting changes.

What depends on who asks and when (distance, next occurrence) is not in it: answers append it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.text import slugify

from meetings.dates.dated import DatedException
from meetings.models import Format, Meeting
from meetings.venues import OnlineFacts, PlaceFacts

DEFAULT_LANGUAGE = "en"
# Of all three shapes. Raised when a release renders one of them differently: turning.renew_documents then renders all.
VERSION = 1


@dataclass(frozen=True)
class Listing:
    """A meeting with its formats, both loaded: what a document shows."""

    meeting: Meeting
    formats: Sequence[Format]


def listings_of(meetings: QuerySet[Meeting]) -> list[Listing]:
    """Load listings in a fixed number of statements."""
    formats = Format.objects.prefetch_related("translations")
    loaded = meetings.select_related("place", "service_body").prefetch_related(Prefetch("formats", formats))
    return [Listing(meeting, list(meeting.formats.all())) for meeting in loaded]


def is_stale(listing: Listing) -> bool:
    """Whether something that the document shows has changed since it was rendered."""
    return render(listing) != bytes(listing.meeting.doc)


def render(listing: Listing) -> bytes:
    text = json.dumps(content(listing), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def content(listing: Listing) -> dict[str, Any]:
    meeting = listing.meeting
    body = meeting.service_body
    return {
        "id": meeting.pk,
        "slug": meeting.slug,
        "name": meeting.name,
        "weekday": meeting.weekday,
        "start_time": f"{meeting.start_time:%H:%M}",
        "duration_minutes": meeting.duration_minutes,
        "tzid": meeting.tzid,
        "tzid_inferred": meeting.tzid_inferred,
        "rrule": meeting.rrule,
        "dtstart": meeting.dtstart.isoformat(),
        "exdates": [datetime.combine(day, meeting.start_time).isoformat() for day in meeting.exdates],
        "exceptions": [_exception(each, meeting) for each in meeting.timing.exceptions],
        "valid_from": _day(meeting.valid_from),
        "valid_until": _day(meeting.valid_until),
        "venue_type": meeting.venue_type,
        "state": meeting.state,
        "state_until": _day(meeting.state_until),
        "place": place_json(PlaceFacts.of(meeting.place)) if meeting.place else None,
        "online": _online(meeting) if meeting.has_online or meeting.online_notes else None,
        "formats": [_format(each) for each in sorted(listing.formats, key=lambda each: each.pk)],
        "languages": meeting.languages,
        "accessibility": meeting.accessibility,
        "service_body": {"id": body.pk, "name": body.name} if body else None,
        "notes": meeting.notes,
        "last_confirmed_on": _day(meeting.last_confirmed_on),
        "updated_at": instant(meeting.updated_at),
    }


def state_of(listing: Listing) -> dict[str, Any]:
    """Return what history keeps, and what organizers see: the document and what the public document leaves out."""
    meeting = listing.meeting
    return content(listing) | {
        "world_id": meeting.world_id,
        "text_language": meeting.text_language,
        "custom_fields": meeting.custom_fields,
        "is_published": meeting.is_published,
        "withdrawn_at": instant(meeting.withdrawn_at) if meeting.withdrawn_at else None,
    }


def publish(meeting: Meeting, *, is_published: bool, now: datetime) -> None:
    """Say whether it is listed; one that was and is no more becomes a tombstone."""
    meeting.is_published = is_published
    # Only what was seen once has a number.
    meeting.withdrawn_at = None if is_published or meeting.seq is None else meeting.withdrawn_at or now


def lasting_slug(name: str, meeting_id: int) -> str:
    """Return a slug that is unique by the id at its end; it stays when the name changes."""
    suffix = f"-{meeting_id}"
    return f"{slugify(name)[: 64 - len(suffix)] or 'meeting'}{suffix}"


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def place_json(place: PlaceFacts) -> dict[str, Any]:
    """The place in the order that documents have it."""
    return {name: getattr(place, name) for name in PLACE_ORDER}


PLACE_ORDER = (
    "name",
    "street",
    "city",
    "city_subsection",
    "neighborhood",
    "county",
    "region",
    "postal_code",
    "country",
    "lat",
    "lon",
    "info",
    "train_lines",
    "bus_lines",
)


def _exception(exception: DatedException, meeting: Meeting) -> dict[str, Any]:
    shown = exception.as_json()
    if exception.recurrence_id is not None:
        shown["recurrence_id"] = datetime.combine(exception.recurrence_id, meeting.start_time).isoformat()
    if exception.place is not None:
        shown["place"] = place_json(exception.place)
    return shown


def _online(meeting: Meeting) -> dict[str, str]:
    return asdict(OnlineFacts(meeting.online_url, meeting.online_phone, meeting.online_notes))


def _format(each: Format) -> dict[str, Any]:
    translations = sorted(each.translations.all(), key=lambda t: (t.language != DEFAULT_LANGUAGE, t.language))
    words = translations[0] if translations else None
    return {"id": each.pk, "key": words.key if words else "", "name": words.name if words else ""}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
