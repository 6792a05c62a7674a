"""Writing down what FCM answered: a few replies at a time, and what only a whole batch can tell at its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from notifications import devices
from notifications.delivery import breaker, verdicts
from notifications.delivery.verdicts import Doubtful, Verdicts
from notifications.fcm.client import Reply
from notifications.fcm.outcomes import Outcome
from notifications.ledger import statements
from notifications.workers import current_worker

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Batch:
    """Deliveries claimed together. `doubtful` waits for its end: see breaker.is_in_doubt."""

    project: str
    claimed_at: datetime
    is_probe: bool
    may_be_followed: bool
    unanswered: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)


def settle(replies: Sequence[Reply], *, now: datetime) -> None:
    """Write down what follows from some replies; `key` of each is its batch, its delivery and those it rings for."""
    of_batch: dict[Batch, list[Reply]] = {}
    for reply in replies:
        of_batch.setdefault(reply.key[0], []).append(reply)
    for batch, some in of_batch.items():
        batch.unanswered -= len(some)
        found = _judge(batch, some, now)
        _write(found, batch, now)
        if not batch.unanswered:
            _end(batch, now)


def _judge(batch: Batch, replies: Sequence[Reply], now: datetime) -> Verdicts:
    found = Verdicts()
    for reply in replies:
        _, delivery, followers = reply.key
        if reply.outcome is None:
            found.untried += [delivery, *followers]
        else:
            batch.outcomes.append(reply.outcome)
            verdicts.judge(found, delivery, reply.outcome, now=now)
            verdicts.judge_followers(found, followers, delivery, reply.outcome, now=now)
    batch.doubtful += found.doubtful
    return found


def _end(batch: Batch, now: datetime) -> None:
    breaker.note(batch.project, batch.outcomes, is_probe=batch.is_probe, claimed_at=batch.claimed_at, now=now)
    _write(_after_all(batch, now), batch, now)


def _after_all(batch: Batch, now: datetime) -> Verdicts:
    """Judge refusals that blame address or payload, now that it is known how many there are.

    A probe condemns nothing: what it asks is whether the channel works again.
    """
    found = Verdicts()
    if batch.doubtful and (batch.is_probe or breaker.is_in_doubt(len(batch.doubtful), len(batch.outcomes))):
        breaker.pause_in_doubt(batch.project, now=now)
        for delivery, _ in batch.doubtful:
            verdicts.spare(found, delivery, code=breaker.IN_DOUBT, now=now)
    else:
        for delivery, outcome in batch.doubtful:
            verdicts.condemn(found, delivery, outcome)
    return found


def _write(found: Verdicts, batch: Batch, now: datetime) -> None:
    if found.settled:
        settled = statements.settle(found.settled, at=now)
        log.info("settled", settled=settled, fenced=len(found.settled) - settled, worker=current_worker())
    statements.put_off(found.put_off, at=now)
    statements.release(found.untried)
    for reason, addresses in found.gone.items():
        devices.disable(addresses, reason=reason, claimed_at=batch.claimed_at)
        # Of a few phones it is their age; of many it would be a wrong project, which the operator has to hear of.
        (log.error if reason == "SENDER_ID_MISMATCH" else log.info)("addresses gone", code=reason, count=len(addresses))
