from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.console.sign_in.limits import FREE_TRIES, WAITS, ends_at, wait_after
from tests.times import utc


def test_a_session_ends_half_an_hour_after_the_last_activity():
    end = ends_at(began_at=utc("2026-11-23T08:00"), last_active_at=utc("2026-11-23T11:10"))

    assert end == utc("2026-11-23T11:40")


def test_a_session_ends_after_twelve_hours_however_busy_it_is():
    end = ends_at(began_at=utc("2026-11-23T08:00"), last_active_at=utc("2026-11-23T19:45"))

    assert end == utc("2026-11-23T20:00")


def test_four_wrong_codes_cost_nothing():
    assert [wait_after(wrong) for wrong in range(5)] == [timedelta(0)] * 5


def test_from_the_fifth_on_waits_grow_to_an_hour():
    minutes = [wait_after(wrong) // timedelta(minutes=1) for wrong in range(5, 10)]

    assert minutes == [15, 30, 60, 60, 60]


@given(st.integers(min_value=FREE_TRIES, max_value=1_000_000))
def test_another_wrong_code_never_shortens_the_wait(wrong):
    assert wait_after(wrong) <= wait_after(wrong + 1) <= WAITS[-1]
