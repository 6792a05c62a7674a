"""The scan of practice reminders: each is asked at its time whether it is still right for its person."""

from datetime import datetime

from django.db import transaction

from backend.coping.practice.held_back import held_back_among
from notifications import ledger, schedules
from notifications.kinds import Kind
from notifications.models import Outcome
from notifications.schedules import Due, first_opening
from notifications.timeliness import UNTIMELY
from notifications.workers import for_a_turn

BATCH = 500


def open_practice(*, now: datetime) -> int:
    """Open what is due, until nothing is or the turn is over; return how many were taken."""
    return for_a_turn(lambda: _open_batch(now))


@transaction.atomic
def _open_batch(now: datetime) -> int:
    taken = schedules.take_due([Kind.PRACTICE], now=now, limit=BATCH)
    held_back = held_back_among({each.schedule.about_id for each in taken.due if each.schedule.about_id}, now)
    ringing = [each for each in taken.due if each.schedule.about_id not in held_back]
    ledger.open_deliveries([opening for each in ringing for opening in schedules.openings_of(each)])
    _hold_back([each for each in taken.due if each.schedule.about_id in held_back], now)
    return taken.count


def _hold_back(due: list[Due], now: datetime) -> None:
    """Ring nowhere: a phone that knows of it from an older agenda would ring by itself when no push comes."""
    ledger.leave_out([first_opening(each) for each in due], Outcome.WITHDRAWN)
    ledger.withdraw_foreseen({each.occurrence_id for each in due}, reason=UNTIMELY, now=now)
