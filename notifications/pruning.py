"""Once a day: log partitions made ahead and dropped when old, idle addresses, old notices."""

from datetime import UTC, datetime, timedelta

import structlog
from django.db import connection, transaction
from psycopg import sql

from notifications import devices
from notifications.models import DeliveryLog, Notification

MONTHS_AHEAD = 2
KEPT = timedelta(days=400)
# "Best practices for FCM registration token management", Firebase docs: a token that no phone has confirmed for a
# month is stale; one of 270 days is refused. The app confirms at every start.
IDLE = timedelta(days=90)

log = structlog.get_logger(__name__)


def prune(*, now: datetime) -> None:
    for ahead in range(MONTHS_AHEAD + 1):
        _ensure_partition(_month(now, ahead))
    dropped = _drop_partitions(before=_month(now - KEPT, 0))
    idle = devices.disable_idle(since=now - IDLE, now=now)
    notices, _ = Notification.objects.filter(expires_at__lt=now - KEPT).delete()
    log.info("pruned", count=dropped + idle + notices)


def _month(at: datetime, ahead: int) -> datetime:
    """Return the first instant, in UTC, of the month that many months later."""
    months = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1 + ahead
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


@transaction.atomic
def _ensure_partition(first: datetime) -> None:
    """Make the partition of a month, unless rows of that month are in the default one already."""
    name, after = f"delivery_log_{first:%Y_%m}", _month(first, 1)
    if name in _partitions() or DeliveryLog.objects.filter(due_at__gte=first, due_at__lt=after).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TABLE {} PARTITION OF delivery_log FOR VALUES FROM ({}) TO ({})").format(
                sql.Identifier(name), sql.Literal(first.isoformat()), sql.Literal(after.isoformat())
            )
        )


def _drop_partitions(*, before: datetime) -> int:
    """Drop the partitions of months before this one. Their names sort by time."""
    old = [name for name in _partitions() if name < f"delivery_log_{before:%Y_%m}"]
    with connection.cursor() as cursor:
        for name in old:
            cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
    return len(old)


def _partitions() -> list[str]:
    """Return the names of all partitions but the default one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'delivery_log'::regclass AND c.relname <> 'delivery_log_default'"
        )
        return sorted(name for (name,) in cursor.fetchall())
