"""What a calendar program reads is when the meeting is: the same instants as `happenings`, on both sides of DST."""

from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.recurrence import check
from backend.recurrence.occurrences import Recurrence
from meetings.calendar.calendars import Shown, Style, render
from meetings.dates.dated import DatedException, ExceptionKind, in_order
from meetings.dates.occurrences import WEEK_ZERO, Timing, happenings
from meetings.venues import OnlineFacts, PlaceFacts
from tests.meetings.calendar.reading import starts_in
from tests.times import utc

SINCE, UNTIL = utc("2026-02-15T00:00"), utc("2027-04-20T00:00")
ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Australia/Sydney",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "UTC",
]
STYLE = Style("Lights", "https://handrail.example", is_discreet=False)


def ics_of(timing: Timing, style: Style = STYLE, **content: Any) -> bytes:
    plain = {
        "id": 1,
        "slug": "lights-1",
        "name": "Lights",
        "updated_at": "2026-11-01T12:00:00Z",
        "place": None,
        "online": None,
        "state": timing.state,
        "formats": [],
        "notes": "",
    }
    return render([Shown(plain | content, timing)], style)


def instants(timing: Timing) -> list[datetime]:
    spans = takewhile(lambda span: span.starts_at < UNTIL, happenings(timing, after=SINCE))
    return sorted(span.starts_at for span in spans if span.starts_at >= SINCE)


def read(timing: Timing) -> list[datetime]:
    return starts_in(ics_of(timing), since=SINCE, until=UNTIL)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", ["19:30", "02:30", "23:59"])
@pytest.mark.parametrize(
    ("first", "rrule"),
    [
        (WEEK_ZERO, "FREQ=WEEKLY;BYDAY=SU"),
        (date(2025, 1, 5), "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        (date(2025, 1, 5), "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,WE"),
        (date(2024, 1, 1), "FREQ=MONTHLY;BYDAY=2SU"),
        (date(2024, 1, 1), "FREQ=MONTHLY;BYDAY=-1SU"),
        (date(2024, 1, 1), "FREQ=MONTHLY;BYMONTHDAY=31"),
        (date(2026, 3, 8), ""),
        (date(2026, 3, 1), "FREQ=WEEKLY;BYDAY=SU;COUNT=10"),
        (date(2023, 1, 1), "FREQ=WEEKLY;BYDAY=SU;COUNT=190"),
        (date(1975, 1, 5), "FREQ=MONTHLY;BYDAY=1SU;COUNT=700"),
        (date(2026, 3, 1), "FREQ=DAILY;UNTIL=20260401"),
        (date(2026, 3, 1), "FREQ=DAILY;UNTIL=20260401T063000Z"),
        (date(2026, 3, 1), "FREQ=DAILY;BYHOUR=9,18"),
    ],
)
def test_a_rule_is_read_as_it_is_meant(zone, start, first, rrule):
    timing = Timing(zone, datetime.combine(first, time.fromisoformat(start)), 60, rrule)

    assert read(timing) == instants(timing)


def exceptions_on(day: date) -> dict[str, DatedException]:
    at = datetime.combine(day + timedelta(days=1), time(10))
    return {
        "cancelled": DatedException(ExceptionKind.CANCELLED, day, reason="Holiday"),
        "moved": DatedException(ExceptionKind.MOVED, day, place=PlaceFacts(name="Other Hall"), reason="Painting"),
        "rescheduled": DatedException(ExceptionKind.RESCHEDULED, day, starts_at=at, duration_minutes=30),
        "online": DatedException(ExceptionKind.ONLINE, day, online=OnlineFacts(url="https://meet.example/x")),
        "extra": DatedException(ExceptionKind.EXTRA, starts_at=at, reason="Anniversary"),
    }


@pytest.mark.parametrize("kind", list(ExceptionKind))
@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Sydney"])
@pytest.mark.parametrize("rrule", ["FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;BYDAY=2SU", "FREQ=DAILY;BYHOUR=9,18"])
def test_an_exception_is_read_as_it_is_meant(kind, zone, rrule):
    # The night in which clocks change in New York.
    exception = exceptions_on(date(2026, 3, 8))[kind]
    timing = Timing(zone, datetime.fromisoformat("2026-01-04T02:30"), 60, rrule, exceptions=(exception,))

    assert read(timing) == instants(timing)


days = st.dates(date(2026, 2, 1), date(2027, 4, 1))
sundays = st.integers(0, 60).map(lambda week: date(2026, 2, 15) + timedelta(weeks=week))
kinds = st.sampled_from([kind.value for kind in ExceptionKind])


@st.composite
def timings(draw: Any) -> Timing:
    rrule = draw(
        st.sampled_from(
            [
                "FREQ=WEEKLY;BYDAY=SU",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
                "FREQ=MONTHLY;BYDAY=2SU",
                "FREQ=MONTHLY;BYDAY=SU;BYSETPOS=-1",
                "FREQ=WEEKLY;BYDAY=SU;COUNT=40",
                "FREQ=DAILY;INTERVAL=3;UNTIL=20270101",
                "",
            ]
        )
    )
    start = draw(st.sampled_from([time(19, 30), time(2, 30), time(0), time(23, 59)]))
    first = draw(st.sampled_from([date(2025, 1, 5), date(2026, 3, 8), date(2026, 10, 25)]))
    told = {day: exceptions_on(day)[kind] for day, kind in draw(st.dictionaries(sundays, kinds, max_size=5)).items()}
    valid_from, valid_until = draw(st.none() | days), draw(st.none() | days)
    if valid_from and valid_until and valid_until < valid_from:
        valid_from, valid_until = valid_until, valid_from
    return Timing(
        draw(st.sampled_from(ZONES)),
        datetime.combine(first, start),
        90,
        rrule,
        tuple(draw(st.lists(sundays, max_size=3, unique=True))),
        valid_from,
        valid_until,
        draw(st.sampled_from(["active", "active", "paused", "place_closed"])),
        draw(st.none() | days),
        draw(st.booleans()),
        in_order(told.values()),
    )


@settings(max_examples=200, deadline=None)
@given(timing=timings())
def test_any_meeting_is_read_as_it_is_meant(timing):
    assert read(timing) == instants(timing)


def test_a_rule_that_counts_hours_keeps_counting_them_over_a_change_of_clocks():
    recurrence = Recurrence(datetime.fromisoformat("2026-02-01T19:30"), "FREQ=HOURLY;INTERVAL=100;COUNT=60")
    check(recurrence)
    timing = Timing("Europe/Berlin", recurrence.dtstart, 60, recurrence.rrule or "")

    assert read(timing) == instants(timing)
