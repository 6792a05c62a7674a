"""A copy of a slice to begin following with: the stored documents in one piece."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection, transaction

from meetings.search.conditions import Condition
from meetings.stored import documents
from meetings.sync import cursors, slices
from meetings.sync.slices import Slice

# Of the answer around the documents. Raised when it looks different.
FORMAT = 1
ROWS_AT_ONCE = 500

# Departures count: what is left alone would not tell that something has gone. Those that are no longer kept count as
# the last of them, so that a cursor from here is never too old.
VERSION = """
    SELECT counter.epoch, GREATEST(
        counter.pruned_through,
        (SELECT max(m.seq) FROM meetings_meeting m WHERE {listed}),
        (SELECT max(m.seq) FROM meetings_meetingdeparture m WHERE {inside})) AS seq
    FROM meetings_changecounter counter WHERE counter.id = 1"""
COUNTER = "SELECT epoch, value, pruned_through FROM meetings_changecounter WHERE id = 1"
# One statement, so that the documents are those of the version.
DOCUMENTS = """
    SELECT version.epoch, version.seq, m.doc FROM ({version}) version
    LEFT JOIN meetings_meeting m ON ({listed}) ORDER BY m.id"""


def version_of(part: Slice) -> str:
    """Name what a snapshot would show now."""
    # Read before the rest: while the counter stays, so does every version.
    return version_at(part, *_counter())


@lru_cache(maxsize=1_000)
def version_at(part: Slice, *_counter: str | int) -> str:
    """Name what a snapshot shows while the counter is as given."""
    version = _version(part)
    with connection.cursor() as cursor:
        cursor.execute(version.sql, version.parameters)
        return _named(*(cursor.fetchone() or ("", 0)))


def make(part: Slice) -> tuple[str, Iterable[bytes]]:
    """Return the version and the JSON text, which is read from the database while it is taken."""
    batches = _batches(part)
    first = next(batches, [("", 0, None)])
    epoch, seq, _ = first[0]
    return _named(epoch, seq), _text(chain([first], batches), cursors.write(seq, epoch, part))


def _named(epoch: str, seq: int) -> str:
    return f"{epoch}.{seq}.{documents.VERSION}.{FORMAT}"


def _text(batches: Iterable[list[Any]], next_cursor: str) -> Iterator[bytes]:
    separator = b'{"results":['
    for batch in batches:
        found = [bytes(doc) for _, _, doc in batch if doc is not None]
        if found:
            yield separator + b",".join(found)
            separator = b","
    opening = b"" if separator == b"," else separator
    yield opening + b'],"next":' + json.dumps(next_cursor).encode() + b"}"


def _batches(part: Slice) -> Iterator[list[Any]]:
    """Read from a cursor on the server: memory does not grow with the listing."""
    version, listed = _version(part), slices.listed(part)
    sql = DOCUMENTS.format(version=version.sql, listed=listed.sql)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, [*version.parameters, *listed.parameters])
        while batch := cursor.fetchmany(ROWS_AT_ONCE):
            yield batch


def _counter() -> tuple[str | int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTER)
        return cursor.fetchone() or ()


def _version(part: Slice) -> Condition:
    listed, inside = slices.listed(part), slices.inside(part)
    sql = VERSION.format(listed=listed.sql, inside=inside.sql)
    return Condition(sql, (*listed.parameters, *inside.parameters))
