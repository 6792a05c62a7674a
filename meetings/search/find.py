"""Searching: ids first, narrowed by boxes of growing radius; then the stored documents of the winners, by key."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from meetings.dated import DatedException
from meetings.occurrences import Timing, current_or_next, is_on, starts_within
from meetings.search import conditions
from meetings.search.conditions import Condition, all_of
from meetings.search.criteria import After, Criteria, next_cursor
from meetings.search.geometry import angle_of, boxes_around

# Nearest means nearest within reach: from the middle of an ocean nothing is.
NEAREST_STEPS_KM = (1.5, 6, 24, 96, 400)
# Those that are not plainly weekly come after the week. Written as the index on it is.
BY_TIME = Condition("COALESCE(m.week_minute, 10080)")
NO_ANGLE = Condition("NULL::bigint")

TIMING_COLUMNS = """m.tzid, m.starts_on, m.start_time, m.duration_minutes, m.rrule, m.exdates, m.valid_from,
    m.valid_until, m.state, m.state_until, m.online_url <> '' OR m.online_phone <> '', m.exceptions"""


@dataclass(frozen=True)
class Hit:
    """A found meeting, its place in the order, and how far it is (billionths of a radian)."""

    id: int
    key: int
    angle: int | None


@dataclass(frozen=True)
class Document:
    """A stored document, with what is needed to say when it is on next."""

    content: bytes
    timing: Timing


@dataclass(frozen=True)
class Found:
    """One page. `within_km` says how far a search for the nearest looked."""

    hits: Sequence[tuple[Hit, Document]]
    next: str | None
    within_km: float | None


def find_meetings(criteria: Criteria, *, now: datetime) -> Found:
    """Return one page of listed meetings, ordered by distance or time, then id."""
    as_of = criteria.after.as_of if criteria.after else now
    # One more than asked for tells whether there is a next page.
    hits = list(_find(criteria, criteria.limit + 1, as_of=as_of, now=now))
    page = hits[: criteria.limit]
    stored = documents_of([hit.id for hit in page], now=now)
    more = len(hits) > criteria.limit
    return Found(
        # One that was withdrawn a moment ago is gone already.
        [(hit, stored[hit.id]) for hit in page if hit.id in stored],
        next_cursor(criteria, After(page[-1].key, page[-1].id, as_of)) if more else None,
        within_km=NEAREST_STEPS_KM[-1] if criteria.near and criteria.radius_km is None else None,
    )


def documents_of(ids: Sequence[int], *, now: datetime) -> dict[int, Document]:
    """Return the documents of those that are listed at this instant."""
    visible = conditions.visible(now)
    sql = f"SELECT m.id, m.doc, {TIMING_COLUMNS} FROM meetings_meeting m WHERE m.id = ANY(%s) AND {visible.sql}"  # noqa: S608 - constants
    rows = _rows(sql, [list(ids), *visible.parameters]) if ids else []
    return {row[0]: Document(bytes(row[1]), _timing(row[2:])) for row in rows}


def _find(criteria: Criteria, count: int, *, as_of: datetime, now: datetime) -> Iterable[Hit]:
    wanted = [conditions.visible(now), *conditions.filters(criteria)]
    if criteria.is_about_now:
        return _find_now(criteria, wanted, count, as_of)
    if criteria.near and criteria.radius_km is None and criteria.sort == "distance":
        return _find_nearest(criteria, wanted, count)
    return _find_in_order(criteria, wanted, count, radius_km=_reach(criteria))


def _find_nearest(criteria: Criteria, wanted: list[Condition], count: int) -> list[Hit]:
    """Widen step by step until enough lie within the radius, not merely within the box."""
    hits: list[Hit] = []
    for radius_km in NEAREST_STEPS_KM:
        if criteria.after and angle_of(radius_km) < criteria.after.key:
            continue
        hits = _find_in_order(criteria, wanted, count, radius_km=radius_km)
        if len(hits) >= count:
            break
    return hits


def _find_in_order(criteria: Criteria, wanted: list[Condition], count: int, *, radius_km: float | None) -> list[Hit]:
    angle = conditions.angle_from(criteria.near) if criteria.near else NO_ANGLE
    inner = _select([_sort_key(criteria, angle), angle], [*wanted, *_around(criteria, radius_km)])
    outer = [Condition("TRUE"), *_within(radius_km), *_after(criteria.after)]
    where = all_of(outer)
    sql = f"SELECT * FROM ({inner.sql}) found (id, key, angle) WHERE {where.sql} ORDER BY key, id LIMIT %s"  # noqa: S608 - constants
    return [Hit(*row) for row in _rows(sql, [*inner.parameters, *where.parameters, count])]


def _find_now(criteria: Criteria, wanted: list[Condition], count: int, as_of: datetime) -> list[Hit]:
    """Take the one or two in a hundred that may be on, decide each by its instant, then order them."""
    radius_km = _reach(criteria)
    angle = conditions.angle_from(criteria.near) if criteria.near else NO_ANGLE
    narrowed = [*wanted, conditions.maybe_now(criteria, _zones_in_use(), as_of), *_around(criteria, radius_km)]
    inner = _select([angle, Condition(TIMING_COLUMNS)], narrowed)
    limit = angle_of(radius_km) if radius_km is not None else None
    hits = sorted(_on_now(criteria, _rows(inner.sql, inner.parameters), limit, as_of), key=_order)
    after = criteria.after
    if after:
        hits = [hit for hit in hits if _order(hit) > (after.key, after.id)]
    return hits[:count]


def _on_now(criteria: Criteria, rows: Iterable[Sequence[Any]], limit: int | None, as_of: datetime) -> Iterator[Hit]:
    for identity, angle, *columns in rows:
        timing = _timing(columns)
        if (limit is None or angle <= limit) and _fits_now(criteria, timing, as_of):
            key = angle if criteria.sort == "distance" else _start_second(timing, as_of)
            yield Hit(identity, key, angle)


def _fits_now(criteria: Criteria, timing: Timing, as_of: datetime) -> bool:
    soon = criteria.starting_within_minutes
    on_now = criteria.happening_now and is_on(timing, now=as_of)
    return on_now or (soon is not None and starts_within(timing, soon, now=as_of))


def _start_second(timing: Timing, as_of: datetime) -> int:
    span = current_or_next(timing, now=as_of)
    return int(span.starts_at.timestamp()) if span else 0


def _order(hit: Hit) -> tuple[int, int]:
    return hit.key, hit.id


def _reach(criteria: Criteria) -> float | None:
    if criteria.near is None:
        return None
    return NEAREST_STEPS_KM[-1] if criteria.radius_km is None else criteria.radius_km


def _sort_key(criteria: Criteria, angle: Condition) -> Condition:
    return angle if criteria.sort == "distance" else BY_TIME


def _around(criteria: Criteria, radius_km: float | None) -> Iterator[Condition]:
    if criteria.near and radius_km is not None:
        yield Condition("m.lat IS NOT NULL")
        yield conditions.inside(boxes_around(criteria.near, angle_of(radius_km)))


def _within(radius_km: float | None) -> Iterator[Condition]:
    if radius_km is not None:
        yield Condition("angle <= %s", (angle_of(radius_km),))


def _after(after: After | None) -> Iterator[Condition]:
    if after:
        yield Condition("(key, id) > (%s, %s)", (after.key, after.id))


def _select(expressions: Sequence[Condition], wanted: Iterable[Condition]) -> Condition:
    where = all_of(wanted)
    shown = ", ".join(expression.sql for expression in expressions)
    parameters = [value for expression in expressions for value in expression.parameters]
    sql = f"SELECT m.id, {shown} FROM meetings_meeting m WHERE {where.sql}"  # noqa: S608 - constants
    return Condition(sql, (*parameters, *where.parameters))


def _zones_in_use() -> list[str]:
    """List the zones of listed meetings in as many index steps as there are zones."""
    sql = """
        WITH RECURSIVE zone(tzid) AS (
            (SELECT m.tzid FROM meetings_meeting m WHERE m.is_published ORDER BY m.tzid LIMIT 1)
            UNION ALL
            SELECT (SELECT m.tzid FROM meetings_meeting m
                    WHERE m.is_published AND m.tzid > zone.tzid ORDER BY m.tzid LIMIT 1)
            FROM zone WHERE zone.tzid IS NOT NULL)
        SELECT tzid FROM zone WHERE tzid IS NOT NULL"""
    return [tzid for (tzid,) in _rows(sql, [])]


def _timing(columns: Sequence[Any]) -> Timing:
    tzid, starts_on, start_time, minutes, rrule, exdates, first, last, state, until, has_online, exceptions = columns
    return Timing(
        tzid=tzid,
        dtstart=datetime.combine(starts_on, start_time),
        duration_minutes=minutes,
        rrule=rrule,
        exdates=tuple(exdates),
        valid_from=first,
        valid_until=last,
        state=state,
        state_until=until,
        has_online=has_online,
        exceptions=_exceptions(exceptions),
    )


def _exceptions(stored: str) -> tuple[DatedException, ...]:
    # Nearly all meetings have none: their text is not read.
    return () if stored == "[]" else tuple(map(DatedException.from_json, json.loads(stored)))


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
