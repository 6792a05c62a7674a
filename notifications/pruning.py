"""Once a day: log partitions made ahead and dropped when old, idle addresses, old notices with their receipts."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import OperationalError

from notifications import devices
from notifications.models import Notification
from notifications.operations import partitions

MONTHS_AHEAD = 2
KEPT = timedelta(days=400)
# "Best practices for FCM registration token management", Firebase docs: a token that no phone has confirmed for a
# month is stale; one of 270 days is refused. The app confirms at every start.
IDLE = timedelta(days=90)
DELETED_AT_ONCE = 5000
# A task ends well before the broker hands it out again; what is left waits for the next day.
LONGEST_SECONDS = 40

log = structlog.get_logger(__name__)


def prune(*, now: datetime) -> None:
    _unless_busy(lambda: partitions.make(partitions.month_of(now, ahead=MONTHS_AHEAD), now=now))
    _unless_busy(lambda: partitions.drop(before=partitions.month_of(now - KEPT)))
    idle = devices.disable_idle(since=now - IDLE, now=now)
    notices = _forget_notices(before=now - KEPT)
    log.info("pruned", count=idle + notices)


def _unless_busy(change: Callable[[], object]) -> None:
    """Leave partitions for another day when their locks cannot be had: `manage.py notifications` shows it."""
    try:
        change()
    except OperationalError:
        log.exception("partitions left as they are")


def _forget_notices(*, before: datetime) -> int:
    """Delete notices that expired before this, a chunk at a time, and with each its receipts."""
    started, count = time.monotonic(), 0
    while time.monotonic() - started < LONGEST_SECONDS:
        ids = list(Notification.objects.filter(expires_at__lt=before).values_list("pk", flat=True)[:DELETED_AT_ONCE])
        if not ids:
            break
        Notification.objects.filter(pk__in=ids).delete()
        count += len(ids)
    return count
