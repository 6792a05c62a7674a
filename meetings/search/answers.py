"""Stored documents joined to an answer, with what depends on who asks and when."""

import json
from datetime import datetime
from typing import Any

from meetings.search.found import Document, Found, Hit
from meetings.search.geometry import KM_PER_MILE, km_of
from meetings.search.upcoming import next_occurrence_json


def page_answer(found: Found, *, now: datetime) -> str:
    """Return `{"results": […], "next": …}`; a search for the nearest also says how far it looked."""
    results = ",".join([_result(hit, document, now) for hit, document in found.hits])
    tail: dict[str, Any] = {"next": found.next}
    if found.within_km is not None:
        tail["within_km"] = found.within_km
    return f'{{"results":[{results}],{json.dumps(tail, separators=(",", ":"))[1:]}'


def detail_answer(document: Document, *, now: datetime) -> str:
    return _with_next(document, now) + "}"


def _result(hit: Hit, document: Document, now: datetime) -> str:
    if hit.angle is None:
        return _with_next(document, now) + "}"
    km = km_of(hit.angle)
    miles = round(km / KM_PER_MILE, 4)
    return f'{_with_next(document, now)},"distance_km":{round(km, 4)!r},"distance_miles":{miles!r}}}'


def _with_next(document: Document, now: datetime) -> str:
    """Return the stored document, not closed yet, with its next occurrence."""
    return f'{document.content[:-1]},"next_occurrence":{next_occurrence_json(document.when, now=now)}'
