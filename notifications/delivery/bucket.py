"""How fast one FCM project may send, all workers together: a token bucket below the quota. Pure.

It starts at half its speed and takes a minute to full speed; an answer that the quota is used up halves it, and each
quiet minute raises it again by 5 % ("Best practices when sending FCM messages at scale", Firebase docs, read
2026-11-22: ramp up over a minute or more, keep off spikes).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

RAMP = timedelta(minutes=1)
# Nothing sent for so long, and the next busy time begins with a ramp.
COLD_AFTER = timedelta(minutes=1)
RAISED_EACH_MINUTE = 1.05
# More of them would overflow, and raise any rate beyond any limit anyway.
MOST_RAISES = 300
SLOWEST = 1.0
# The bucket holds what a second brings: a burst is spread over more than that.
CAPACITY_SECONDS = 1.0
HALVED_AT_MOST_EACH = timedelta(seconds=1)
# A last refill that lies further ahead than this was written by a clock that has been set back since.
SET_BACK = timedelta(seconds=5)


@dataclass(frozen=True)
class Bucket:
    """As it was when it was last written; None where it never was. `tokens` below zero are a debt."""

    tokens: float | None = None
    rate: float | None = None
    refilled_at: datetime | None = None
    warm_since: datetime | None = None
    slowed_at: datetime | None = None


def pace(bucket: Bucket, *, limit: float, now: datetime) -> float:
    """Return messages a second: what refusals have left of the limit, less while the sender warms up."""
    since = warm_since(bucket, now=now)
    warmth = min(max((now - since) / RAMP, 0), 1)
    return rate(bucket, limit=limit, now=now) * (1 + warmth) / 2


def rate(bucket: Bucket, *, limit: float, now: datetime) -> float:
    """Return the pace of a warm sender."""
    if bucket.rate is None or bucket.slowed_at is None:
        return limit
    quiet_minutes = (now - bucket.slowed_at) // timedelta(minutes=1)
    raises = min(max(quiet_minutes, 0), MOST_RAISES)
    return max(min(limit, bucket.rate * RAISED_EACH_MINUTE**raises), SLOWEST)


def warm_since(bucket: Bucket, *, now: datetime) -> datetime:
    """Return when the busy time began; a sender that was idle for long begins one now."""
    if bucket.refilled_at is None or bucket.warm_since is None or now - bucket.refilled_at >= COLD_AFTER:
        return now
    # A clock that was set back does not keep it cold.
    return bucket.warm_since if bucket.warm_since <= now else now - RAMP


def level(bucket: Bucket, *, limit: float, now: datetime) -> float:
    """Return how many tokens are there now. After a clock was set back by much, there is one to go on with."""
    speed = pace(bucket, limit=limit, now=now)
    capacity = max(speed * CAPACITY_SECONDS, 1)
    if bucket.tokens is None or bucket.refilled_at is None:
        return capacity
    if bucket.refilled_at - now > SET_BACK:
        return min(capacity, max(bucket.tokens, 1))
    seconds = max((now - bucket.refilled_at).total_seconds(), 0)
    return min(capacity, bucket.tokens + speed * seconds)


def seconds_until_one(bucket: Bucket, *, limit: float, now: datetime) -> float:
    """Return how long to wait for a whole token."""
    return max(1 - level(bucket, limit=limit, now=now), 0) / pace(bucket, limit=limit, now=now)
