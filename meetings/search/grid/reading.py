"""Reading what the grid holds from the database: all of it in the grid's order, or what has changed since a number."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection, transaction

from meetings.search.grid.board import Board
from meetings.search.grid.cells import BANDS_PER_DEGREE, Entry, Grid
from meetings.search.grid.traits import packed
from meetings.stored import sequence

BATCH = 5_000
COLUMNS = "m.id, m.lat, m.lon, m.weekday, m.venue_type, m.start_time, m.visible_from, m.visible_until"
# In the order that Grid wants.
ALL = f"""
    SELECT {COLUMNS} FROM meetings_meeting m WHERE m.is_published AND m.lat IS NOT NULL
    ORDER BY floor((m.lat + 90) * {BANDS_PER_DEGREE}), m.lon, m.lat, m.id"""  # noqa: S608 - constants
CHANGED = f"""
    SELECT {COLUMNS}, m.is_published FROM meetings_meeting m WHERE m.seq > %s ORDER BY m.seq LIMIT %s"""  # noqa: S608


def read_whole() -> Board:
    # The number first: what is saved meanwhile is read again as a change, and so is never missed.
    epoch, seq = sequence.current()
    # A cursor on the server, because all rows at once would take more memory than the grid.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(ALL)
        return Board.of(epoch, seq, Grid(map(_entry, chain.from_iterable(_batches(cursor)))))


def read_changes(board: Board, seq: int, *, at_most: int) -> Board | None:
    """Return the board as of `seq`; None when so much has changed that reading all is less work."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [board.seq, at_most + 1])
        rows = cursor.fetchall()
    if len(rows) > at_most:
        return None
    # Without coordinates it is in no answer about distance.
    changes = {row[0]: _entry(row[:-1]) if row[-1] and row[1] is not None else None for row in rows}
    return board.with_changes(seq, changes)


def _batches(cursor: Any) -> Iterator[list[Sequence[Any]]]:
    while rows := cursor.fetchmany(BATCH):
        yield rows


def _entry(row: Sequence[Any]) -> Entry:
    identity, lat, lon, weekday, venue_type, start, visible_from, visible_until = row
    return Entry(identity, lat, lon, packed(weekday, venue_type, start), visible_from, visible_until)
