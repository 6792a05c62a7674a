"""Feeds as root servers send them: the real New York listing, and rows made for one test."""

from pathlib import Path
from typing import Any

from meetings.imports.bmlt.feed import BmltFeed
from meetings.imports.meeting_guide.feed import MeetingGuideFeed

NEW_YORK = Path(__file__).parents[2] / "backend" / "demo" / "data" / "new_york"


def bmlt_row(upstream_id: int | str, **fields: Any) -> dict[str, Any]:
    """A meeting on Tuesdays at 19:30 in lower Manhattan, as GetSearchResults has it."""
    return {
        "id_bigint": str(upstream_id),
        "service_body_bigint": "12",
        "weekday_tinyint": "3",
        "venue_type": "1",
        "start_time": "19:30:00",
        "duration_time": "01:30:00",
        "time_zone": "America/New_York",
        "latitude": "40.7128",
        "longitude": "-74.0060",
        "published": "1",
        "format_shared_id_list": "",
        "lang_enum": "en",
        "meeting_name": "Tuesday Lights",
        "location_text": "St. Example Hall",
        "location_street": "12 Sample Street",
        "location_municipality": "New York",
        "location_province": "NY",
    } | fields


def body_row(upstream_id: int | str = 12, **fields: Any) -> dict[str, Any]:
    return {"id": str(upstream_id), "parent_id": "0", "name": "Harbour Area", "type": "AS"} | fields


def format_row(upstream_id: int | str, key: str, **fields: Any) -> dict[str, Any]:
    return {"id": str(upstream_id), "key_string": key, "name_string": key, "lang": "en"} | fields


def feed_of(*rows: Any, formats: tuple[Any, ...] = (), bodies: tuple[Any, ...] | None = None) -> BmltFeed:
    return BmltFeed(list(rows), list(formats), list((body_row(),) if bodies is None else bodies))


def guide_row(slug: str | int, **fields: Any) -> dict[str, Any]:
    """The same meeting as Meeting Guide has it."""
    return {
        "slug": slug,
        "name": "Tuesday Lights",
        "day": 2,
        "time": "19:30",
        "end_time": "21:00",
        "timezone": "America/New_York",
        "location": "St. Example Hall",
        "formatted_address": "12 Sample Street, New York, NY 10000, USA",
        "latitude": 40.7128,
        "longitude": -74.006,
        "types": ["O"],
    } | fields


def guide_of(*rows: Any) -> MeetingGuideFeed:
    return MeetingGuideFeed(list(rows))
