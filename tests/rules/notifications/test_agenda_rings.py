"""What rings together, and how many in a day, decided ahead as it will be at the claim."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from notifications.agenda.rings import Notice, Planned, Ring, entries_of, rings_of, together
from notifications.kinds import Kind
from notifications.wishes.ringing import Wishes
from tests.times import utc

NOON = utc("2026-11-24T12:00")
MINUTE = timedelta(minutes=1)
UTC = ZoneInfo("UTC")


def planned(number, minutes=0, *, lasts=120, stage=0, kind=Kind.REMINDER, is_retry=False):
    at = NOON + minutes * MINUTE
    local = at.replace(tzinfo=None)
    notice = Notice(UUID(int=number), kind, at, local, "UTC", NOON + lasts * MINUTE, ("reminder", UUID(int=99)))
    return Planned(notice, stage, at, is_retry)


def numbers(rings):
    return [ring.notice.id.int for ring in rings]


def kept(*stages, rung=None, **wishes):
    agreed = Wishes(UTC, **wishes)
    return together(rings_of(stages, agreed), agreed, rung=rung or {})


def test_the_one_that_lasts_longest_rings_for_its_slot():
    found = kept(planned(1, 1), planned(2, 2, lasts=180), planned(3, 3), bundle=15 * MINUTE)

    assert {ring.at for ring in found} == {NOON + 15 * MINUTE}
    assert {ring.bundle_id for ring in found} == {UUID(int=2)}


def test_of_those_that_last_alike_the_smallest_id_rings():
    assert {ring.bundle_id for ring in kept(planned(2, 1), planned(1, 2), bundle=15 * MINUTE)} == {UUID(int=1)}


def test_safety_and_retries_ring_by_themselves():
    found = kept(planned(1, 0), planned(2, 0, kind=Kind.HELP_ANSWER), planned(3, 0, is_retry=True), bundle=15 * MINUTE)

    assert [ring.bundle_id for ring in found] == [None, None, None]


def test_a_cap_lets_the_first_of_a_day_ring():
    assert numbers(kept(planned(1, 0), planned(2, 1), planned(3, 2), daily_cap=2)) == [1, 2]


def test_a_cap_begins_anew_at_midnight():
    tomorrow = planned(3, 24 * 60, lasts=30 * 60)

    assert numbers(kept(planned(1, 0), planned(2, 1), tomorrow, daily_cap=1)) == [1, 3]


def test_a_bundle_counts_once():
    found = kept(planned(1, 1), planned(2, 2), planned(3, 20), bundle=15 * MINUTE, daily_cap=2)

    assert sorted(numbers(found)) == [1, 2, 3]


def test_a_further_stage_of_what_has_rung_counts_nothing():
    found = kept(planned(1, 0), planned(1, 30, stage=1), planned(2, 40), daily_cap=1)

    assert numbers(found) == [1, 1]


def test_a_repeat_makes_no_room_for_what_shares_its_slot():
    found = kept(planned(1, 0), planned(1, 20, stage=1), planned(2, 20), bundle=15 * MINUTE, daily_cap=1)

    assert [(ring.notice.id.int, ring.planned.stage, ring.bundle_id) for ring in found] == [(1, 0, None), (1, 1, None)]


def test_what_rang_before_counts():
    assert kept(planned(1, 0), rung={UUID(int=7): NOON - MINUTE}, daily_cap=1) == []


def test_safety_is_not_counted():
    assert numbers(kept(planned(1, 0, kind=Kind.HELP_ANSWER), planned(2, 1), daily_cap=1)) == [1, 2]


def test_a_notice_is_one_entry_with_its_repeats():
    [entry] = entries_of(kept(planned(1, 0), planned(1, 30, stage=1), planned(1, 60, stage=2)))

    assert (entry.rings_at, entry.again_at) == (NOON, (NOON + 30 * MINUTE, NOON + 60 * MINUTE))


def test_steps_that_fall_on_one_instant_are_one_ring():
    [entry] = entries_of(kept(planned(1, 0), planned(1, 0, stage=1), planned(1, 30, stage=2)))

    assert (entry.rings_at, entry.again_at) == (NOON, (NOON + 30 * MINUTE,))


@given(
    st.lists(st.builds(planned, st.integers(1, 9), st.integers(0, 119), stage=st.integers(0, 3)), max_size=30),
    st.sampled_from([0, 15, 30]),
    st.none() | st.integers(0, 3),
)
def test_rings_keep_their_order_and_a_bundle_its_leader(stages, bundle, cap):
    found = kept(*stages, bundle=bundle * MINUTE, daily_cap=cap)

    assert [ring.at for ring in found] == sorted(ring.at for ring in found)
    assert all(_leads(found, ring) for ring in found if ring.bundle_id)


def _leads(rings: list[Ring], ring: Ring) -> bool:
    return any(each.notice.id == ring.bundle_id and each.at == ring.at for each in rings)
