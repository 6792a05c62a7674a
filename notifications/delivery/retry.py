"""When to try again. Pure."""

from datetime import datetime, timedelta

# Base delays before attempts 2 to 5 and, the last one, before each further. FCM asks senders to wait at least
# 10 s, to back off exponentially, add jitter and honour retry-after ("Best practices when sending FCM messages
# at scale", Firebase docs, read 2026-11-22).
BACKOFF = tuple(timedelta(seconds=s) for s in (10, 40, 160, 640))


def next_attempt_at(
    failures: int, *, retry_after: timedelta | None, jitter: float, now: datetime, expires_at: datetime
) -> datetime | None:
    """Return when to try again after `failures` (1 or more) failed attempts, or None when that is too late.

    `jitter`, in [0, 1), stretches the delay by up to half; the caller draws it, so this stays a function.
    Only the expiry ends the attempts: a reminder that could still be of use is not given up.
    """
    delay = BACKOFF[min(failures, len(BACKOFF)) - 1] * (1 + jitter / 2)
    at = now + max(delay, retry_after or timedelta(0))
    return at if at < expires_at else None
