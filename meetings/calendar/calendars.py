"""iCalendar (RFC 5545, RFC 7986) of one meeting or of several, to be subscribed to.

The bytes follow from the meetings alone: they change when one of them does, not with the clock.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from meetings.calendar.events import Source, events_of
from meetings.calendar.wording import Discreet, Plain
from meetings.calendar.zones import timezone_of
from meetings.dates.occurrences import Timing

# How often a program should look again: a meeting may be cancelled in the morning.
REFRESH = timedelta(hours=2)


@dataclass(frozen=True)
class Shown:
    """A meeting: its public document, and when it is."""

    content: Mapping[str, Any]
    timing: Timing

    @classmethod
    def of(cls, document: str, timing: Timing) -> "Shown":
        return cls(json.loads(document), timing)


@dataclass(frozen=True)
class Style:
    """`name` is what a program calls the calendar; `public_url` is where this service is."""

    name: str
    public_url: str
    is_discreet: bool


def render(meetings: Iterable[Shown], style: Style) -> bytes:
    events, years = list[Event](), dict[str, tuple[int, int]]()
    for shown in meetings:
        source = _source(shown, style)
        made = list(events_of(source))
        events += made
        _widen(years, shown.timing.tzid, source.years(made))
    calendar = _calendar(style)
    for tzid, (first, last) in sorted(years.items()):
        if tzid != "UTC":
            calendar.add_component(timezone_of(tzid, first, last))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(style: Style) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN" if style.is_discreet else "-//Handrail//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = "Calendar" if style.is_discreet else style.name
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    return calendar


def _source(shown: Shown, style: Style) -> Source:
    content = shown.content
    return Source(
        timing=shown.timing,
        updated_at=datetime.fromisoformat(content["updated_at"]),
        words=Discreet() if style.is_discreet else Plain(content),
        uid=partial(_neutral_uid if style.is_discreet else _uid, content, style),
    )


def _uid(content: Mapping[str, Any], style: Style, detail: str) -> str:
    host = urlsplit(style.public_url).hostname or "localhost"
    return f"{content['slug']}{f'-{detail}' if detail else ''}@{host}"


def _neutral_uid(content: Mapping[str, Any], style: Style, detail: str) -> str:
    """Neither slug nor host: both may say what it is."""
    return str(uuid5(NAMESPACE_URL, f"{style.public_url}/{content['id']}/{detail}"))


def _widen(years: dict[str, tuple[int, int]], tzid: str, wanted: tuple[int, int]) -> None:
    first, last = years.get(tzid, wanted)
    years[tzid] = min(first, wanted[0]), max(last, wanted[1])
