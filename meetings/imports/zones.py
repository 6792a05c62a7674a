"""The time zone of a listing that does not name one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import tzfpy

from backend.recurrence import RecurrenceError, parse_zone
from meetings.imports.facts import MeetingFacts


def is_zone(tzid: str) -> bool:
    try:
        parse_zone(tzid)
    except RecurrenceError:
        return False
    return True


def with_zones(listings: Sequence[MeetingFacts], *, default: str) -> list[MeetingFacts]:
    """Give each listing a zone and mark the inferred ones.

    By coordinates, then as most meetings of its service body, then the default. A virtual meeting goes by its service
    body first: its coordinates are often those of whoever typed it in.
    """
    placed = [_by_coordinates(facts) if facts.place else facts for facts in listings]
    zone_of = _usual_zones(placed)
    return [_inferred(facts, zone_of.get(facts.service_body_id) or _zone_at(facts) or default) for facts in placed]


def _by_coordinates(facts: MeetingFacts) -> MeetingFacts:
    return _inferred(facts, _zone_at(facts))


def _inferred(facts: MeetingFacts, tzid: str) -> MeetingFacts:
    return facts if facts.tzid or not tzid else replace(facts, tzid=tzid, tzid_inferred=True)


def _zone_at(facts: MeetingFacts) -> str:
    if facts.tzid or facts.coordinates is None:
        return ""
    lat, lon = facts.coordinates
    tzid = tzfpy.get_tz(lon, lat)
    return tzid if is_zone(tzid) else ""


def _usual_zones(listings: Sequence[MeetingFacts]) -> dict[str, str]:
    """Return the most frequent zone of each service body; of equally frequent ones the first by name."""
    counts: dict[str, Counter[str]] = {}
    for facts in listings:
        if facts.tzid and facts.service_body_id:
            counts.setdefault(facts.service_body_id, Counter())[facts.tzid] += 1
    return {body: min(zones, key=lambda tzid: (-zones[tzid], tzid)) for body, zones in counts.items()}
