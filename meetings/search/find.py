"""Searching: ids first, from the grid of this process or by SQL; then the stored documents of the winners, by key."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from meetings.search import boxes, conditions, on_now, worded
from meetings.search.conditions import Condition
from meetings.search.criteria import After, Criteria, next_cursor
from meetings.search.found import Document, Found, Hit
from meetings.search.geometry import angle_of
from meetings.search.grid import keeping, traits
from meetings.search.grid.board import Board
from meetings.search.reach import NEAREST_KM, steps_of
from meetings.search.rows import WHEN, rows_of
from meetings.stored import sequence


def find_meetings(criteria: Criteria, *, now: datetime) -> Found:
    """Return one page of listed meetings, ordered by distance or time, then id."""
    if traits.covers(criteria):
        for oldest_seconds in (keeping.FRESH_SECONDS, keeping.HURRIED_SECONDS):
            board = keeping.board(oldest_seconds)
            found = find_on_board(board, criteria, now=now) if board else None
            if found is not None:
                return found
    return find_by_sql(criteria, now=now)


def find_by_sql(criteria: Criteria, *, now: datetime) -> Found:
    """The same for every search, and right to the moment; the grid is held against it."""
    wanted = [conditions.visible(now), *conditions.filters(criteria)]
    find = partial(_hits, wanted=wanted, as_of=_as_of(criteria, now))
    return _page(criteria, worded.find_by_words(criteria, find) if criteria.words else find(criteria), now)


def find_on_board(board: Board, criteria: Criteria, *, now: datetime) -> Found | None:
    """Answer from the grid; None when the listing has changed since: the answer may be another."""
    page = _page(criteria, _nearest(board, criteria, now), now)
    read_at = page.hits[0][1].read_at if page.hits else sequence.current()[1]
    return page if read_at == board.seq else None


def documents_of(ids: Sequence[int], *, now: datetime) -> dict[int, Document]:
    """Return the documents of those that are listed at this instant."""
    visible = conditions.visible(now)
    # Bytes would come as hexadecimal digits, twice as long.
    sql = f"""
        SELECT m.id, convert_from(m.doc, 'UTF8'), ({sequence.VALUE}), {WHEN}
        FROM meetings_meeting m WHERE m.id = ANY(%s) AND {visible.sql}"""  # noqa: S608 - constants
    rows = rows_of(sql, [list(ids), *visible.parameters]) if ids else []
    return {row[0]: Document(*row[1:]) for row in rows}


def _hits(criteria: Criteria, *more: Condition, wanted: Sequence[Condition], as_of: datetime) -> list[Hit]:
    """Return ids in order, one more than asked for: it tells that there is a next page."""
    count, all_wanted = criteria.limit + 1, [*wanted, *more]
    if criteria.is_about_now:
        return on_now.find_on_now(criteria, all_wanted, count, as_of=as_of)
    if criteria.near and criteria.sort == "distance":
        return boxes.find_by_distance(criteria, all_wanted, count)
    return boxes.find_by_time(criteria, all_wanted, count)


def _nearest(board: Board, criteria: Criteria, now: datetime) -> list[Hit]:
    if criteria.near is None:
        return []
    after = (criteria.after.key, criteria.after.id) if criteria.after else None
    wanted, keys = traits.wanted(criteria), []
    for radius_km in steps_of(criteria):
        angle, count = angle_of(radius_km), criteria.limit + 1
        keys = board.nearest(criteria.near, angle=angle, count=count, after=after, wanted=wanted, now=now)
        if len(keys) >= count:
            break
    return [Hit(pk, key, key) for key, pk in keys]


def _page(criteria: Criteria, hits: Sequence[Hit], now: datetime) -> Found:
    page = hits[: criteria.limit]
    stored = documents_of([hit.id for hit in page], now=now)
    more = len(hits) > criteria.limit
    return Found(
        # One that was withdrawn a moment ago is gone already.
        [(hit, stored[hit.id]) for hit in page if hit.id in stored],
        next_cursor(criteria, After(page[-1].key, page[-1].id, _as_of(criteria, now))) if more else None,
        within_km=NEAREST_KM if criteria.near and criteria.radius_km is None else None,
    )


def _as_of(criteria: Criteria, now: datetime) -> datetime:
    return criteria.after.as_of if criteria.after else now
