"""When the channel stands still or goes slowly: quota, refused credentials, nobody answering, a payload in doubt.

Rows wait and expire on their own clock; one bad payload or a wrong credential never empties the address table.
Every worker writes the one row of a project, so all writing is by single UPDATE statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, Q

from notifications.delivery import bucket
from notifications.delivery.bucket import Bucket
from notifications.fcm.outcomes import Accepted, AddressGone, ChannelDown, Outcome, RetryAfter, Unknown
from notifications.ledger.statements import CLAIMED_AT_ONCE, execute
from notifications.models import SenderState

PROBE_EVERY = timedelta(seconds=30)
FAILURES_IN_A_ROW = 10
# Of one batch: more than this share, and at least this many, answered that address or payload is wrong.
DOUBTFUL_SHARE = 0.05
DOUBTFUL_AT_LEAST = 20
QUOTA = "QUOTA_EXCEEDED"
NO_ANSWER = "NO_ANSWER"
IN_DOUBT = "INVALID_IN_BULK"

# Pace and capacity move slowly, so they come from the row as it was read; what adds up is added up here. A clock that
# was set back by much is followed: else nothing would flow in until it is that late again.
SPEND = """
UPDATE sender_state SET
    tokens = LEAST(%(capacity)s, COALESCE(
        tokens + %(pace)s * GREATEST(extract(epoch FROM %(now)s - refilled_at)::float8, 0), %(capacity)s)) - %(count)s,
    refilled_at = GREATEST(%(now)s, LEAST(COALESCE(refilled_at, %(now)s), %(now)s + interval '1 s')),
    warm_since = %(warm_since)s
WHERE project = %(project)s
"""

SLOW_DOWN = """
UPDATE sender_state SET rate = GREATEST(%(slowest)s, LEAST(%(limit)s, COALESCE(rate, %(limit)s)
        * power(%(raised)s, LEAST(%(most)s, GREATEST(0,
            floor(extract(epoch FROM %(now)s - COALESCE(slowed_at, %(now)s))::float8 / 60))))) / 2),
    slowed_at = %(now)s
WHERE project = %(project)s
  AND (slowed_at IS NULL OR slowed_at NOT BETWEEN %(now)s - %(pause)s AND %(now)s + %(pause)s)
"""

UNUSED = Bucket()

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Allowance:
    """How many deliveries may be claimed; none during a pause, one probe after it. `wait_seconds`: for a token."""

    limit: int
    is_probe: bool = False
    wait_seconds: float = 0.0
    bucket: Bucket = UNUSED


def allowance(project: str, *, now: datetime) -> Allowance:
    """Read what may be sent now. Writes nothing: an idle scan leaves no trace."""
    state = SenderState.objects.filter(pk=project).first() or SenderState(project=project)
    if state.paused_until is not None and state.paused_until > now:
        return Allowance(0)
    tokens = Bucket(state.tokens, state.rate, state.refilled_at, state.warm_since, state.slowed_at)
    limit = settings.FCM_MESSAGES_PER_SECOND
    wait = bucket.seconds_until_one(tokens, limit=limit, now=now)
    if wait:
        return Allowance(0, wait_seconds=wait)
    if state.paused_until is not None and state.reason != QUOTA:
        return Allowance(1, is_probe=True, bucket=tokens)
    return Allowance(min(CLAIMED_AT_ONCE, int(bucket.level(tokens, limit=limit, now=now))), bucket=tokens)


def spend(project: str, count: int, allowed: Allowance, *, now: datetime) -> None:
    """Take as many tokens as deliveries were claimed; two workers at once may run into debt."""
    limit = settings.FCM_MESSAGES_PER_SECOND
    pace = bucket.pace(allowed.bucket, limit=limit, now=now)
    taken = {
        "project": project,
        "count": count,
        "now": now,
        "pace": pace,
        "capacity": max(pace * bucket.CAPACITY_SECONDS, 1),
        "warm_since": bucket.warm_since(allowed.bucket, now=now),
    }
    if not execute(SPEND, taken):
        _begin(project)
        execute(SPEND, taken)


def is_paused(project: str, *, now: datetime) -> bool:
    return SenderState.objects.filter(pk=project, paused_until__gt=now).exists()


def is_in_doubt(doubtful: int, sent: int) -> bool:
    return doubtful >= DOUBTFUL_AT_LEAST and doubtful > DOUBTFUL_SHARE * sent


def pause_in_doubt(project: str, *, now: datetime) -> None:
    _pause(project, IN_DOUBT, now + PROBE_EVERY)


def note(project: str, outcomes: Sequence[Outcome], *, is_probe: bool, claimed_at: datetime, now: datetime) -> None:
    """Open, slow down, count or close the channel after the answers of one batch."""
    down = [each.code for each in outcomes if isinstance(each, ChannelDown)]
    waits = [each.delay for each in outcomes if isinstance(each, RetryAfter)]
    failures = sum(isinstance(each, Unknown) and each.is_transport for each in outcomes)
    if down:
        _pause(project, down[0], now + PROBE_EVERY)
    elif waits:
        _pause(project, QUOTA, now + max(waits))
        _slow_down(project, now)
    elif any(isinstance(each, Accepted) or each == AddressGone("UNREGISTERED") for each in outcomes):
        _close(project, claimed_at)
    elif is_probe and any(isinstance(each, Unknown) for each in outcomes):
        _pause(project, NO_ANSWER, now + PROBE_EVERY)
    elif failures and failures == len(outcomes):
        _count(project, failures, now)


def _close(project: str, claimed_at: datetime) -> None:
    """End the pause and the count. A pause that began after the claim lasts beyond it, and stays."""
    before = Q(paused_until=None) | Q(paused_until__lte=claimed_at)
    state = SenderState.objects.filter(before, pk=project).exclude(paused_until=None, failures=0)
    state.update(paused_until=None, reason="", failures=0)


def _count(project: str, failures: int, now: datetime) -> None:
    """Count sends without an answer, those of other workers too; enough in a row pause the channel."""
    _begin(project)
    SenderState.objects.filter(pk=project).update(failures=F("failures") + failures)
    if SenderState.objects.filter(pk=project, failures__gte=FAILURES_IN_A_ROW).exists():
        _pause(project, NO_ANSWER, now + PROBE_EVERY)


def _pause(project: str, reason: str, until: datetime) -> None:
    """Pause; of two pauses the one that ends later stays."""
    _begin(project)
    is_shorter = Q(paused_until=None) | Q(paused_until__lt=until)
    SenderState.objects.filter(is_shorter, pk=project).update(paused_until=until, reason=reason)
    log.error("channel paused", code=reason)


def _slow_down(project: str, now: datetime) -> None:
    slower = {
        "project": project,
        "now": now,
        "limit": settings.FCM_MESSAGES_PER_SECOND,
        "slowest": bucket.SLOWEST,
        "raised": bucket.RAISED_EACH_MINUTE,
        "most": bucket.MOST_RAISES,
        "pause": bucket.HALVED_AT_MOST_EACH,
    }
    execute(SLOW_DOWN, slower)


def _begin(project: str) -> None:
    SenderState.objects.bulk_create([SenderState(project=project)], ignore_conflicts=True)
