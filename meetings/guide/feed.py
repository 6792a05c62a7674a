"""The feed of all weekly meetings: one bare array, made anew when something has changed."""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from backend.api import versions
from meetings.stored import documents, sequence

ROWS_AT_ONCE = 500
ROWS = """
    SELECT shown.guide FROM meetings_meetingprojection shown JOIN meetings_meeting m ON m.id = shown.meeting_id
    WHERE shown.guide IS NOT NULL AND m.is_published AND m.is_listed ORDER BY m.id"""


def answer(request: HttpRequest) -> HttpResponseBase:
    return versions.respond(request, "meeting-guide", _version(), lambda: (_version(), _text()))


def _version() -> str:
    # Read before the rows: they may be newer than this says, never older.
    epoch, number = sequence.current()
    return f"{epoch}.{number}.{documents.VERSION}"


def _text() -> Iterable[bytes]:
    separator = b"["
    for batch in _batches():
        yield separator + b",".join(batch)
        separator = b","
    yield b"]" if separator == b"," else b"[]"


def _batches() -> Iterator[list[bytes]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield [bytes(row) for (row,) in rows]
