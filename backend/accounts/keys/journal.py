"""The journal of erasures and revocations, outside the main database: no backup of that takes it back in time.

Entries are written by `backend.accounts.standing`, and committed before the main database changes.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import Max, QuerySet

from backend.accounts.keys.models import DataKey, JournalEntry


def entries_after(number: int) -> QuerySet[JournalEntry]:
    """Return what was noted later, in order. Numbers have gaps, and a lower one may commit a moment after a higher."""
    return JournalEntry.objects.filter(number__gt=number).order_by("number")


def head() -> int:
    """Return the number of the last entry; 0 for none."""
    return JournalEntry.objects.aggregate(head=Max("number"))["head"] or 0


def newest_mark(*, after: int) -> datetime | None:
    found: datetime | None = entries_after(after).aggregate(newest=Max("mark"))["newest"]
    return found


def unknown_erasures(person_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these people whose erasure the journal does not know."""
    asked = set(person_ids)
    known = JournalEntry.objects.filter(kind=JournalEntry.Kind.ERASURE, person_id__in=asked)
    return asked - set(known.values_list("person_id", flat=True))


def keys_left() -> list[UUID]:
    """Return who was erased and has a data key all the same, as when a backup of the key store was put back."""
    erased = JournalEntry.objects.filter(kind=JournalEntry.Kind.ERASURE).values("person_id")
    return list(DataKey.objects.filter(account_id__in=erased).values_list("account_id", flat=True))


def continue_after(number: int) -> None:
    """Give the next entries higher numbers than this one, which is not below `head()`."""
    with connections["keys"].cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('keys_journalentry', 'number'), %s)", [number])
