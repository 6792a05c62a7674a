"""What comes next of a meeting, as answers show it: worked out once for all that meet alike, until it is over."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from meetings.dates.occurrences import Span, Timing, current_or_next
from meetings.search.rows import timing_of
from meetings.stored.documents import instant

# About ten megabytes; whoever comes when it is full begins anew. 76,000 meetings in 80 zones have 20,000.
MOST_KNOWN = 32_768
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    """Holds from `since` until `until`, which is not included."""

    since: datetime
    until: datetime
    shown: str


_known: dict[str, _Known] = {}


def next_occurrence_json(when: str, *, now: datetime) -> str:
    """Return what `next_occurrence` returns, as JSON; `when` as in rows.WHEN."""
    known = _known.get(when)
    if known is None or not known.since <= now < known.until:
        known = _worked_out(when, now)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[when] = known
    return known.shown


def next_occurrence(timing: Timing, *, now: datetime) -> dict[str, Any] | None:
    """Return the happening that is on, or the next one to start, and what is different about it."""
    return _shown(current_or_next(timing, now=now))


def _worked_out(when: str, now: datetime) -> _Known:
    # Nothing comes before it while it is not over; and where nothing comes, nothing will.
    span = current_or_next(timing_of(when), now=now)
    return _Known(now, span.ends_at if span else FOREVER, json.dumps(_shown(span), separators=(",", ":")))


def _shown(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    shown: dict[str, Any] = {"starts_at": instant(span.starts_at), "ends_at": instant(span.ends_at)}
    if span.exception is not None:
        told = span.exception.as_json()
        shown["exception"] = {name: told[name] for name in ("kind", "reason", "place", "online")}
    return shown
