"""Due times against an oracle that walks minute by minute and shares nothing with the code but the definition.

It knows zones by asking, for each minute, what a clock on the wall shows, and nothing else.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.care_team.clocks import Hours, Opening, due_at, next_opening
from backend.instruments.levels import Level
from tests.times import utc

MINUTE = timedelta(minutes=1)
TWO_WEEKS = timedelta(days=14)
# Around both clock changes of a year, a change of half an hour, a date that was left out, and a zone without changes.
WEEKS = [
    ("America/New_York", utc("2026-03-02T00:00")),
    ("America/New_York", utc("2026-10-26T00:00")),
    ("Europe/Berlin", utc("2026-03-23T00:00")),
    ("Europe/Berlin", utc("2026-10-19T00:00")),
    ("Asia/Kathmandu", utc("2026-03-02T00:00")),
    ("Australia/Lord_Howe", utc("2026-03-30T00:00")),
    ("Australia/Lord_Howe", utc("2026-09-28T00:00")),
    ("Pacific/Apia", utc("2011-12-26T00:00")),
]


class Wall:
    """What the clock on the wall showed, minute by minute, for 18 days from the day before `at`."""

    def __init__(self, tzid: str, at: datetime) -> None:
        zone = ZoneInfo(tzid)
        first = at - timedelta(days=1)
        self.minutes = [first + number * MINUTE for number in range(18 * 24 * 60)]
        self.shown = [minute.astimezone(zone).replace(tzinfo=None) for minute in self.minutes]
        self.dates = {shown.date() for shown in self.shown}

    def date_at(self, at: datetime) -> date:
        return self.shown[self.minutes.index(at)].date()

    def instant(self, wanted: datetime) -> datetime:
        """The first minute that shows this; one that was never shown counts on from before the gap."""
        for before, minute, shown in zip([self.shown[0], *self.shown], self.minutes, self.shown, strict=False):
            if shown == wanted:
                return minute
            if shown > wanted:
                return minute + (wanted - before - MINUTE)
        return self.minutes[-1] + MINUTE


def working_minutes(wall: Wall, hours: Hours) -> dict[date, set[datetime]]:
    """The working minutes that each date brings."""
    found: dict[date, set[datetime]] = {}
    for day in wall.dates - hours.holidays:
        for opening in hours.openings:
            if opening.iso_weekday == day.isoweekday():
                start = wall.instant(datetime.combine(day, opening.opens))
                midnight = day + timedelta(days=1) if opening.closes == time(0) else day
                end = wall.instant(datetime.combine(midnight, opening.closes))
                minutes = {start + number * MINUTE for number in range(max(0, (end - start) // MINUTE))}
                found.setdefault(day, set()).update(minutes)
    return {day: minutes for day, minutes in found.items() if minutes}


@st.composite
def sites(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """A site with up to two stretches a day at any hour, overlapping or not, and an instant of its week."""
    tzid, monday = draw(st.sampled_from(WEEKS))
    quarter = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
    openings = [
        Opening(day, opens, closes)
        for day in draw(st.sets(st.integers(1, 7)))
        for opens, closes in draw(st.lists(st.tuples(quarter, quarter), max_size=2))
        if opens < closes or closes == time(0)
    ]
    offsets = draw(st.frozensets(st.integers(0, 20), max_size=4))
    holidays = frozenset(monday.date() + timedelta(days=number) for number in offsets)
    at = monday + draw(st.integers(0, 14 * 24 * 60)) * MINUTE
    return Hours(tzid, tuple(openings), holidays), at


@settings(max_examples=60, deadline=None)
@given(sites())
def test_an_l2_is_due_after_240_working_minutes_or_720_by_the_clock(drawn: tuple[Hours, datetime]):
    hours, at = drawn
    working = set().union(*working_minutes(Wall(hours.tzid, at), hours).values())
    worked, minute = 0, at
    while worked < 240 and minute < at + 720 * MINUTE:
        worked += minute in working
        minute += MINUTE

    assert due_at(Level.L2, at, hours) == minute


@settings(max_examples=60, deadline=None)
@given(sites())
def test_an_l1_is_due_when_the_last_minute_of_the_next_working_day_is_over(drawn: tuple[Hours, datetime]):
    hours, at = drawn
    wall = Wall(hours.tzid, at)
    later = {day: m for day, m in working_minutes(wall, hours).items() if day > wall.date_at(at)}
    ends = [max(minutes) + MINUTE for _, minutes in sorted(later.items())]

    assert due_at(Level.L1, at, hours) == min([*ends[:1], at + TWO_WEEKS])


@settings(max_examples=60, deadline=None)
@given(sites())
def test_somebody_reads_next_in_the_first_working_minute(drawn: tuple[Hours, datetime]):
    hours, at = drawn
    working = set().union(*working_minutes(Wall(hours.tzid, at), hours).values())

    found = next_opening(at, hours)

    within_reach = [minute for minute in working if at <= minute < at + TWO_WEEKS]
    assert found == min(within_reach, default=found)
    assert found is None or found in working or found >= at + TWO_WEEKS


@settings(max_examples=100, deadline=None)
@given(sites())
def test_a_higher_level_is_never_due_later_than_a_lower_one(drawn: tuple[Hours, datetime]):
    hours, at = drawn

    assert at < due_at(Level.L3, at, hours) <= due_at(Level.L2, at, hours)
    assert due_at(Level.L3, at, hours) == datetime.fromtimestamp(at.timestamp() + 15 * 60, UTC)
