"""Practice that may not ring any more is taken back at once, for everybody."""

from datetime import datetime

from backend.coping.practice.held_back import held_back_among
from notifications import ledger
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.timeliness import UNTIMELY

BATCH = 500


def silence_held_back(*, now: datetime) -> None:
    """Take back what has rung of practice, or is about to, and may not ring at this moment. The reminders stay.

    To be called when the reason is committed: what a scan opens meanwhile is asked about again when it is sent. Each
    batch is a transaction of its own, and doing it again does no harm.
    """
    ringing = Notification.objects.filter(target_type=Kind.PRACTICE, expires_at__gt=now, withdrawn_at=None)
    found = list(ringing.values_list("pk", "target_id"))
    for start in range(0, len(found), BATCH):
        some = found[start : start + BATCH]
        held_back = held_back_among({reminder_id for _, reminder_id in some}, now)
        untimely = [notification_id for notification_id, reminder_id in some if reminder_id in held_back]
        ledger.withdraw_foreseen(untimely, reason=UNTIMELY, now=now)
