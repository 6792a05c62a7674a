"""Calendars as an independent reader sees them."""

from datetime import UTC, datetime
from typing import Any

import recurring_ical_events
from icalendar import Calendar


def starts_in(ics: bytes, *, since: datetime, until: datetime) -> list[datetime]:
    """Return the instants at which events start from `since` to before `until`, in order."""
    found = [event["DTSTART"].dt.astimezone(UTC) for event in events_in(ics, since=since, until=until)]
    return sorted(start for start in found if since <= start < until)


def events_in(ics: bytes, *, since: datetime, until: datetime) -> list[Any]:
    found: list[Any] = recurring_ical_events.of(Calendar.from_ical(ics)).between(since, until)
    return found
