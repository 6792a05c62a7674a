"""Delivering: claim what is due, ask again whether it may be sent, send, settle. Safe on many workers at once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from backend.accounts.keys.store import key_scope
from notifications import devices, vitals
from notifications.delivery import breaker, fitness, verdicts
from notifications.delivery.verdicts import Verdicts
from notifications.fcm import messages
from notifications.fcm.client import Client, Reply, Request, client_of
from notifications.fcm.credentials import configured_channel
from notifications.ledger import statements
from notifications.ledger.statements import CLAIMED_AT_ONCE, Claimed
from notifications.workers import current_worker

# A scan ends well before a lost message of the broker comes back.
LONGEST_SCAN_SECONDS = 50
# No send starts later than this after the claim: the last one times out long before the lease ends.
START_WITHIN_SECONDS = 30

Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Batch:
    """Deliveries claimed together, at `now`, for one client."""

    deliveries: Sequence[Claimed]
    client: Client
    now: datetime
    start_until: float
    is_probe: bool

    @property
    def project(self) -> str:
        return self.client.channel.project


def deliver_due(*, now: datetime, clock: Clock | None = None, overdue_by: timedelta = timedelta(0)) -> None:
    """Send everything that is due, until nothing is or 50 s are over; log what has expired.

    `clock` is read again before each further batch; without it, time stands still at `now`. What is due for
    less than `overdue_by` is left to other workers. Without FCM credentials deliveries stay open until they expire.
    """
    started = time.monotonic()
    read_clock = clock or (lambda: now)
    vitals.beat(current_worker(), now=now)
    _expire(now)
    channel = configured_channel()
    if channel is None:
        return
    client = client_of(channel)
    while time.monotonic() - started < LONGEST_SCAN_SECONDS:
        batch = _claim(client, now, due_by=now - overdue_by)
        if not batch.deliveries:
            return
        _deliver_or_leave(batch)
        now = read_clock()


def _expire(now: datetime) -> None:
    while count := statements.expire(now=now):
        log.warning("deliveries expired", expired=count)
        if count < CLAIMED_AT_ONCE:
            return


def _claim(client: Client, now: datetime, *, due_by: datetime) -> Batch:
    limit = breaker.allowance(client.channel.project, now=now)
    deliveries = statements.claim(now=now, due_by=due_by, limit=limit) if limit else []
    start_until = time.monotonic() + START_WITHIN_SECONDS
    return Batch(deliveries, client, now, start_until, is_probe=limit == 1)


def _deliver_or_leave(batch: Batch) -> None:
    try:
        with key_scope():
            _deliver(batch)
    except Exception:
        # The one broad handler: whatever is wrong with this batch, its rows come back when the lease ends, and
        # those behind it must not wait for that.
        log.exception("batch left to its lease", claimed=len(batch.deliveries))


def _deliver(batch: Batch) -> None:
    fit, unfit = fitness.sort(batch.deliveries, now=batch.now)
    statements.settle(unfit, at=batch.now)
    requests = [Request(delivery, messages.encode(messages.compose(push, now=batch.now))) for delivery, push in fit]
    replies: list[Reply] = []
    doubtful = []
    for some in batch.client.send(requests, start_until=batch.start_until):
        found = Verdicts()
        for reply in some:
            verdicts.judge(found, reply.key, reply.outcome, now=batch.now)
        _write(found, batch)
        replies += some
        doubtful += found.doubtful
    breaker.note(batch.project, [reply.outcome for reply in replies], now=batch.now)
    _write(_after_all(doubtful, batch, sent=len(replies)), batch)


def _after_all(doubtful: list[verdicts.Doubtful], batch: Batch, *, sent: int) -> Verdicts:
    """Judge refusals that blame address or payload, now that it is known how many there are.

    A probe condemns nothing: what it asks is whether the channel works again.
    """
    found = Verdicts()
    if breaker.is_in_doubt(len(doubtful), sent) or (batch.is_probe and doubtful):
        breaker.pause_in_doubt(batch.project, now=batch.now)
        for delivery, _ in doubtful:
            verdicts.spare(found, delivery, code=breaker.IN_DOUBT, now=batch.now)
    else:
        for delivery, outcome in doubtful:
            verdicts.condemn(found, delivery, outcome)
    return found


def _write(found: Verdicts, batch: Batch) -> None:
    if found.settled:
        settled = statements.settle(found.settled, at=batch.now)
        log.info("settled", settled=settled, fenced=len(found.settled) - settled, worker=current_worker())
    if found.put_off:
        statements.put_off(found.put_off, at=batch.now)
    if found.gone:
        devices.disable(found.gone, reason="ADDRESS_GONE", claimed_at=batch.now)
