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
    return _with_next(document, now) + b"}"


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
    if hit.angle is None:
        return _with_next(document, now) + b"}"
    km = km_of(hit.angle)
    distances = f',"distance_km":{round(km, 4)!r},"distance_miles":{round(km / KM_PER_MILE, 4)!r}}}'
    return _with_next(document, now) + distances.encode()


def _with_next(document: Document, now: datetime) -> bytes:
    """Return the stored document, not closed yet, with its next occurrence."""
    return document.content[:-1] + b',"next_occurrence":' + _next(document.timing, now)


def _next(timing: Timing, now: datetime) -> bytes:
    span = current_or_next(timing, now=now)
    if span is not None and span.exception is None:
        # As JSON has it: an encoder for each of a page's rows takes longer than finding them.
        return f'{{"starts_at":"{instant(span.starts_at)}","ends_at":"{instant(span.ends_at)}"}}'.encode()
    return _compact(next_occurrence(timing, now=now))


def _compact(value: dict[str, Any] | None) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
