"""What follows from an answer of FCM for the delivery it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import random
from uuid import UUID

from notifications.delivery.breaker import PROBE_EVERY
from notifications.delivery.retry import next_attempt_at
from notifications.fcm import outcomes
from notifications.fcm.outcomes import Accepted, AddressGone, ChannelDown, Rejected, RetryAfter, Unknown
from notifications.kinds import OnUnknown, policy_of
from notifications.ledger.statements import Claimed, PutOff, Settled
from notifications.models import Outcome

Doubtful = tuple[Claimed, AddressGone | Rejected]


@dataclass
class Verdicts:
    """What to write after some answers. `doubtful` waits for the end of the batch: see breaker.is_in_doubt."""

    settled: list[Settled] = field(default_factory=list)
    put_off: list[PutOff] = field(default_factory=list)
    # Addresses that ring nobody any more, by FCM's reason.
    gone: dict[str, list[UUID]] = field(default_factory=dict)
    doubtful: list[Doubtful] = field(default_factory=list)
    untried: list[Claimed] = field(default_factory=list)


def judge(verdicts: Verdicts, delivery: Claimed, outcome: outcomes.Outcome, *, now: datetime) -> None:
    match outcome:
        case Accepted(name):
            verdicts.settled.append(Settled(delivery, Outcome.ACCEPTED, provider_name=name[:200]))
        case AddressGone("UNREGISTERED"):
            condemn(verdicts, delivery, outcome)
        case AddressGone() | Rejected():
            verdicts.doubtful.append((delivery, outcome))
        case ChannelDown(code):
            verdicts.put_off.append(PutOff(delivery, Outcome.CHANNEL_DOWN, code, now + PROBE_EVERY))
        case RetryAfter() | Unknown():
            _try_again(verdicts, delivery, outcome, now)


def judge_followers(
    verdicts: Verdicts, followers: Sequence[Claimed], leader: Claimed, outcome: outcomes.Outcome, *, now: datetime
) -> None:
    """Those that a push was to ring for have rung only where it was taken; else each goes its own way."""
    for follower in followers:
        if isinstance(outcome, Accepted):
            verdicts.settled.append(Settled(follower, Outcome.BUNDLED, str(leader.notification_id)))
        else:
            judge(verdicts, follower, outcome, now=now)


def condemn(verdicts: Verdicts, delivery: Claimed, outcome: AddressGone | Rejected) -> None:
    """Settle what will never be accepted; an address that is gone is disabled, a bad payload blames none."""
    match outcome:
        case AddressGone(reason):
            verdicts.settled.append(Settled(delivery, Outcome.ADDRESS_GONE, reason))
            verdicts.gone.setdefault(reason, []).append(delivery.address_id)
        case Rejected(code):
            verdicts.settled.append(Settled(delivery, Outcome.REJECTED, code))


def spare(verdicts: Verdicts, delivery: Claimed, *, code: str, now: datetime) -> None:
    """Keep a delivery for later, because so many were refused that the fault must be ours."""
    verdicts.put_off.append(PutOff(delivery, Outcome.CHANNEL_DOWN, code, now + PROBE_EVERY))


def _try_again(verdicts: Verdicts, delivery: Claimed, outcome: RetryAfter | Unknown, now: datetime) -> None:
    match outcome:
        case RetryAfter(delay):
            logged, code, wait, may_resend = Outcome.RETRY_AFTER, "QUOTA_EXCEEDED", delay, True
        case Unknown(code, wait):
            logged = Outcome.UNKNOWN
            may_resend = policy_of(delivery.kind).on_unknown == OnUnknown.RESEND
    next_at = next_attempt_at(
        delivery.failures + 1,
        retry_after=wait,
        jitter=random(),  # noqa: S311 - spreads retries, guards nothing
        now=now,
        expires_at=delivery.expires_at,
    )
    if may_resend and next_at is not None:
        verdicts.put_off.append(PutOff(delivery, logged, code, next_at, is_failure=True))
    else:
        verdicts.settled.append(Settled(delivery, logged, code))
