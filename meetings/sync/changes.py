"""What has changed in a slice since: documents of what is listed there, tombstones of what no longer is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from meetings.search.conditions import Condition
from meetings.stored.documents import instant
from meetings.sync import cursors, slices
from meetings.sync.cursors import Cursor, StartOver
from meetings.sync.slices import Slice

# A meeting that was elsewhere in the slice, or is back in it, is no loss: its document comes with its own number.
# The wide rows are read last, by key, for those that are served.
CHANGES = """
    SELECT page.seq, page.meeting_id, page.at, stored.doc FROM (
        (SELECT m.seq, m.id AS meeting_id, NULL::timestamptz AS at FROM meetings_meeting m
         WHERE m.seq > %s AND {listed} ORDER BY m.seq LIMIT %s)
        UNION ALL
        (SELECT gone.seq, gone.meeting_id, gone.at
         FROM (SELECT m.seq, m.meeting_id, m.at FROM meetings_meetingdeparture m WHERE m.seq > %s AND {inside}) gone
         WHERE NOT EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = gone.meeting_id AND {listed})
         ORDER BY gone.seq LIMIT %s)
        ORDER BY seq LIMIT %s) page
    JOIN meetings_meeting stored ON stored.id = page.meeting_id
    ORDER BY page.seq"""
COUNTER = "SELECT epoch, value, pruned_through FROM meetings_changecounter WHERE id = 1"


@dataclass(frozen=True)
class Change:
    """One listing as it is now: its document, or since when it is gone."""

    seq: int
    id: int
    withdrawn_at: datetime | None
    document: bytes


@dataclass(frozen=True)
class Changes:
    """One page. `next` is the cursor to go on from, also when there is no more for now."""

    rows: Sequence[Change]
    next: str
    more: bool


def changes_since(since: str, part: Slice, *, limit: int) -> Changes:
    """Return up to `limit` changes in their order. Raises InvalidRequest, StartOver."""
    cursor = cursors.read(since, part)
    # Read before the rows: every number up to this one has been committed, so none of them is missed.
    epoch, last, pruned_through = _counter()
    _check(cursor, part, epoch, last, pruned_through)
    rows = _rows(cursor.seq, part, limit + 1)
    more, page = len(rows) > limit, rows[:limit]
    reached = page[-1].seq if more else max([last, *(row.seq for row in page)])
    return Changes(page, cursors.write(reached, epoch, part), more)


def as_json(changes: Changes) -> bytes:
    rows = b",".join(_tombstone(row) if row.withdrawn_at else row.document for row in changes.rows)
    return b'{"results":[' + rows + b"]," + _compact({"next": changes.next, "more": changes.more})[1:]


def _counter() -> tuple[str, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTER)
        row: tuple[str, int, int] | None = cursor.fetchone()
    return row or ("", 0, 0)


def _check(cursor: Cursor, part: Slice, epoch: str, last: int, pruned_through: int) -> None:
    if cursor.epoch not in (None, epoch):
        raise StartOver("another-history", part)
    if cursor.seq > last:
        raise StartOver("ahead", part)
    # Who has nothing yet misses no tombstone.
    if 0 < cursor.seq < pruned_through:
        raise StartOver("too-old", part)


def _rows(seq: int, part: Slice, count: int) -> list[Change]:
    listed, inside = slices.listed(part), slices.inside(part)
    sql = CHANGES.format(listed=listed.sql, inside=inside.sql)
    with connection.cursor() as cursor:
        cursor.execute(sql, _parameters(listed, inside, seq, count))
        return [Change(seq, id_, at, bytes(doc)) for seq, id_, at, doc in cursor.fetchall()]


def _parameters(listed: Condition, inside: Condition, seq: int, count: int) -> list[Any]:
    of_listed = [seq, *listed.parameters, count]
    of_gone = [seq, *inside.parameters, *listed.parameters, count]
    return [*of_listed, *of_gone, count]


def _tombstone(row: Change) -> bytes:
    return _compact({"id": row.id, "withdrawn_at": instant(row.withdrawn_at) if row.withdrawn_at else None})


def _compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
