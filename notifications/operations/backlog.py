"""What waits to be delivered, and what is planned. Read from small tables and partial indexes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.kinds import Kind
from notifications.operations.reading import rows

OVERDUE_AFTER = timedelta(minutes=2)


class Waits(StrEnum):
    """Why an open delivery is not settled yet."""

    IN_HAND = "in_hand"  # a worker has leased it
    HELD = "held"  # an operator's pause
    OVERDUE = "overdue"  # due for more than two minutes
    DUE = "due"
    RETRY = "retry"  # an attempt failed, the next has its time
    DEFERRED = "deferred"  # for quiet hours or a bundle
    AHEAD = "ahead"  # its time has not come


# The ledger is small: what is settled leaves it.
OPEN = """
SELECT kind, state, count(*), min(deliver_at) FROM (
    SELECT kind, deliver_at, CASE
        WHEN lease_until >= %(now)s THEN 'in_hand'
        WHEN deliver_at <= %(now)s AND (kind = ANY(%(held)s) OR '' = ANY(%(held)s)) THEN 'held'
        WHEN deliver_at < %(late)s THEN 'overdue'
        WHEN deliver_at <= %(now)s THEN 'due'
        WHEN failures > 0 THEN 'retry'
        WHEN attempt > 0 THEN 'deferred'
        ELSE 'ahead' END AS state
    FROM open_delivery) AS delivery
GROUP BY kind, state ORDER BY kind, state
"""
SCHEDULES = """
SELECT kind, count(*), count(*) FILTER (WHERE next_due_at < %(late)s), min(next_due_at)
FROM schedule WHERE kind = ANY(%(kinds)s) AND next_due_at <= %(now)s
GROUP BY kind ORDER BY kind
"""
NEXT_SCHEDULE = "SELECT min(next_due_at) FROM schedule WHERE kind = %(kind)s AND next_due_at > %(now)s"


@dataclass(frozen=True)
class Open:
    """Open deliveries of one kind that wait for one thing; the oldest of them was or is due at `oldest_at`."""

    kind: str
    waits: Waits
    count: int
    oldest_at: datetime


@dataclass(frozen=True)
class Planned:
    """Schedules of one kind whose occurrence should have been opened by now."""

    kind: str
    due: int
    overdue: int
    oldest_at: datetime


def open_deliveries(*, held: Collection[str], now: datetime) -> list[Open]:
    found = rows(OPEN, {"now": now, "late": now - OVERDUE_AFTER, "held": list(held)})
    return [Open(kind, Waits(state), count, oldest_at) for kind, state, count, oldest_at in found]


def schedules_due(*, now: datetime) -> list[Planned]:
    found = rows(SCHEDULES, {"now": now, "late": now - OVERDUE_AFTER, "kinds": Kind.values})
    return [Planned(*row) for row in found]


def next_schedule_at(*, now: datetime) -> datetime | None:
    """Return when the next occurrence is planned, of any kind."""
    found = [rows(NEXT_SCHEDULE, {"kind": kind, "now": now})[0][0] for kind in Kind.values]
    return min((at for at in found if at is not None), default=None)
