"""Whether the main database knows all that the journal of the key store says: not after a backup was put back.

Such a database shows people who are erased, and lets sites see what they may not see any more. So nothing is served
from it but crisis help, and nothing is sent, until `manage.py restore` has been run.
"""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import structlog
from django.db import Error, connection

from backend.accounts.keys import journal
from backend.accounts.keys.models import JournalEntry
from backend.accounts.models import JournalPosition

ONLY = 1
# Of a database that has no row yet.
UNMARKED = JournalPosition(id=ONLY, number=0, mark=datetime(1970, 1, 1, tzinfo=UTC))
# How long a process goes on without another look.
FRESH_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Standing(StrEnum):
    OK = "ok"
    # The main database was put back: it is older than entries of the journal.
    BEHIND = "behind"
    # The key store was put back: the main database has carried out entries that are gone.
    JOURNAL_BEHIND = "journal behind"
    # Since this process started, one of the two has given no answer.
    UNKNOWN = "unknown"


@dataclass
class Memory:
    """What this process saw last, and when."""

    standing: Standing = Standing.OK
    looked_at: float | None = None


def note_erasure(person_id: UUID, *, now: datetime) -> None:
    """Write it down for good, before anything is deleted: call it outside of transactions.

    The mark is committed first. So a database with an older one is a backup, and one with this mark that has the person
    still is where an erasure was cut off: that is finished by a scan.
    """
    JournalEntry.objects.create(kind=JournalEntry.Kind.ERASURE, person_id=person_id, at=now, mark=renew_mark())


def note_erasure_again(person_id: UUID, *, now: datetime) -> None:
    """Write down what is done here and gone from the journal."""
    JournalEntry.objects.create(kind=JournalEntry.Kind.ERASURE, person_id=person_id, at=now, mark=position().mark)


def note_revocation(person_id: UUID, site_id: UUID, data_class: str, *, now: datetime) -> None:
    """Write it down for good, also inside a transaction of the main database, before the consent ends there.

    Should that transaction fail, a scan takes the consent back a minute later: it was asked for.
    """
    JournalEntry.objects.create(
        kind=JournalEntry.Kind.REVOCATION,
        person_id=person_id,
        site_id=site_id,
        data_class=data_class,
        at=now,
        mark=position().mark,
    )


def renew_mark() -> datetime:
    """Note in the main database that it is in use at this moment, by its own clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_journalposition AS position (id, number, mark) VALUES (%s, 0, clock_timestamp())
            ON CONFLICT (id) DO UPDATE SET mark = greatest(position.mark, EXCLUDED.mark)
            RETURNING mark
            """,
            [ONLY],
        )
        mark: datetime = cursor.fetchone()[0]
    return mark


def position() -> JournalPosition:
    return JournalPosition.objects.filter(pk=ONLY).first() or UNMARKED


def move_to(number: int) -> None:
    """Every entry up to this one has been carried out."""
    JournalPosition.objects.get_or_create(pk=ONLY, defaults={"number": 0, "mark": UNMARKED.mark})
    JournalPosition.objects.filter(pk=ONLY, number__lt=number).update(number=number)


def move_back_to(number: int) -> None:
    """The journal ends here: later entries are gone."""
    JournalPosition.objects.filter(pk=ONLY).update(number=number)


def find() -> Standing:
    """Compare both databases now."""
    number = position().number
    if journal.head() < number:
        return Standing.JOURNAL_BEHIND
    newest = journal.newest_mark(after=number)
    # In this order: whoever is erased at this moment has marked the database before writing the entry.
    return Standing.BEHIND if newest and newest > position().mark else Standing.OK


def look() -> Standing:
    """Compare them, for this process to remember. While one gives no answer, what was found before holds."""
    try:
        _memory.standing = find()
        _memory.looked_at = time.monotonic()
    except Error:
        log.warning("journal not compared", exc_info=True)
        if _memory.looked_at is None:
            _memory.standing = Standing.UNKNOWN
    return _memory.standing


def look_unless_fresh() -> Standing:
    """Look only when this process has not for some seconds."""
    looked_at = _memory.looked_at
    is_fresh = looked_at is not None and time.monotonic() - looked_at < FRESH_SECONDS
    return _memory.standing if is_fresh else look()


def remembered() -> Standing:
    """Return what the last look of this process has shown; OK before the first."""
    return _memory.standing


def forget() -> None:
    """Know nothing yet, as a process that has just been forked."""
    _memory.standing, _memory.looked_at = Standing.OK, None


_memory = Memory()
os.register_at_fork(after_in_child=forget)
