"""The order in which changes become visible, for everybody who follows the listing.

A database sequence is not in commit order: a reader that has seen 8 would never look for a 7 that commits
later. So numbers come from one row that stays locked to the end of the transaction.
"""

from secrets import token_hex

from django.db import connection

from meetings.models import ChangeCounter

COUNTER = 1
# For a statement that says with its rows how far the listing was when they were read.
VALUE = f"SELECT value FROM meetings_changecounter WHERE id = {COUNTER}"  # noqa: S608 - a constant
# Kept by triggers on their tables.
STRUCTURE_COUNTER = 2


def take_numbers(count: int) -> range:
    """Return the next `count` numbers. Other writers wait until the transaction ends: call it last."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO meetings_changecounter AS counter (id, value, epoch) VALUES (%s, %s, %s)
            ON CONFLICT (id) DO UPDATE SET value = counter.value + EXCLUDED.value
            RETURNING value
            """,
            [COUNTER, count, new_epoch()],
        )
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def current() -> tuple[str, int]:
    """Return the epoch and the last number given: while they stay, no answer about listings changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, value FROM meetings_changecounter WHERE id = %s", [COUNTER])
        row: tuple[str, int] | None = cursor.fetchone()
    return row or ("", 0)


def current_with_structure() -> tuple[str, int, int]:
    """Return the same, and how often formats and service bodies were changed, which give no meeting a number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT counter.epoch, counter.value,
                COALESCE((SELECT value FROM meetings_changecounter WHERE id = %s), 0)
            FROM meetings_changecounter counter WHERE counter.id = %s
            """,
            [STRUCTURE_COUNTER, COUNTER],
        )
        row: tuple[str, int, int] | None = cursor.fetchone()
    return row or ("", 0, 0)


def renew_epoch() -> None:
    """Begin another history: after a restored backup the same numbers will mean other changes."""
    ChangeCounter.objects.filter(pk=COUNTER).update(epoch=new_epoch())


def new_epoch() -> str:
    return token_hex(8)
