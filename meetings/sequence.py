"""The order in which changes become visible, for everybody who follows the listing.

A database sequence is not in commit order: a reader that has seen 8 would never look for a 7 that commits
later. So numbers come from one row that stays locked to the end of the transaction.
"""

from django.db import connection


def take_numbers(count: int) -> range:
    """Return the next `count` numbers. Other writers wait until the transaction ends: call it last."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO meetings_changecounter AS counter (id, value) VALUES (1, %s)
            ON CONFLICT (id) DO UPDATE SET value = counter.value + EXCLUDED.value
            RETURNING value
            """,
            [count],
        )
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)
