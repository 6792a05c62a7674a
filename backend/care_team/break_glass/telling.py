"""The scan: when the hour is over, the person hears of it."""

from datetime import datetime

from django.db import transaction

from backend.care_team.models import PersonToTell
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Opening
from notifications.workers import for_a_turn

BATCH = 500
# The app leads to the record of who looked.
TARGET = "access-log"


def tell_people(*, now: datetime) -> int:
    """Open a notice for everybody whose hour is over, once, until the scan's own is over; return how many."""
    return for_a_turn(lambda: _tell_batch(now=now))


@transaction.atomic
def _tell_batch(*, now: datetime) -> int:
    due = PersonToTell.objects.filter(due_at__lte=now).order_by("due_at")
    # Two workers at once take different ones: what one has locked, the other passes over.
    taken = list(due.select_for_update(skip_locked=True)[:BATCH])
    ledger.open_deliveries([_opening(each, now=now) for each in taken])
    PersonToTell.objects.filter(pk__in=[each.pk for each in taken]).delete()
    return len(taken)


def _opening(each: PersonToTell, *, now: datetime) -> Opening:
    about = (TARGET, each.break_glass_id)
    return Opening(
        each.person_id,
        Kind.CARE,
        notification_id=ledger.notification_id(about, each.person_id),
        about=about,
        due_at=each.due_at,
        deliver_at=now,
        expires_at=now + policy_of(Kind.CARE).lifetime,
    )
