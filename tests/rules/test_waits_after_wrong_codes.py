from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.console.sign_in.limits import FREE_TRIES, WAITS, wait_after


def test_four_wrong_codes_cost_nothing():
    assert [wait_after(wrong) for wrong in range(5)] == [timedelta(0)] * 5


def test_from_the_fifth_on_waits_grow_to_an_hour():
    minutes = [wait_after(wrong) // timedelta(minutes=1) for wrong in range(5, 10)]

    assert minutes == [15, 30, 60, 60, 60]


@given(st.integers(min_value=FREE_TRIES, max_value=1_000_000))
def test_another_wrong_code_never_shortens_the_wait(wrong):
    assert wait_after(wrong) <= wait_after(wrong + 1) <= WAITS[-1]
