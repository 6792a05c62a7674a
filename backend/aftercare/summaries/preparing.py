"""The scan: what was asked for is put together, and what may not leave any more is dropped."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from backend.accounts.consents.outside import standing_outside_consents
from backend.aftercare.models import QueuedSummary
from backend.aftercare.summaries.asking import seen_of, standing_consent
from backend.aftercare.summaries.content import content_of
from notifications.workers import for_a_turn

BATCH = 50


def prepare_summaries(*, now: datetime) -> int:
    """Drop what is over, prepare what waits until the turn is over; return how many were prepared or refused."""
    drop_summaries(now=now)
    return for_a_turn(lambda: _prepare_batch(now=now))


def drop_summaries(*, now: datetime) -> int:
    """Delete those whose consent or whose time is over; return how many."""
    standing = standing_outside_consents(now=now)
    over = QueuedSummary.objects.filter(Q(expires_at__lte=now) | ~Q(consent__in=standing))
    return over.delete()[0]


@transaction.atomic
def _prepare_batch(*, now: datetime) -> int:
    # Two workers at once take different ones: what one has locked, the other passes over.
    queued = list(
        QueuedSummary.objects.filter(prepared_at=None)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person__account", "staff__account", "staff__site")
        .order_by("queued_at")[:BATCH]
    )
    for summary in queued:
        _prepare(summary, now=now)
    return len(queued)


def _prepare(summary: QueuedSummary, *, now: datetime) -> None:
    seen = seen_of(summary.staff, summary.person, summary.data_classes, now=now)
    if not seen or standing_consent(summary, now=now) is None:
        summary.delete()
        return
    summary.content = content_of(summary.staff, summary.person, seen, now=now)
    summary.prepared_at = now
    summary.save(update_fields=["content", "prepared_at"])
