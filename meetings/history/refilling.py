"""Turning a kept state back into a meeting: the inverse of documents.state_of."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from meetings.dates.dated import DatedException, in_order
from meetings.models import Format, Meeting, ServiceBody
from meetings.stored import documents, places
from meetings.stored.documents import Listing
from meetings.venues import PlaceFacts

AS_THEY_ARE = (
    "name",
    "world_id",
    "weekday",
    "duration_minutes",
    "tzid",
    "tzid_inferred",
    "rrule",
    "venue_type",
    "state",
    "languages",
    "text_language",
    "accessibility",
    "notes",
    "custom_fields",
)
DAYS = ("valid_from", "valid_until", "state_until", "last_confirmed_on")


def refill(meeting: Meeting, state: Mapping[str, Any], *, now: datetime) -> Listing:
    """Let a meeting say what `state` says; nothing is saved yet.

    Formats and a service body that are gone since are left out. States of an older release may lack some fields: those
    stay as they are.
    """
    for name in AS_THEY_ARE:
        setattr(meeting, name, state.get(name, getattr(meeting, name)))
    for name in DAYS:
        setattr(meeting, name, _day(state[name]))
    _refill_times(meeting, state)
    _refill_venue(meeting, state)
    body = state["service_body"]
    meeting.service_body = ServiceBody.objects.filter(pk=body["id"]).first() if body else None
    documents.publish(meeting, is_published=state["is_published"], now=now)
    ids = [each["id"] for each in state["formats"]]
    return Listing(meeting, list(Format.objects.filter(pk__in=ids).prefetch_related("translations")))


def _refill_times(meeting: Meeting, state: Mapping[str, Any]) -> None:
    start = datetime.fromisoformat(state["dtstart"])
    meeting.starts_on, meeting.start_time = start.date(), start.time()
    meeting.exdates = [date.fromisoformat(text[:10]) for text in state["exdates"]]
    exceptions = in_order(DatedException.from_json(each) for each in state.get("exceptions", ()))
    meeting.exceptions = [each.as_json() for each in exceptions]


def _refill_venue(meeting: Meeting, state: Mapping[str, Any]) -> None:
    place = PlaceFacts(**state["place"]) if state["place"] else None
    meeting.place = places.find_or_make([place])[place] if place else None
    online = state["online"] or {}
    meeting.online_url, meeting.online_phone = online.get("url", ""), online.get("phone", "")
    meeting.online_notes = online.get("notes", "")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
