"""When to try again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.retry import BACKOFF, next_attempt_at
from tests.times import utc

NOON = utc("2026-11-24T12:00")
LATE = utc("2026-11-25T12:00")

failures = st.integers(1, 30)
jitters = st.floats(0, 1, exclude_max=True)
waits = st.none() | st.timedeltas(timedelta(0), timedelta(hours=2))


def test_the_delays_grow_and_then_stay():
    found = [next_attempt_at(count, retry_after=None, jitter=0, now=NOON, expires_at=LATE) for count in range(1, 7)]

    assert [at - NOON for at in found if at] == [*BACKOFF, BACKOFF[-1], BACKOFF[-1]]


def test_a_longer_wait_that_fcm_asks_for_is_kept():
    at = next_attempt_at(1, retry_after=timedelta(minutes=5), jitter=0, now=NOON, expires_at=LATE)

    assert at == utc("2026-11-24T12:05")


@given(failures, jitters, waits, st.timedeltas(timedelta(0), timedelta(hours=3)))
def test_nothing_is_tried_sooner_than_ten_seconds_nor_after_its_expiry(count, jitter, wait, lifetime):
    expires_at = NOON + lifetime

    at = next_attempt_at(count, retry_after=wait, jitter=jitter, now=NOON, expires_at=expires_at)

    assert at is None or NOON + timedelta(seconds=10) <= at < expires_at
    assert at is None or wait is None or at >= NOON + wait


@given(failures, jitters)
def test_jitter_stretches_by_half_at_most(count, jitter):
    plain = next_attempt_at(count, retry_after=None, jitter=0, now=NOON, expires_at=LATE)
    stretched = next_attempt_at(count, retry_after=None, jitter=jitter, now=NOON, expires_at=LATE)

    assert plain is not None
    assert stretched is not None
    assert plain - NOON <= stretched - NOON <= (plain - NOON) * 1.5
