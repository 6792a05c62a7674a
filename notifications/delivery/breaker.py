"""When the channel stands still: quota used up, credentials refused, nobody answering, or a payload in doubt.

Rows wait and expire on their own clock; one bad payload or a wrong credential never empties the address table.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from notifications.fcm.outcomes import Accepted, ChannelDown, Outcome, RetryAfter, Unknown
from notifications.ledger.statements import CLAIMED_AT_ONCE
from notifications.models import SenderState

PROBE_EVERY = timedelta(seconds=30)
FAILURES_IN_A_ROW = 10
# Of one batch: more than this share, and at least this many, answered that address or payload is wrong.
DOUBTFUL_SHARE = 0.05
DOUBTFUL_AT_LEAST = 20
QUOTA = "QUOTA_EXCEEDED"
NO_ANSWER = "NO_ANSWER"
IN_DOUBT = "INVALID_IN_BULK"

log = structlog.get_logger(__name__)


def allowance(project: str, *, now: datetime) -> int:
    """Return how many deliveries may be claimed: none during a pause, one probe after it, else a whole batch."""
    state = SenderState.objects.filter(pk=project).first()
    if state is None or state.paused_until is None:
        return CLAIMED_AT_ONCE
    if state.paused_until > now:
        return 0
    return CLAIMED_AT_ONCE if state.reason == QUOTA else 1


def is_paused(project: str, *, now: datetime) -> bool:
    return SenderState.objects.filter(pk=project, paused_until__gt=now).exists()


def is_in_doubt(doubtful: int, sent: int) -> bool:
    return doubtful >= DOUBTFUL_AT_LEAST and doubtful > DOUBTFUL_SHARE * sent


def pause_in_doubt(project: str, *, now: datetime) -> None:
    _pause(project, IN_DOUBT, now + PROBE_EVERY)


def note(project: str, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Open, keep or close the channel after the answers of one batch."""
    down = [each.code for each in outcomes if isinstance(each, ChannelDown)]
    waits = [each.delay for each in outcomes if isinstance(each, RetryAfter)]
    failures = sum(isinstance(each, Unknown) and each.is_transport for each in outcomes)
    if down:
        _pause(project, down[0], now + PROBE_EVERY)
    elif waits:
        _pause(project, QUOTA, now + max(waits))
    elif failures:
        _count(project, failures, outcomes, now)
    elif any(isinstance(each, Accepted) for each in outcomes):
        SenderState.objects.filter(pk=project).update(paused_until=None, reason="", failures=0)


def _count(project: str, failures: int, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Count sends that got no answer; an answer in between starts the count anew."""
    state, _ = SenderState.objects.get_or_create(project=project)
    if failures < len(outcomes):
        state.failures = 0
    else:
        state.failures += failures
    state.save(update_fields=["failures"])
    if state.failures >= FAILURES_IN_A_ROW:
        _pause(project, NO_ANSWER, now + PROBE_EVERY)


def _pause(project: str, reason: str, until: datetime) -> None:
    SenderState.objects.update_or_create(project=project, defaults={"paused_until": until, "reason": reason})
    log.error("channel paused", code=reason)
