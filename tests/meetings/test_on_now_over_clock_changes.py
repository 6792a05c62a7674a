"""On now, starting soon and next, instant by instant over clock changes, against a list of every happening."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from meetings.dates.dated import DatedException, ExceptionKind
from meetings.models import Meeting
from meetings.search.criteria import parse_criteria
from meetings.search.find import documents_of, find_meetings
from meetings.search.upcoming import next_occurrence_json
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db

CHANGES = [
    ("America/New_York", "2026-03-08T07:00"),
    ("America/New_York", "2026-11-01T06:00"),
    ("Europe/Berlin", "2026-03-29T01:00"),
    ("Europe/Berlin", "2026-10-25T01:00"),
    ("Australia/Sydney", "2026-04-04T16:00"),
    ("Australia/Sydney", "2026-10-03T16:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00"),
    ("Australia/Lord_Howe", "2026-10-03T15:30"),
    ("Pacific/Chatham", "2026-04-04T14:00"),
    ("Pacific/Chatham", "2026-09-26T14:00"),
    ("Asia/Kathmandu", "2026-06-06T18:15"),  # no change, but a quarter of an hour off; the end of its week
]
STARTS = ["00:00", "01:30", "01:59", "02:00", "02:15", "02:30", "02:45", "03:00", "03:30", "23:30"]
DURATIONS = (1, 60, 90, 181, 719, 1440)
SOON = timedelta(minutes=45)
STEP = timedelta(minutes=15)


@dataclass(frozen=True)
class Told:
    """A weekly meeting as the list of happenings needs it."""

    id: int
    tzid: str
    weekday: int
    start: time
    minutes: int
    exdates: tuple[date, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    paused_until: date | None = None
    exceptions: tuple[DatedException, ...] = ()

    def save_as(self) -> Meeting:
        return factories.unsaved(
            self.id,
            tzid=self.tzid,
            weekday=self.weekday,
            start=f"{self.start:%H:%M}",
            duration_minutes=self.minutes,
            exdates=list(self.exdates),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            state="paused" if self.paused_until else "active",
            state_until=self.paused_until,
            exceptions=[each.as_json() for each in self.exceptions],
        )


def happenings(told: Told, days: list[date]) -> Iterator[tuple[datetime, datetime]]:
    """Every one of these days, by the clock on the wall. ZoneInfo takes the offset before a gap, the first of two."""
    zone = ZoneInfo(told.tzid)
    replaced = {each.recurrence_id for each in told.exceptions}
    starts = [
        (datetime.combine(day, told.start), told.minutes)
        for day in days
        if day.isoweekday() % 7 == told.weekday and is_held(told, day) and day not in replaced
    ]
    for each in told.exceptions:
        if each.kind is not ExceptionKind.CANCELLED:
            local = each.starts_at or datetime.combine(each.day, told.start)
            starts.append((local, each.duration_minutes or told.minutes))
    for local, minutes in starts:
        begins = local.replace(tzinfo=zone).astimezone(utc("2026-01-01").tzinfo)
        yield begins, begins + timedelta(minutes=minutes)


def is_held(told: Told, day: date) -> bool:
    in_force = (told.valid_from or day) <= day <= (told.valid_until or day)
    return in_force and day not in told.exdates and (told.paused_until is None or day > told.paused_until)


def around(tzid: str, change: datetime) -> list[Told]:
    """Meetings of every start and length on the days about a clock change, and some that are different that day."""
    local = change.astimezone(ZoneInfo(tzid)).date()
    days = [local + timedelta(days=shift) for shift in (-1, 0, 1)]
    plain = [(day, start, minutes) for day in days for start in STARTS for minutes in DURATIONS]
    told = [plainly(number, tzid, *each) for number, each in enumerate(plain[::3], 1)]
    return told + [
        plainly(len(told) + number, tzid, day, "02:30", 90, **more)
        for number, (day, more) in enumerate(((day, more) for day in days for more in special(day)), 1)
    ]


def special(day: date) -> list[dict[str, Any]]:
    later = datetime.combine(day, time(4, 30))
    return [
        {"exdates": (day,)},
        {"valid_from": day},
        {"valid_from": day + timedelta(days=1)},
        {"valid_until": day},
        {"paused_until": day},
        {"paused_until": day - timedelta(days=1)},
        {"exceptions": (DatedException(ExceptionKind.CANCELLED, day),)},
        {"exceptions": (DatedException(ExceptionKind.RESCHEDULED, day, later),)},
        {"exceptions": (DatedException(ExceptionKind.MOVED, day, place=PlaceFacts(lat=1.0, lon=2.0)),)},
        {"exceptions": (DatedException(ExceptionKind.EXTRA, starts_at=later, duration_minutes=30),)},
    ]


def plainly(number: int, tzid: str, day: date, start: str, minutes: int, **more: Any) -> Told:
    return Told(number, tzid, day.isoweekday() % 7, time.fromisoformat(start), minutes, **more)


def found(now: datetime, **asked: Any) -> list[int]:
    page, ids = find_meetings(parse_criteria({"limit": 100} | asked), now=now), []
    while True:
        ids += [hit.id for hit, _ in page.hits]
        if page.next is None:
            return ids
        page = find_meetings(parse_criteria({"cursor": page.next, "limit": 100}), now=now)


@pytest.mark.parametrize(("tzid", "change"), CHANGES)
def test_search_says_what_a_list_of_every_happening_says(tzid, change):
    at = utc(change)
    told = around(tzid, at)
    factories.save([each.save_as() for each in told], now=at - timedelta(days=3))
    days = [at.date() + timedelta(days=shift) for shift in range(-10, 11)]
    spans = {each.id: sorted(happenings(each, days)) for each in told}

    # Back and forth: what was worked out for one moment must not be shown at another.
    for step in (*range(-20, 21), *range(18, -20, -7)):
        now = at + step * STEP
        shown = documents_of(list(spans), now=now)
        # Of two at once the one that began first counts.
        on = {pk: begins for pk in shown for begins, ends in reversed(spans[pk]) if begins <= now < ends}
        soon = {pk: begins for pk in shown for begins, _ in reversed(spans[pk]) if now <= begins <= now + SOON}
        coming = {pk: next((span for span in spans[pk] if span[1] > now), None) for pk in shown}

        assert found(now, happening="now") == sorted(on, key=lambda pk: (on[pk], pk)), now
        assert found(now, starting_within_minutes=45) == sorted(soon, key=lambda pk: (soon[pk], pk)), now
        assert set(found(now, happening="now", starting_within_minutes=45)) == on.keys() | soon.keys(), now
        for pk, document in shown.items():
            next_one = json.loads(next_occurrence_json(document.when, now=now))
            assert (next_one and (utc(next_one["starts_at"]), utc(next_one["ends_at"]))) == coming[pk], (pk, now)


def test_what_is_moved_today_is_near_where_it_happens():
    day = date(2026, 11, 22)  # a Sunday
    moved = DatedException(ExceptionKind.MOVED, day, place=PlaceFacts(lat=41.5, lon=-74.0))
    factories.save(
        [factories.unsaved(1, at=(40.7, -74.0), weekday=0, start="12:00", exceptions=[moved.as_json()])],
        now=utc("2026-11-20T12:00"),
    )
    now = utc("2026-11-22T17:30")

    there = find_meetings(parse_criteria({"near": "41.5,-74.0", "radius_km": 5, "happening": "now"}), now=now)
    here = find_meetings(parse_criteria({"near": "40.7,-74.0", "radius_km": 5, "happening": "now"}), now=now)

    assert [(hit.id, hit.angle) for hit, _ in there.hits] == [(1, 0)]
    assert here.hits == []


def test_a_meeting_that_is_online_today_is_near_nowhere_and_on_everywhere():
    online = DatedException(ExceptionKind.ONLINE, date(2026, 11, 22))
    factories.save(
        [factories.unsaved(1, at=(40.7, -74.0), weekday=0, start="12:00", exceptions=[online.as_json()])],
        now=utc("2026-11-20T12:00"),
    )
    now = utc("2026-11-22T17:30")

    assert found(now, near="40.7,-74.0", happening="now") == []
    assert found(now, happening="now") == [1]


def test_where_no_occurrences_are_kept_any_more_the_instant_decides():
    factories.save(
        [factories.unsaved(1, weekday=2, start="19:30", rrule="FREQ=MONTHLY;BYDAY=2TU")], now=utc("2026-08-01T12:00")
    )

    assert found(utc("2026-11-11T00:45"), happening="now") == [1]  # Tuesday the 10th, 19:45
    assert found(utc("2026-11-10T23:45"), starting_within_minutes=60) == [1]
    assert found(utc("2026-11-18T00:45"), happening="now") == []
