"""Delivering by e-mail and webhook: the ledger of pushes and a scan of its own, so that neither waits for the other."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from backend.accounts.keys.store import key_scope
from notifications.delivery import Clock, verdicts
from notifications.delivery.verdicts import Verdicts
from notifications.fcm.outcomes import Accepted, AddressGone, Outcome, Rejected
from notifications.ledger import statements
from notifications.ledger.statements import Claimed
from notifications.models import Channel, SecondPath
from notifications.second_paths import fitness, mail, turns, webhooks
from notifications.second_paths.mail import Letter
from notifications.second_paths.webhooks import Page
from notifications.workers import current_worker

CLAIMED_AT_ONCE = 20
LONGEST_SCAN_SECONDS = 20
# No mail starts later than this after the claim: the last one times out before the lease ends.
START_WITHIN_SECONDS = 25

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Batch:
    """Deliveries claimed together, at `now`."""

    deliveries: Sequence[Claimed]
    now: datetime
    start_until: float


def deliver_due(*, now: datetime, clock: Clock | None = None, overdue_by: timedelta = timedelta(0)) -> None:
    """Send what is due by e-mail and webhook, until nothing is or 20 s are over.

    The arguments mean what they mean for pushes, and what has expired is logged by that scan. While another worker
    is at it, this returns at once.
    """
    with turns.turn() as is_ours:
        if is_ours:
            _deliver_in_turn(now, clock or (lambda: now), overdue_by)


def _deliver_in_turn(now: datetime, clock: Clock, overdue_by: timedelta) -> None:
    started = time.monotonic()
    while time.monotonic() - started < LONGEST_SCAN_SECONDS:
        batch = _claim(now, due_by=now - overdue_by)
        if not batch.deliveries:
            return
        _deliver_or_leave(batch)
        now = clock()


def _claim(now: datetime, *, due_by: datetime) -> Batch:
    deliveries = statements.claim(
        now=now, due_by=due_by, limit=CLAIMED_AT_ONCE, channels=_channels(now), held=statements.held_kinds()
    )
    return Batch(deliveries, now, start_until=time.monotonic() + START_WITHIN_SECONDS)


def _channels(now: datetime) -> list[Channel]:
    can_mail = bool(settings.EMAIL_HOST) and not turns.is_mail_paused(now=now)
    return [Channel.WEBHOOK, Channel.EMAIL] if can_mail else [Channel.WEBHOOK]


def _deliver_or_leave(batch: Batch) -> None:
    try:
        with key_scope():
            _deliver(batch)
    except Exception:
        # As for pushes: whatever is wrong with this batch, those behind it must not wait for the end of its lease.
        log.exception("batch left to its lease", claimed=len(batch.deliveries))


def _deliver(batch: Batch) -> None:
    fit, unfit = fitness.sort(batch.deliveries, now=batch.now)
    statements.settle(unfit, at=batch.now)
    _send_pages(fit.pages, batch)
    _send_letters(fit.letters, batch)


def _send_pages(pages: Sequence[tuple[Claimed, Page]], batch: Batch) -> None:
    outcomes = webhooks.send([page for _, page in pages], private_hosts=settings.WEBHOOK_PRIVATE_HOSTS, now=batch.now)
    _write([(delivery, outcome) for (delivery, _), outcome in zip(pages, outcomes, strict=True)], batch)


def _send_letters(letters: Sequence[tuple[Claimed, Letter]], batch: Batch) -> None:
    """Settle each at once: a worker that dies repeats one mail at most. What was not tried is given back."""
    outcomes = mail.send([letter for _, letter in letters], start_until=batch.start_until)
    tried = 0
    for (delivery, _), outcome in zip(letters, outcomes, strict=False):
        tried += 1
        _write([(delivery, outcome)], batch)
        _pause_or_resume(outcome, batch.now)
    statements.release([delivery for delivery, _ in letters[tried:]])


def _pause_or_resume(outcome: Outcome, now: datetime) -> None:
    if mail.is_server_at_fault(outcome):
        turns.pause_mail(getattr(outcome, "code", ""), now=now)
    elif isinstance(outcome, Accepted):
        turns.resume_mail()


def _write(sent: Sequence[tuple[Claimed, Outcome]], batch: Batch) -> None:
    found = Verdicts()
    for delivery, outcome in sent:
        match outcome:
            case AddressGone() | Rejected():
                # One address each: there is no batch whose refusals could put the payload in doubt.
                verdicts.condemn(found, delivery, outcome)
            case _:
                verdicts.judge(found, delivery, outcome, now=batch.now)
    settled = statements.settle(found.settled, at=batch.now) if found.settled else 0
    if found.put_off:
        statements.put_off(found.put_off, at=batch.now)
    # A pager that is gone for good; one that was registered since then has an id of its own.
    SecondPath.objects.filter(pk__in=[each for some in found.gone.values() for each in some]).delete()
    log.info("settled", settled=settled, put_off=len(found.put_off), worker=current_worker())
