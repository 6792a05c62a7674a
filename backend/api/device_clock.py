"""Times told by a phone, freed from the error of its clock."""

from datetime import datetime, timedelta

# A phone may have been without signal for long; older claims are kept as this old.
OLDEST = timedelta(days=400)
# Two times of one phone are corrected each by its own request, and so are apart by what these took on their way: a
# slow network's minutes. A phone also sets its clock anew now and then.
CLOCKS_AGREE_WITHIN = timedelta(minutes=10)


def corrected(told: datetime | None, sent_at: datetime | None, *, now: datetime) -> datetime:
    """Return when it really happened: `told` shifted by the difference between our clock and the phone's.

    Without `told` it is `now`; the future is cut to `now`.
    """
    if told is None:
        return now
    skew = now - sent_at if sent_at else timedelta(0)
    # In seconds: a clock set to the year 1 or 9999 takes dates past what they can hold.
    age = (now - told - skew).total_seconds()
    return now - timedelta(seconds=max(0.0, min(age, OLDEST.total_seconds())))


def is_clearly_before(one: datetime, other: datetime) -> bool:
    """Whether one time that a phone told lies before another, by more than its clock can explain."""
    return one < other - CLOCKS_AGREE_WITHIN
