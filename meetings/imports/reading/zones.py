"""The time zone of a listing that does not name one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import tzfpy

from backend.recurrence import RecurrenceError, parse_zone
from meetings.imports.facts import MeetingFacts
from meetings.imports.report import Report


def is_zone(tzid: str) -> bool:
    try:
        parse_zone(tzid)
    except RecurrenceError:
        return False
    return True


def with_zones(listings: Sequence[MeetingFacts], report: Report, *, default: str, told: str = "") -> list[MeetingFacts]:
    """Give each listing a zone and mark the inferred ones.

    By coordinates, then as most meetings of its service body, then `told`, which an operator has said of the source. A
    virtual meeting goes by its service body first: its coordinates are often those of whoever typed it in. What only
    the default is left for is reported, because it may be hours wrong.
    """
    placed = [_by_coordinates(facts) if facts.place else facts for facts in listings]
    zone_of = _usual_zones(placed)
    found = [_inferred(facts, zone_of.get(facts.service_body_id) or _zone_at(facts) or told) for facts in placed]
    for facts in found:
        if not facts.tzid:
            report.repair(facts.row, f"time zone: none, and nothing tells which; taken as {default}")
    return [_inferred(facts, default) for facts in found]


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
