"""Stored documents joined to an answer, with what depends on who asks and when."""

import json
from datetime import datetime
from typing import Any

from meetings.documents import instant
from meetings.occurrences import Timing, current_or_next
from meetings.search.found import Document, Found, Hit
from meetings.search.geometry import KM_PER_MILE, km_of


def page_answer(found: Found, *, now: datetime) -> bytes:
    """Return `{"results": […], "next": …}`; a search for the nearest also says how far it looked."""
    results = b",".join(_result(hit, document, now) for hit, document in found.hits)
    tail: dict[str, Any] = {"next": found.next}
    if found.within_km is not None:
        tail["within_km"] = found.within_km
    return b'{"results":[' + results + b"]," + _compact(tail)[1:]


def detail_answer(document: Document, *, now: datetime) -> bytes:
    return _with(document, {"next_occurrence": next_occurrence(document.timing, now=now)})


def next_occurrence(timing: Timing, *, now: datetime) -> dict[str, Any] | None:
    """Return the happening that is on, or the next one to start, and what is different about it."""
    span = current_or_next(timing, now=now)
    if span is None:
        return None
    shown: dict[str, Any] = {"starts_at": instant(span.starts_at), "ends_at": instant(span.ends_at)}
    if span.exception is not None:
        told = span.exception.as_json()
        shown["exception"] = {name: told[name] for name in ("kind", "reason", "place", "online")}
    return shown


def _result(hit: Hit, document: Document, now: datetime) -> bytes:
    more: dict[str, Any] = {"next_occurrence": next_occurrence(document.timing, now=now)}
    if hit.angle is not None:
        km = km_of(hit.angle)
        more |= {"distance_km": round(km, 4), "distance_miles": round(km / KM_PER_MILE, 4)}
    return _with(document, more)


def _with(document: Document, more: dict[str, Any]) -> bytes:
    return document.content[:-1] + b"," + _compact(more)[1:]


def _compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
