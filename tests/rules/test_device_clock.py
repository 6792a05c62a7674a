from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.api.device_clock import OLDEST, corrected
from tests.times import utc

NOW = utc("2026-11-22T12:00")
ANY_INSTANT = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("told", "sent_at", "expected"),
    [
        (None, None, NOW),
        (utc("2026-11-22T11:00"), None, utc("2026-11-22T11:00")),
        # The phone is two hours behind: what it calls 9:00 was 11:00.
        (utc("2026-11-22T09:00"), utc("2026-11-22T10:00"), utc("2026-11-22T11:00")),
        # The phone is a day ahead.
        (utc("2026-11-23T11:00"), utc("2026-11-23T12:00"), utc("2026-11-22T11:00")),
        (utc("2026-11-22T13:00"), None, NOW),
        (utc("2020-01-01T00:00"), None, NOW - OLDEST),
    ],
)
def test_the_error_of_a_phones_clock_is_taken_out(told, sent_at, expected):
    assert corrected(told, sent_at, now=NOW) == expected


@given(told=ANY_INSTANT, sent_at=st.none() | ANY_INSTANT)
def test_no_clock_however_wrong_leads_out_of_bounds(told: datetime, sent_at: datetime | None):
    assert NOW - OLDEST <= corrected(told, sent_at, now=NOW) <= NOW
