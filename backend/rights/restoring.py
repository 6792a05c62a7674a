"""After a backup was put back: what it has forgotten is done again before it serves or sends anything."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from backend.accounts import standing
from backend.accounts.keys import journal, store
from backend.accounts.keys.models import JournalEntry
from backend.accounts.models import Person
from backend.rights import finishing
from meetings.stored import sequence


@dataclass(frozen=True)
class Restored:
    """What was done. `failed` entries are still to be carried out, so that the database does not serve yet."""

    erasures: int
    revocations: int
    noted_again: int
    keys_destroyed: int
    failed: int


def restore(*, now: datetime) -> Restored:
    """Erase again whoever was erased, take back again what was taken back, and begin another history of listings.

    Also where the key store was put back: the erasures that this database knows of are noted there again. A second run
    finds nothing to do, and begins another history once more.
    """
    noted_again = _mend_journal(now=now)
    entries = list(journal.entries_after(standing.position().number))
    done = finishing.follow(entries, now=now)
    left = journal.keys_left()
    for account_id in left:
        store.destroy_key(account_id)
    _begin_another_history()
    erasures = sum(entry.kind == JournalEntry.Kind.ERASURE for entry in entries)
    return Restored(erasures, len(entries) - erasures, noted_again, len(left), failed=len(entries) - done)


def _mend_journal(*, now: datetime) -> int:
    """Note again the erasures that a backup of the key store has forgotten; return how many."""
    number, head = standing.position().number, journal.head()
    if head < number:
        # Else the next entries would bear numbers that a later backup of the main database takes for done.
        journal.continue_after(number)
        standing.move_back_to(head)
    erased = Person.objects.filter(erased_at__isnull=False).values_list("pk", flat=True)
    unknown = journal.unknown_erasures(erased)
    for person_id in unknown:
        standing.note_erasure_again(person_id, now=now)
    return len(unknown)


def _begin_another_history() -> None:
    """The same numbers of changes will mean other changes; what was answered under them is made anew."""
    sequence.renew_epoch()
    shutil.rmtree(settings.ANSWERS_DIR, ignore_errors=True)
