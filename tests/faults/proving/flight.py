"""What was in flight at a kill: claims that nobody had ended by then, and nobody ended later.

That is what a crash may hand over twice. A row does not say whose it is, so all claims that stand at the kill are
noted; those that a living worker still settles drop out at the end, because the log has a row for each claim that
somebody ended.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from notifications.ledger.statements import LEASE

RECOVERY_SECONDS = 90
Found = TypeVar("Found")
# A delivery and the number of the claim.
Claim = tuple[UUID, int]


def claimed_now() -> set[Claim]:
    [(at,)] = _rows("SELECT clock_timestamp()")
    return claimed_at(at)


def claimed_at(at: datetime) -> set[Claim]:
    """Return what was claimed by `at` and is not settled yet."""
    claimed = "SELECT id, attempt FROM open_delivery WHERE lease_until > %s AND lease_until <= %s"
    return set(_rows(claimed, at, at + LEASE))


def without_end(claims: set[Claim]) -> set[Claim]:
    """Return those claims of which nobody has told the end."""
    ids = list({delivery_id for delivery_id, _ in claims})
    return claims - set(_rows("SELECT delivery_id, attempt FROM delivery_log WHERE delivery_id = ANY(%s)", ids))


def open_work() -> int:
    """Return how much is still to be done: reminders to open, deliveries to settle."""
    deliveries, schedules = "SELECT count(*) FROM open_delivery", "SELECT count(next_due_at) FROM schedule"
    [(count,)] = _rows(f"SELECT ({deliveries}) + ({schedules})")
    return int(count)


def patiently(ask: Callable[[], Found], *, meanwhile: Callable[[], None]) -> Found:
    """Ask the database until it answers: it may be dead at this moment."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            return ask()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            meanwhile()
            time.sleep(0.05)


def _rows(query: str, *parameters: Any) -> list[Any]:
    # A connection of its own each time: Django's pool waits for a dead server longer than we may look away.
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, connect_timeout=2) as connection:
        return connection.execute(query, parameters).fetchall()
