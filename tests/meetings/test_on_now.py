"""happening=now and starting_within_minutes, all over the globe."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.dates.occurrences import is_on, starts_within
from meetings.models import Meeting
from meetings.search.criteria import parse_criteria
from meetings.search.find import documents_of, find_meetings
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db

ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Honolulu",
]


def on_now(now, **asked) -> list[int]:
    return [hit.id for hit, _ in find_meetings(parse_criteria({"happening": "now"} | asked), now=now).hits]


@pytest.mark.parametrize(
    ("now", "is_found"),
    [
        ("2026-11-22T04:29", False),
        ("2026-11-22T04:30", True),  # Saturday 23:30
        ("2026-11-22T05:30", True),  # Sunday 00:30
        ("2026-11-22T06:00", False),
    ],
)
def test_a_meeting_across_the_end_of_the_week(now, is_found):
    factories.meeting(1, weekday=6, start="23:30", duration_minutes=90)

    assert on_now(utc(now)) == ([1] if is_found else [])


@pytest.mark.parametrize(
    ("now", "is_found"),
    [
        ("2026-03-08T07:29", False),
        ("2026-03-08T07:30", True),  # 02:30 does not exist; it is 03:30 on the wall
        ("2026-03-08T08:30", False),
        ("2026-11-01T05:29", False),
        ("2026-11-01T06:29", True),  # 01:29 for the second time: it began at the first 01:30
    ],
)
def test_the_nights_when_clocks_change(now, is_found):
    factories.meeting(1, weekday=0, start="02:30" if now < "2026-06" else "01:30")

    assert on_now(utc(now)) == ([1] if is_found else [])


def test_soon_means_from_now_to_the_last_minute_asked_for():
    factories.meeting(1, weekday=0, start="12:00")
    factories.meeting(2, weekday=0, start="13:00")
    factories.meeting(3, weekday=0, start="13:01")
    factories.meeting(4, weekday=0, start="11:30")
    now = utc("2026-11-22T17:00")  # Sunday noon in New York

    soon = find_meetings(parse_criteria({"starting_within_minutes": 60}), now=now)

    assert [hit.id for hit, _ in soon.hits] == [1, 2]
    assert on_now(now) == [4, 1]
    assert on_now(now, starting_within_minutes=60) == [4, 1, 2]


def test_near_and_now_is_ordered_by_distance():
    factories.meeting(1, at=(41.0, -74.0), weekday=0, start="11:30")
    factories.meeting(2, at=(40.8, -74.0), weekday=0, start="12:00")
    factories.meeting(3, at=(40.7, -74.0), weekday=1, start="12:00")
    factories.meeting(4, at=(48.0, -74.0), weekday=0, start="12:00")
    now = utc("2026-11-22T17:00")

    assert on_now(now, near="40.7,-74.0") == [2, 1]
    assert on_now(now, near="40.7,-74.0", radius_km=20) == [2]
    assert on_now(now, near="40.7,-74.0", sort="time") == [1, 2]


def test_pages_of_what_is_on_keep_the_now_of_the_first():
    for number in range(1, 6):
        factories.meeting(number, weekday=0, start="12:00")
    first = find_meetings(parse_criteria({"happening": "now", "limit": 2}), now=utc("2026-11-22T17:30"))

    rest = find_meetings(parse_criteria({"cursor": first.next}), now=utc("2026-11-22T18:30"))

    assert [hit.id for hit, _ in (*first.hits, *rest.hits)] == [1, 2, 3, 4, 5]


def test_who_is_paused_or_has_no_place_to_meet_is_not_on():
    on = {"weekday": 0, "start": "12:00"}
    factories.meeting(1, **on, state="paused")
    factories.meeting(2, **on, at=(40.7, -74.0), state="place_closed")
    factories.meeting(3, **on, at=(40.7, -74.0), state="place_closed", online_phone="+1 555 0100")

    assert on_now(utc("2026-11-22T17:30")) == [3]


def test_a_monthly_meeting_is_on_in_its_week_only():
    factories.meeting(1, weekday=2, start="19:30", rrule="FREQ=MONTHLY;BYDAY=2TU")

    assert on_now(utc("2026-11-11T00:45")) == [1]  # Tuesday the 10th, 19:45
    assert on_now(utc("2026-11-18T00:45")) == []


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker):
    """420 meetings over zones, weekdays, hours and durations."""
    with django_db_blocker.unblock():
        meetings = [
            factories.unsaved(
                number,
                tzid=ZONES[number % len(ZONES)],
                weekday=number % 7,
                start=f"{number * 7 % 24:02}:{number * 13 % 60:02}",
                duration_minutes=(1, 45, 90, 719, 1440)[number % 5],
            )
            for number in range(1, 421)
        ]
        yield factories.save(meetings)
        Meeting.objects.all().delete()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    around=st.sampled_from(
        [
            utc("2026-03-08T07:00"),
            utc("2026-11-01T06:00"),
            utc("2026-03-29T01:00"),
            utc("2026-10-03T15:30"),
            utc("2026-11-22T00:00"),
        ]
    ),
    minutes=st.integers(-2_000, 2_000),
    soon=st.one_of(st.none(), st.integers(0, 1440)),
)
def test_on_now_and_soon_are_what_asking_every_meeting_gives(stored, around, minutes, soon):
    now = around + timedelta(minutes=minutes)
    asked = {"happening": "now", "limit": 100} | ({} if soon is None else {"starting_within_minutes": soon})

    found: list[int] = []
    timings = {pk: document.timing for pk, document in documents_of([m.pk for m in stored], now=now).items()}
    page = find_meetings(parse_criteria(asked), now=now)
    found += [hit.id for hit, _ in page.hits]
    while page.next:
        page = find_meetings(parse_criteria({"cursor": page.next, "limit": 100}), now=now)
        found += [hit.id for hit, _ in page.hits]

    assert len(found) == len(set(found))
    assert set(found) == {
        pk
        for pk, timing in timings.items()
        if is_on(timing, now=now) or (soon is not None and starts_within(timing, soon, now=now))
    }
