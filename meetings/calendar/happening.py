"""Dated happenings of a meeting, the cancelled ones too: what a phone shows as a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import islice, takewhile
from typing import Any

from backend.recurrence import parse_zone
from meetings.dates.dated import DatedException, ExceptionKind
from meetings.dates.occurrences import Span, Timing, happenings
from meetings.stored.documents import instant


@dataclass(frozen=True)
class Page:
    """`next` is when the first one after the page starts; None where there is none in the window."""

    spans: Sequence[Span]
    next: datetime | None


def happening_between(timing: Timing, *, since: datetime, until: datetime, limit: int) -> Page:
    """Return what starts from `since` to before `until`, in order; cancelled ones where they would have been.

    Those that start together are never on two pages.
    """
    everything = merge(happenings(timing, after=since), _cancelled(timing, since), key=_start)
    within = takewhile(lambda span: span.starts_at < until, everything)
    coming = (span for span in within if span.starts_at >= since)
    page, following = list(islice(coming, limit)), next(coming, None)
    while following is not None and page and following.starts_at == page[-1].starts_at:
        page.append(following)
        following = next(coming, None)
    return Page(page, following.starts_at if following else None)


def as_json(span: Span, timing: Timing) -> dict[str, Any]:
    local = span.starts_at.astimezone(parse_zone(timing.tzid)).replace(tzinfo=None)
    return {
        "starts_at": instant(span.starts_at),
        "ends_at": instant(span.ends_at),
        "local": local.isoformat(),
        "tzid": timing.tzid,
        "status": "cancelled" if _is_cancelled(span.exception) else "confirmed",
        "exception": _shown(span.exception, timing) if span.exception else None,
    }


def _shown(exception: DatedException, timing: Timing) -> dict[str, Any]:
    day = exception.recurrence_id
    written = datetime.combine(day, timing.dtstart.time()).isoformat() if day else None
    told = exception.as_json()
    return {"recurrence_id": written} | {name: told[name] for name in ("kind", "reason", "place", "online")}


def _cancelled(timing: Timing, since: datetime) -> Iterator[Span]:
    """Yield what would happen, were it not cancelled."""
    cancelled = {each.day: each for each in timing.exceptions if _is_cancelled(each)}
    if not cancelled:
        return
    others = tuple(each for each in timing.exceptions if not _is_cancelled(each))
    last, zone = max(cancelled), parse_zone(timing.tzid)
    for span in happenings(replace(timing, exceptions=others), after=since):
        day = span.starts_at.astimezone(zone).date()
        if day > last:
            return
        if span.exception is None and day in cancelled:
            yield replace(span, exception=cancelled[day])


def _is_cancelled(exception: DatedException | None) -> bool:
    return exception is not None and exception.kind is ExceptionKind.CANCELLED


def _start(span: Span) -> datetime:
    return span.starts_at
