"""The scan that follows the journal: what was cut off is finished, and what slipped in meanwhile goes too."""

from datetime import datetime, timedelta

import structlog

from backend.accounts import standing
from backend.accounts.consents import revoking
from backend.accounts.keys import journal
from backend.accounts.keys.models import JournalEntry
from backend.accounts.standing import Standing
from backend.rights import erasure

# By then every request that was under way has ended, and no entry with a lower number is still to come. What such a
# request wrote for somebody who was erased meanwhile is deleted by the second time.
CARRIED_OUT_AGAIN_AFTER = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=5)
AT_ONCE = 200

log = structlog.get_logger(__name__)


def finish_erasures(*, now: datetime) -> int:
    """Carry out the entries of the journal from a minute ago, done or not, and put them behind; return how many.

    In a database that was put back nothing is done: that is for `restoring`.
    """
    if standing.find() is not Standing.OK:
        return 0
    standing.renew_mark()
    due = journal.entries_after(standing.position().number).filter(at__lte=now - CARRIED_OUT_AGAIN_AFTER)[:AT_ONCE]
    return follow(list(due), now=now)


def is_late(*, now: datetime) -> bool:
    """Whether something should have been carried out for a while: the scan does not run, or an entry fails."""
    return journal.entries_after(standing.position().number).filter(at__lt=now - LATE_AFTER).exists()


def follow(entries: list[JournalEntry], *, now: datetime) -> int:
    """Carry out these entries in order, and move on over those that succeed; return how many did.

    One that fails stays in front, and is tried again; others do not wait for it.
    """
    done, is_unbroken = 0, True
    for entry in entries:
        try:
            carry_out(entry, now=now)
        except Exception:
            # Broad: one person's erasure must not keep another's from being finished, whatever is wrong with it.
            log.exception("journal entry not carried out")
            is_unbroken = False
            continue
        done += 1
        if is_unbroken:
            # Only now: a data key is destroyed after the commit, and must not be left behind.
            standing.move_to(entry.number)
    return done


def carry_out(entry: JournalEntry, *, now: datetime) -> None:
    # Only a revocation names a site.
    if entry.site_id is None:
        erasure.carry_out(entry.person_id, now=now)
    else:
        revoking.end_noted(entry.person_id, entry.site_id, entry.data_class, now=entry.at)
