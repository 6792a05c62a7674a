"""When a notice rings: laws that hold in every zone, and the days that are easy to get wrong."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notifications.kinds import Category
from notifications.wishes.ringing import Held, QuietHours, Ring, Wishes, ring_of, spread_of
from tests.times import utc

ZONES = ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia"]
FAR = utc("2099-01-01T00:00")
NEW_YORK = ZoneInfo("America/New_York")
NIGHT = QuietHours(time(22), time(7), "defer")

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
instants = st.integers(0, 600_000_000).map(lambda seconds: utc("2011-12-20T00:00") + timedelta(seconds=seconds))
# Half of the instants lie around the days on which a clock somewhere jumps.
JUMPS = ["2026-03-08T07:00", "2026-11-01T06:00", "2026-04-04T15:00", "2026-10-03T15:30", "2026-09-26T14:00"]
near_jumps = st.builds(
    lambda jump, seconds: utc(jump) + timedelta(seconds=seconds),
    st.sampled_from([*JUMPS, "2011-12-30T10:00"]),
    st.integers(-90_000, 90_000),
)
moments = instants | near_jumps


@st.composite
def quiet_hours(draw, actions=("defer", "drop", "silent")):
    start, end = draw(minutes), draw(minutes)
    assume(start != end)
    return QuietHours(start, end, draw(st.sampled_from(actions)))


@st.composite
def wishes_drawn(draw):
    return Wishes(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        quiet=draw(st.none() | quiet_hours()),
        bundle=timedelta(minutes=draw(st.sampled_from([0, 1, 5, 10, 15, 20, 30, 60]))),
        away_from=draw(st.none() | moments),
        away_until=draw(st.none() | moments),
        ways={Category.REMINDERS: draw(st.sampled_from(["push", "silent", "in_app"]))},
    )


def ring(at, wishes, *, expires_at=FAR, category=Category.REMINDERS, now=None):
    return ring_of(at, expires_at=expires_at, category=category, wishes=wishes, now=now)


def is_quiet_on_the_wall(at: datetime, wishes: Wishes) -> bool:
    """By the hands of the clock alone, for a second opinion; the second run of an hour counts as past."""
    assert wishes.quiet is not None
    local = at.astimezone(wishes.zone)
    start, end, clock = wishes.quiet.start, wishes.quiet.end, local.time()
    is_inside = start <= clock < end if start < end else clock >= start or clock < end
    return is_inside and not local.fold


@given(at=moments, wishes=wishes_drawn(), hours=st.integers(1, 72))
def test_it_never_rings_before_it_is_due_nor_when_it_has_expired(at, wishes, hours):
    expires_at = at + timedelta(hours=hours)

    answer = ring(at, wishes, expires_at=expires_at)

    assert isinstance(answer, Held) or at <= answer.at < expires_at


@given(at=moments, wishes=wishes_drawn(), hours=st.integers(1, 72))
def test_asked_again_for_its_own_answer_it_says_the_same(at, wishes, hours):
    expires_at = at + timedelta(hours=hours)
    answer = ring(at, wishes, expires_at=expires_at)
    assume(isinstance(answer, Ring))

    assert ring(answer.at, wishes, expires_at=expires_at) == Ring(answer.at, answer.is_silent)


@given(at=moments, zone=st.sampled_from(ZONES), quiet=quiet_hours(["defer"]), bundle=st.sampled_from([0, 15, 60]))
def test_what_waits_for_the_end_of_quiet_hours_rings_outside_them(at, zone, quiet, bundle):
    wishes = Wishes(ZoneInfo(zone), quiet, bundle=timedelta(minutes=bundle))

    answer = ring(at, wishes)

    assert isinstance(answer, Ring)
    assert not is_quiet_on_the_wall(answer.at, wishes)
    assert answer.at - at < timedelta(hours=50)


@given(at=moments, zone=st.sampled_from(ZONES), quiet=quiet_hours(["drop", "silent"]))
def test_quiet_hours_are_those_on_the_wall_of_the_recipient(at, zone, quiet):
    wishes = Wishes(ZoneInfo(zone), quiet)
    day = at.astimezone(wishes.zone)
    # Where a clock jumps within a day, the wall alone does not tell what is meant.
    assume(len({(day + timedelta(days=days)).utcoffset() for days in range(-3, 3)}) == 1)

    answer = ring(at, wishes)

    is_quiet = answer == Held("quiet_hours") if quiet.action == "drop" else answer == Ring(at, is_silent=True)
    assert is_quiet == is_quiet_on_the_wall(at, wishes)


@given(at=moments, wishes=wishes_drawn(), now=moments)
def test_a_safety_notice_asks_for_no_wishes(at, wishes, now):
    assert ring(at, wishes, category=Category.SAFETY, now=now) == Ring(at)


@given(at=moments, zone=st.sampled_from(ZONES), step=st.sampled_from([5, 15, 60]), late=st.integers(0, 7200))
def test_what_is_sent_late_waits_for_no_slot(at, zone, step, late):
    wishes = Wishes(ZoneInfo(zone), bundle=timedelta(minutes=step))
    slot = ring(at, wishes).at
    now = slot + timedelta(seconds=late)

    assert ring(slot, wishes, now=now) == Ring(now)
    assert ring(at, wishes, now=now) == Ring(now)


@given(at=moments, zone=st.sampled_from(ZONES), step=st.sampled_from([5, 15, 20, 30, 60]))
def test_a_bundle_rings_on_a_round_local_minute(at, zone, step):
    wishes = Wishes(ZoneInfo(zone), bundle=timedelta(minutes=step))

    answer = ring(at, wishes)

    local = answer.at.astimezone(wishes.zone)
    assert (local.minute % step, local.second, local.microsecond) == (0, 0, 0)
    assert answer.at - at < timedelta(minutes=2 * step)


@pytest.mark.parametrize(
    ("zone", "at", "rings_at"),
    [
        ("America/New_York", "2026-11-24T04:00", "2026-11-24T12:00"),  # 23:00, over midnight
        ("America/New_York", "2026-11-24T11:59", "2026-11-24T12:00"),
        ("America/New_York", "2026-11-24T12:00", "2026-11-24T12:00"),
        ("America/New_York", "2026-03-08T04:00", "2026-03-08T11:00"),  # the night is an hour shorter
        ("America/New_York", "2026-11-01T03:00", "2026-11-01T12:00"),  # and an hour longer
        ("Asia/Kathmandu", "2026-11-24T17:00", "2026-11-25T01:15"),
        ("Pacific/Chatham", "2026-11-24T09:00", "2026-11-24T17:15"),
        ("Australia/Lord_Howe", "2026-10-03T12:00", "2026-10-03T20:00"),  # half an hour was skipped
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T17:00"),  # 23:00 on the 29th; the 30th did not exist
    ],
)
def test_a_night_ends_when_the_local_clock_says_so(zone, at, rings_at):
    answer = ring(utc(at), Wishes(ZoneInfo(zone), NIGHT))

    assert answer == Ring(utc(rings_at), code="" if at == rings_at else "quiet_hours")


def test_what_expires_before_the_morning_is_left_to_the_app():
    assert ring(utc("2026-11-24T04:00"), Wishes(NEW_YORK, NIGHT), expires_at=utc("2026-11-24T12:00")) == Held(
        "quiet_hours"
    )


def test_what_was_due_before_the_night_is_quiet_when_it_is_sent_in_it():
    due_at, now = utc("2026-11-24T02:59"), utc("2026-11-24T03:01")  # 21:59 and 22:01

    assert ring(due_at, Wishes(NEW_YORK, NIGHT)) == Ring(due_at)
    assert ring(due_at, Wishes(NEW_YORK, NIGHT), now=now) == Ring(utc("2026-11-24T12:00"), code="quiet_hours")


def test_a_bundle_does_not_drag_a_notice_into_the_night():
    wishes = Wishes(NEW_YORK, NIGHT, bundle=timedelta(minutes=30))

    assert ring(utc("2026-11-24T02:50"), wishes) == Ring(utc("2026-11-24T02:50"))  # 21:50
    assert ring(utc("2026-11-24T02:20"), wishes) == Ring(utc("2026-11-24T02:30"), code="bundle")


def test_somebody_who_is_away_is_not_rung():
    away = Wishes(NEW_YORK, away_from=utc("2026-11-24T00:00"), away_until=utc("2026-12-01T00:00"))

    assert ring(utc("2026-11-23T23:59"), away) == Ring(utc("2026-11-23T23:59"))
    assert ring(utc("2026-11-24T00:00"), away) == Held("away")
    assert ring(utc("2026-12-01T00:00"), away) == Ring(utc("2026-12-01T00:00"))


@given(person=st.uuids(), minutes=st.integers(0, 10), window=st.integers(1, 720))
def test_a_spread_is_the_same_each_time_and_within_what_was_agreed(person, minutes, window):
    wishes = Wishes(NEW_YORK, spread=timedelta(minutes=minutes))

    spread = spread_of(person, timedelta(minutes=window), wishes)

    assert spread == spread_of(person, timedelta(minutes=window), wishes)
    assert timedelta(0) <= spread <= min(wishes.spread, timedelta(minutes=window) / 2)


def test_spreads_fill_the_window():
    wishes = Wishes(NEW_YORK, spread=timedelta(minutes=5))

    spreads = [spread_of(UUID(int=person), timedelta(hours=2), wishes).total_seconds() for person in range(400)]

    in_each_minute = [sum(minute * 60 <= each < minute * 60 + 60 for each in spreads) for minute in range(5)]
    assert min(in_each_minute) > 40
