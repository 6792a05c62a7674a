"""Finding: ids first, in order and page, with how far they are; the stored rows follow by key."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from meetings.bmlt.authority import Authority
from meetings.bmlt.search import conditions
from meetings.bmlt.search.criteria import Around, Criteria, Page
from meetings.bmlt.search.distance import RADII, STEPS, automatic_radius, degrees_between, units_of
from meetings.bmlt.search.expressions import TABLES, ordered_by
from meetings.search.conditions import Condition, all_of, inside
from meetings.search.geometry import Point, boxes_around

# Rows are read in parts, so that the whole listing never lies in memory.
BATCH = 1_000


@dataclass(frozen=True)
class Hit:
    """A found meeting, and the central angle to it in degrees where that was asked for and it has a place."""

    id: int
    degrees: float | None = None


@dataclass(frozen=True)
class Stored:
    """A stored row and what answers may need beside it."""

    content: bytes
    is_shown: bool
    service_body_id: int | None
    updated_at: datetime


def find(criteria: Criteria, authority: Authority) -> list[Hit]:
    """Return one page of what is asked for, in the order asked for, the id as last key."""
    wanted = [conditions.visible(authority, published=criteria.published), *conditions.filters(criteria, authority)]
    if criteria.around is None:
        return [Hit(row[0]) for row in _select(wanted, criteria.sort_keys, criteria.page)]
    hits = _find_around(criteria.around, wanted, criteria.sort_keys)
    if criteria.around.sorts:
        hits.sort(key=_by_distance)
    page = criteria.page
    return hits[page.offset : page.offset + page.size] if page else hits


def shown_rows(hits: Sequence[Hit]) -> Iterator[list[bytes]]:
    """Yield batches of the rows that everybody sees, as they are stored, in the order of the hits.

    From the narrow table alone: the whole listing takes half as long as with the meetings beside it.
    """
    sql = "SELECT meeting_id, bmlt FROM meetings_meetingprojection WHERE meeting_id = ANY(%s) AND is_in_bmlt"
    for batch in _batches(hits):
        rows = dict(_rows(sql, [[hit.id for hit in batch]]))
        yield [bytes(rows[hit.id]) for hit in batch if hit.id in rows]


def stored_rows(hits: Sequence[Hit], authority: Authority) -> Iterator[list[tuple[Hit, Stored]]]:
    """Yield batches of rows in the order of the hits. One that was withdrawn a moment ago is gone already."""
    visible = conditions.visible(authority, published=None)
    sql = f"""SELECT m.id, p.bmlt, {conditions.SHOWN.sql}, m.service_body_id, m.updated_at
        FROM meetings_meeting m JOIN meetings_meetingprojection p ON p.meeting_id = m.id
        WHERE m.id = ANY(%s) AND ({visible.sql})"""  # noqa: S608 - constants
    for batch in _batches(hits):
        found = _rows(sql, [[hit.id for hit in batch], *visible.parameters])
        rows = {row[0]: Stored(bytes(row[1]), *row[2:]) for row in found}
        yield [(hit, rows[hit.id]) for hit in batch if hit.id in rows]


def _batches(hits: Sequence[Hit]) -> Iterator[Sequence[Hit]]:
    for start in range(0, len(hits), BATCH):
        yield hits[start : start + BATCH]


def _find_around(around: Around, wanted: Sequence[Condition], keys: Sequence[str]) -> list[Hit]:
    if around.width is None:
        return _measured(around.centre, _select(wanted, keys))
    if around.wanted is None:
        return _within(around, around.width, wanted, keys)
    return _within_automatic(around, around.wanted, wanted, keys)


def _within_automatic(around: Around, count: int, wanted: Sequence[Condition], keys: Sequence[str]) -> list[Hit]:
    """Look further step by step until enough are found; then keep those within the smallest radius that fits."""
    hits: list[Hit] = []
    for reach in STEPS if count else RADII[:1]:
        hits = _within(around, reach, wanted, keys)
        radius = automatic_radius([_distance(around, hit) for hit in hits], count)
        if radius is not None:
            return [hit for hit in hits if _distance(around, hit) <= radius]
    return hits


def _within(around: Around, radius: float, wanted: Sequence[Condition], keys: Sequence[str]) -> list[Hit]:
    boxes = boxes_around(around.centre, units_of(radius / around.per_degree))
    placed = [*wanted, Condition("m.lat IS NOT NULL"), inside(boxes)]
    return [hit for hit in _measured(around.centre, _select(placed, keys)) if _distance(around, hit) <= radius]


def _measured(centre: Point, rows: Iterable[Sequence[Any]]) -> list[Hit]:
    return [
        Hit(identity, None if lat is None else degrees_between(centre, Point(lat, lon))) for identity, lat, lon in rows
    ]


def _distance(around: Around, hit: Hit) -> float:
    return (hit.degrees or 0.0) * around.per_degree


def _by_distance(hit: Hit) -> tuple[bool, float, int]:
    return hit.degrees is None, hit.degrees or 0.0, hit.id


def _select(wanted: Sequence[Condition], keys: Sequence[str], page: Page | None = None) -> list[Any]:
    where, order = all_of(wanted), ordered_by(keys)
    sql = f"SELECT m.id, m.lat, m.lon FROM {TABLES} WHERE {where.sql} ORDER BY {order.sql}"  # noqa: S608 - constants
    parameters = [*where.parameters, *order.parameters]
    if page is not None:
        sql, parameters = f"{sql} LIMIT %s OFFSET %s", [*parameters, page.size, page.offset]
    return _rows(sql, parameters)


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
