"""Delivering: claim what is due, ask again whether it may be sent, send, settle. Safe on many workers at once.

While some is under way, the next batch is claimed and composed, so that the connections never wait for the database.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError

from backend.accounts.keys.store import key_scope
from notifications import bells, ledger, vitals
from notifications.delivery import breaker, fitness, settling
from notifications.delivery.giving_way import gives_way
from notifications.delivery.settling import Batch
from notifications.fcm import messages
from notifications.fcm.client import CONNECTIONS, Request, Sending, client_of
from notifications.fcm.credentials import configured_channel
from notifications.ledger import statements
from notifications.ledger.statements import CLAIMED_AT_ONCE, Claimed, Order
from notifications.timeliness import UNTIMELY
from notifications.workers import LONGEST_TURN_SECONDS, current_worker

# No send starts later than this after the claim: the last one times out long before the lease ends.
START_WITHIN_SECONDS = 30
# The next batch is claimed while there is still work for every connection, and some more.
CLAIM_BELOW = CONNECTIONS + 100

Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


@dataclass
class Scan:
    """One call of `deliver_due` at work. Without a clock, time stands still at `now`."""

    sending: Sending
    project: str
    now: datetime
    clock: Clock | None
    overdue_by: timedelta
    held: frozenset[str]
    orders: tuple[Order, ...]
    started: float = field(default_factory=time.monotonic)
    read: float = field(default_factory=time.monotonic)

    @property
    def moment(self) -> datetime:
        """The database's time, as far as can be told without asking it again."""
        return self.now + timedelta(seconds=time.monotonic() - self.read) if self.clock else self.now

    @property
    def is_over(self) -> bool:
        return self.sending.is_halted or self.has_had_its_turn

    @property
    def has_had_its_turn(self) -> bool:
        return time.monotonic() - self.started >= LONGEST_TURN_SECONDS

    def read_clock(self) -> datetime:
        if self.clock:
            self.now, self.read = self.clock(), time.monotonic()
        return self.now


def deliver_due(*, now: datetime, clock: Clock | None = None, overdue_by: timedelta = timedelta(0)) -> None:
    """Send everything that is due, until nothing is or its turn is over; log what has expired.

    `clock` is read again before each further batch; without it, time stands still at `now`. What is due for
    less than `overdue_by` is left to other workers. Without FCM credentials deliveries stay open until they expire.
    """
    vitals.beat(current_worker(), now=now)
    _expire(now)
    channel = configured_channel()
    if channel is None:
        return
    # Whatever goes wrong with the database, closing sees to it that nothing more is sent: nobody could settle it.
    with closing(Sending(client_of(channel))) as sending:
        orders = (Order.SAFETY,) if not overdue_by and gives_way(now=now) else (Order.SAFETY, Order.AGE)
        scan = Scan(sending, channel.project, now, clock, overdue_by, statements.held_kinds(), orders)
        _run(scan)
    if scan.has_had_its_turn and not overdue_by:
        # What is left goes on behind those that wait for this process, not at the next beat.
        bells.ring_on_commit()


def _expire(now: datetime) -> None:
    while count := statements.expire(now=now):
        log.warning("deliveries expired", expired=count)
        if count < CLAIMED_AT_ONCE:
            return


def _run(scan: Scan) -> None:
    """Claim while there is room on the connections, settle as answers come, until nothing is due."""
    batch = _claim(scan)
    while batch or scan.sending.unfinished:
        if not scan.sending.unfinished or (batch and batch.may_be_followed and scan.sending.unfinished < CLAIM_BELOW):
            scan.read_clock()
            batch = _claim(scan)
        else:
            _settle(scan)


def _claim(scan: Scan) -> Batch | None:
    """Lease the next batch and begin to send it. None when nothing is due, or nothing may be sent now."""
    allowed = _allowance(scan)
    if scan.is_over or not allowed.limit:
        return None
    # Who may be in danger does not wait behind a wave.
    orders = (Order.PROBE,) if allowed.is_probe else scan.orders
    return next((batch for order in orders if (batch := _claim_in_order(scan, allowed, order))), None)


def _claim_in_order(scan: Scan, allowed: breaker.Allowance, order: Order) -> Batch | None:
    start_until = time.monotonic() + START_WITHIN_SECONDS
    due_by = scan.now - scan.overdue_by
    deliveries = statements.claim(now=scan.now, due_by=due_by, limit=allowed.limit, held=scan.held, order=order)
    if not deliveries:
        return None
    breaker.spend(scan.project, len(deliveries), allowed, now=scan.now)
    may_be_followed = order == Order.SAFETY or (order == Order.AGE and len(deliveries) == allowed.limit)
    batch = Batch(scan.project, scan.now, is_probe=allowed.is_probe, may_be_followed=may_be_followed)
    _start_or_leave(scan.sending, batch, deliveries, start_until)
    return batch


def _allowance(scan: Scan) -> breaker.Allowance:
    allowed = breaker.allowance(scan.project, now=scan.now)
    while allowed.wait_seconds and scan.clock and not scan.is_over and not scan.sending.unfinished:
        time.sleep(min(allowed.wait_seconds, 1))
        allowed = breaker.allowance(scan.project, now=scan.read_clock())
    return allowed


def _start_or_leave(sending: Sending, batch: Batch, deliveries: Sequence[Claimed], start_until: float) -> None:
    try:
        with key_scope():
            found = fitness.sort(deliveries, now=batch.claimed_at)
            # Before the rest is settled: after a crash between the two, who claims it again finds it taken back.
            ledger.withdraw_foreseen(found.untimely, reason=UNTIMELY, now=batch.claimed_at)
            statements.settle(found.settled, at=batch.claimed_at)
            statements.put_off(found.deferred, at=batch.claimed_at)
            requests = [
                Request(
                    (batch, delivery, found.followers.get(delivery.id, ())),
                    messages.encode_push(push, now=batch.claimed_at),
                    start_until,
                )
                for delivery, push in found.fit
            ]
    except Exception:
        # One of two broad handlers: whatever is wrong with this batch, its rows come back when the lease ends, and
        # those behind it must not wait for that.
        log.exception("batch left to its lease", claimed=len(deliveries))
        return
    batch.unanswered = len(requests)
    sending.start(requests)


def _settle(scan: Scan) -> None:
    replies = scan.sending.replies()
    try:
        settling.settle(replies, now=scan.moment)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # The other one: as above, but where the database is gone there is nothing to go on with.
        log.exception("replies left to their leases", claimed=len(replies))
