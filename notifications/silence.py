"""Who is silenced: nothing may reach them any more, and nobody is told anything about them. Why is not known here.

Asked wherever something is opened, taken, sent or shown. No kind stands above it, no safety notice and no silent push.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from notifications import arrays

# By one array, as for wishes, and an index that holds nobody else.
SILENCED = "SELECT account_id FROM accounts_person WHERE account_id = ANY(%s::uuid[]) AND silenced_at IS NOT NULL"


def silenced_among(account_ids: Collection[UUID]) -> set[UUID]:
    if not account_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(SILENCED, [arrays.uuids(account_ids)])
        return {account_id for (account_id,) in cursor.fetchall()}


def is_silenced(account_id: UUID) -> bool:
    return bool(silenced_among([account_id]))
