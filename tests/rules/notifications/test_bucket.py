"""How fast the sender may go: never above its limit, whatever the clock does."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.bucket import Bucket, level, pace, rate, seconds_until_one
from tests.times import utc

NOON = utc("2026-11-24T12:00")
LIMIT = 7000

instants = st.none() | st.timedeltas(-timedelta(days=400), timedelta(days=400)).map(lambda shift: NOON + shift)
buckets = st.builds(
    Bucket,
    tokens=st.none() | st.floats(-10_000, 10_000),
    rate=st.none() | st.floats(0.1, 20_000),
    refilled_at=instants,
    warm_since=instants,
    slowed_at=instants,
)


def test_a_cold_sender_starts_at_half_its_speed_and_is_warm_after_a_minute():
    busy = Bucket(tokens=0, refilled_at=NOON, warm_since=NOON)

    speeds = [pace(busy, limit=LIMIT, now=NOON + timedelta(seconds=s)) for s in (0, 30, 59)]

    assert pace(Bucket(), limit=LIMIT, now=NOON) == 3500
    assert [round(speed) for speed in speeds] == [3500, 5250, 6942]


def test_a_minute_without_sending_makes_it_cold_again():
    warm = Bucket(tokens=0, refilled_at=NOON, warm_since=NOON - timedelta(hours=1))

    assert pace(warm, limit=LIMIT, now=NOON + timedelta(seconds=59)) == LIMIT
    assert pace(warm, limit=LIMIT, now=NOON + timedelta(seconds=60)) == LIMIT / 2


def test_a_halved_rate_grows_by_a_twentieth_each_quiet_minute():
    slowed = Bucket(rate=1000, slowed_at=NOON)

    rates = [rate(slowed, limit=LIMIT, now=NOON + timedelta(minutes=m)) for m in (0, 1, 2, 600)]

    assert [round(each) for each in rates] == [1000, 1050, 1102, LIMIT]


def test_a_debt_is_waited_for():
    indebted = Bucket(tokens=-349, refilled_at=NOON, warm_since=NOON)

    assert round(seconds_until_one(indebted, limit=LIMIT, now=NOON), 3) == 0.1


@given(buckets, st.integers(1, 100_000))
def test_it_is_never_faster_than_the_limit_and_never_stands_still(bucket, limit):
    assert 0 < pace(bucket, limit=limit, now=NOON) <= limit
    assert level(bucket, limit=limit, now=NOON) <= max(limit, 1)
    assert 0 <= seconds_until_one(bucket, limit=limit, now=NOON) < 60 * 60 * 24


@given(buckets, st.timedeltas(timedelta(0), timedelta(seconds=50)))
def test_waiting_takes_no_tokens_away(bucket, wait):
    busy = Bucket(bucket.tokens, bucket.rate, NOON, NOON - timedelta(hours=1), bucket.slowed_at)

    assert level(busy, limit=LIMIT, now=NOON + wait) >= min(level(busy, limit=LIMIT, now=NOON), LIMIT) - 1e-6
