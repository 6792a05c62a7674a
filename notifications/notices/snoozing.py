"""Putting a notice off: it rings again, on all phones, when the person said."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.api.problems import Invalid, NotFound, Problem
from notifications import ledger
from notifications.kinds import is_safety
from notifications.ledger import stages
from notifications.models import Notification, Outcome
from notifications.notices.ahead import notices_of, settle_first

MOST_SNOOZES = len(stages.SNOOZED)


class SnoozePastExpiry(Problem):
    code, title, status = "snooze-past-expiry", "It would ring after it is of use.", 422

    def __init__(self, *pointers: str) -> None:
        errors = [Invalid(pointer, "Choose a time before the notice expires.") for pointer in pointers]
        super().__init__(errors=[{"pointer": each.pointer, "detail": each.detail} for each in errors])


class SnoozedTooOften(Problem):
    code, title, status = "snoozed-too-often", "This has been put off as often as it can be.", 422


class SafetyCannotBeSnoozed(Problem):
    code, title, status = "safety-cannot-be-snoozed", "This kind of notice cannot wait.", 409


@transaction.atomic
def snooze(account_id: UUID, notification_id: UUID, until: datetime, *, now: datetime) -> Notification:
    """Ring again at `until`, at once where that is past, and not before. The same time again changes nothing.

    What is over, acted on or withdrawn stays so. Raises NotFound, SnoozePastExpiry, SnoozedTooOften,
    SafetyCannotBeSnoozed.
    """
    notice = notices_of(account_id, [notification_id], now=now).get(notification_id)
    if notice is None:
        raise NotFound
    problem = None if is_over(notice, now=now) else refusal_of(notice, until, pointer="/until")
    if problem is not None:
        raise problem
    return put_off(notice, until, now=now)


@transaction.atomic
def put_off(notice: Notification, until: datetime, *, now: datetime) -> Notification:
    """As `snooze`; what must not be put off is left as it is."""
    # Of two phones at once, the second waits.
    notice = Notification.objects.select_for_update().get(pk=notice.pk)
    is_repeat = _is_repeat(notice, until, now)
    if not is_repeat and not is_over(notice, now=now) and refusal_of(notice, until, pointer="") is None:
        _ring_again(notice, max(until, now), now)
    return notice


def is_over(notice: Notification, *, now: datetime) -> bool:
    return notice.acted_at is not None or notice.withdrawn_at is not None or notice.expires_at <= now


def refusal_of(notice: Notification, until: datetime, *, pointer: str) -> Problem | None:
    if notice.snoozed_until == until:
        return None
    if is_safety(notice.kind):
        return SafetyCannotBeSnoozed()
    if until >= notice.expires_at:
        return SnoozePastExpiry(pointer)
    return SnoozedTooOften() if notice.snoozes >= MOST_SNOOZES else None


def _is_repeat(notice: Notification, until: datetime, now: datetime) -> bool:
    """A time that is past is kept as the instant at which it was told: told again, it lies before that."""
    last = notice.snoozed_until
    return last is not None and (until == last or until <= last <= now)


def _ring_again(notice: Notification, until: datetime, now: datetime) -> None:
    replaced = [row for row in ledger.open_rows([notice]) if row.stage in stages.SNOOZED or row.deliver_at <= until]
    ledger.close_rows(replaced, outcome=Outcome.WITHDRAWN, code="snoozed", now=now)
    settle_first(notice, outcome=Outcome.WITHDRAWN, code="snoozed", by=until, now=now)
    stage = stages.SNOOZED[notice.snoozes]
    notice.snoozed_until, notice.snoozes = until, notice.snoozes + 1
    notice.save(update_fields=["snoozed_until", "snoozes"])
    ledger.open_deliveries([ledger.opening_again(notice, stage=stage, deliver_at=until)])
