"""Who waits for a human, why, and in which order."""

from dataclasses import replace
from itertools import permutations
from uuid import UUID

import pytest

from backend.aftercare.quiet.waiting import LastMiss, OpenAlert, Quiet, Reason, waiting_of
from tests.times import utc

NOW = utc("2026-11-23T15:00")
DANA, ERIN, FINN = UUID(int=1), UUID(int=2), UUID(int=3)
MISS = LastMiss(UUID(int=9), utc("2026-11-22T02:00"), "unreachable", "no_device", is_answered=False)
HEARD = Quiet(heard_at=utc("2026-11-23T14:00"))


DUE = utc("2026-11-23T19:00")


def alert(level="L2", due_at=DUE):
    opened_at = utc("2026-11-23T14:00")
    return OpenAlert(UUID(int=7), level, "open", opened_at, due_at, None, UUID(int=8), None, opened_at)


def row(quiet=HEARD, *, person=DANA, alert=None, after=7):
    return waiting_of(person, alert, quiet, quiet_after_days=after, now=NOW)


def test_who_was_heard_of_and_has_no_alert_does_not_wait():
    assert row() is None


def test_an_open_alert_waits_whatever_else():
    assert row(alert=alert()).reasons == (Reason.ALERT,)
    assert row(replace(HEARD, is_paused=True), alert=alert()).reasons == (Reason.ALERT,)


@pytest.mark.parametrize(
    ("heard_at", "after", "waits"),
    [
        (utc("2026-11-16T15:00"), 7, True),  # seven days to the minute
        (utc("2026-11-16T15:01"), 7, False),
        (utc("2026-11-16T15:01"), 6, True),
        (None, 7, False),  # not shared: nothing can be said
    ],
)
def test_who_gave_no_sign_of_life_for_so_many_days_is_quiet(heard_at, after, waits):
    found = row(Quiet(heard_at=heard_at), after=after)

    assert (found is not None and found.reasons == (Reason.QUIET,)) == waits


def test_a_pause_waits_for_nobody():
    quiet = Quiet(heard_at=utc("2026-11-01T15:00"), last_miss=MISS)

    assert row(quiet).reasons == (Reason.UNREACHABLE, Reason.QUIET)
    assert row(replace(quiet, is_paused=True)) is None


@pytest.mark.parametrize(
    ("changes", "is_out_of_reach"),
    [
        ({}, True),
        ({"last_miss": replace(MISS, way="sent_not_seen")}, False),
        ({"last_miss": replace(MISS, is_answered=True)}, False),
        ({"last_answer_at": utc("2026-11-22T03:00")}, False),
        ({"last_answer_at": utc("2026-11-22T01:00")}, True),
        ({"reached_at": utc("2026-11-22T03:00")}, False),
    ],
)
def test_out_of_reach_is_whom_the_last_notice_did_not_reach_and_nobody_since(changes, is_out_of_reach):
    assert replace(Quiet(last_miss=MISS), **changes).is_out_of_reach == is_out_of_reach


def test_the_most_urgent_come_first_then_what_is_due_then_who_is_out_of_reach_then_the_longest_silent():
    ordered = [
        row(alert=alert("L3")),
        row(alert=alert("L2", utc("2026-11-23T16:00")), person=ERIN),
        row(alert=alert("L2", utc("2026-11-23T18:00"))),
        row(alert=alert("L1", utc("2026-11-23T15:30"))),
        row(replace(HEARD, last_miss=MISS), person=FINN),
        row(Quiet(heard_at=utc("2026-11-01T15:00"))),
        row(Quiet(heard_at=utc("2026-11-10T15:00"))),
    ]

    for shuffled in list(permutations(ordered))[::97]:
        assert sorted(shuffled, key=lambda each: each.key) == ordered


def test_days_are_whole_and_never_negative():
    assert Quiet(heard_at=utc("2026-11-22T15:01")).days(NOW) == 0
    assert Quiet(heard_at=utc("2026-11-22T15:00")).days(NOW) == 1
    assert Quiet(heard_at=utc("2026-11-23T15:05")).days(NOW) == 0
    assert Quiet().days(NOW) is None
