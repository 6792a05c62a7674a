"""Happenings with what is different about some of them, against a calendar that is walked day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from meetings.dates.dated import DatedException, ExceptionKind, in_order
from meetings.dates.occurrences import Span, Timing, current_or_next, falls_on, happenings, is_on, weekly_rule
from meetings.venues import OnlineFacts, PlaceFacts
from tests.rules.test_recurrence_cost import steps_of
from tests.times import utc

local = datetime.fromisoformat
PIER = PlaceFacts(street="1 Pier")
LINK = OnlineFacts(url="https://meet.example/lights")
# Clocks are changed on one of these days: New York, Berlin, Sydney, Cairo (at midnight), Nuuk (23:00 to 24:00), Troll.
CHANGES = [
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 4, 24),
    date(2026, 3, 28),
]
ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Australia/Sydney",
    "Africa/Cairo",
    "America/Nuuk",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Honolulu",
]
STARTS = [time(0, 0), time(0, 30), time(2, 30), time(12, 0), time(19, 30), time(23, 30)]
RULES = {
    "": lambda day, first: day == first,
    "FREQ=DAILY": lambda _day, _first: True,
    "FREQ=WEEKLY;INTERVAL=2": lambda day, first: (day - first).days % 14 == 0,
    "weekly": lambda day, first: (day - first).days % 7 == 0,
    "FREQ=MONTHLY;BYMONTHDAY=1,5,25,28,29": lambda day, _first: day.day in {1, 5, 25, 28, 29},
}


@st.composite
def timings(draw):
    """A meeting around a change of clocks, with exceptions to happenings it has, and to some it has not."""
    change = draw(st.sampled_from(CHANGES))
    near = st.integers(-12, 12).map(lambda days: change + timedelta(days=days))
    first = draw(near)
    rule = draw(st.sampled_from(list(RULES)))
    state = draw(st.sampled_from(["active", "active", "paused", "place_closed"]))
    exceptions = draw(st.lists(exceptions_on(near), max_size=5, unique_by=lambda each: each.happening))
    return rule, Timing(
        tzid=draw(st.sampled_from(ZONES)),
        dtstart=datetime.combine(first, draw(st.sampled_from(STARTS))),
        duration_minutes=draw(st.sampled_from([1, 60, 90, 1440])),
        rrule=weekly_rule(first.isoweekday() % 7) if rule == "weekly" else rule,
        exdates=tuple(draw(st.lists(near, max_size=2))),
        valid_from=draw(st.none() | near),
        valid_until=draw(st.none() | near),
        state=state,
        state_until=draw(st.none() | near),
        has_online=draw(st.booleans()),
        exceptions=in_order(exceptions),
    )


@st.composite
def exceptions_on(draw, days):
    kind = draw(st.sampled_from(list(ExceptionKind)))
    at = datetime.combine(draw(days), draw(st.sampled_from(STARTS)))
    has_time = kind in {ExceptionKind.RESCHEDULED, ExceptionKind.EXTRA}
    return DatedException(
        kind=kind,
        recurrence_id=None if kind is ExceptionKind.EXTRA else draw(days),
        starts_at=at if has_time else None,
        duration_minutes=draw(st.sampled_from([None, 15])),
        place=PIER if kind is ExceptionKind.MOVED else None,
        online=LINK if kind is ExceptionKind.ONLINE else None,
    )


def walked(rule: str, timing: Timing, *, after: datetime) -> list[Span]:
    """What a person with a calendar would write down, day by day."""
    first = timing.dtstart.date()
    said = {each.recurrence_id: each for each in timing.exceptions}
    spans = [
        at(timing, each) for each in timing.exceptions if each.kind is ExceptionKind.EXTRA and counts(timing, each)
    ]
    for day in (first + timedelta(days=number) for number in range(40)):
        if not RULES[rule](day, first) or day in timing.exdates:
            continue
        told = said.get(day)
        if told is None and is_open(timing, day, elsewhere=False):
            spans.append(at(timing, DatedException(ExceptionKind.MOVED, day), regular=True))
        if told is not None and told.kind is not ExceptionKind.CANCELLED and counts(timing, told):
            spans.append(at(timing, told))
    return sorted((span for span in spans if span.ends_at > after), key=order)


def counts(timing: Timing, exception: DatedException) -> bool:
    return is_open(timing, exception.day, elsewhere=bool(exception.place or exception.online))


def is_open(timing: Timing, day: date, *, elsewhere: bool) -> bool:
    if (timing.valid_from and day < timing.valid_from) or (timing.valid_until and day > timing.valid_until):
        return False
    is_stopped = timing.state == "paused"
    if timing.state == "place_closed":
        is_stopped = not timing.has_online and not elsewhere
    return not is_stopped or (timing.state_until is not None and day > timing.state_until)


def at(timing: Timing, exception: DatedException, *, regular: bool = False) -> Span:
    local = exception.starts_at or datetime.combine(exception.day, timing.dtstart.time())
    starts_at = local.replace(tzinfo=ZoneInfo(timing.tzid)).astimezone(UTC)
    minutes = exception.duration_minutes or timing.duration_minutes
    return Span(starts_at, starts_at + timedelta(minutes=minutes), None if regular else exception)


def order(span: Span) -> tuple[datetime, str]:
    return span.starts_at, str(span.exception)


@settings(max_examples=500)
@given(made=timings(), shift=st.integers(-20, 20), minute=st.integers(0, 1439))
def test_happenings_are_what_a_calendar_shows_day_by_day(made, shift, minute):
    rule, timing = made
    after = datetime.combine(timing.dtstart.date(), time(), tzinfo=UTC) + timedelta(days=shift, minutes=minute)
    note(timing)
    # Beyond it the calendar above has no pages.
    end = datetime.combine(timing.dtstart.date() + timedelta(days=38), time(), tzinfo=UTC)

    found = list(takewhile(lambda span: span.starts_at < end, happenings(timing, after=after)))

    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
    assert sorted(found, key=order) == [span for span in walked(rule, timing, after=after) if span.starts_at < end]
    assert is_on(timing, now=after) == any(span.starts_at <= after for span in found)


@given(made=timings(), shift=st.integers(0, 30))
def test_a_rule_falls_on_the_days_that_a_calendar_shows(made, shift):
    rule, timing = made
    first = timing.dtstart.date()
    day = first + timedelta(days=shift)

    assert falls_on(timing, day) == (RULES[rule](day, first) and day not in timing.exdates)


def weekly(**changes) -> Timing:
    """Tuesdays at 19:30 in New York."""
    plain = Timing("America/New_York", local("2026-01-06T19:30"), 90, rrule=weekly_rule(2))
    return replace(plain, **changes)


MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
MONDAY_NOON = utc("2026-11-23T17:00")


@pytest.mark.parametrize(
    ("exception", "starts_at", "ends_at", "is_told"),
    [
        (DatedException(ExceptionKind.CANCELLED, TUESDAY), "2026-12-02T00:30", "2026-12-02T02:00", False),
        (DatedException(ExceptionKind.MOVED, TUESDAY, place=PIER), "2026-11-25T00:30", "2026-11-25T02:00", True),
        (DatedException(ExceptionKind.ONLINE, TUESDAY, online=LINK), "2026-11-25T00:30", "2026-11-25T02:00", True),
        (
            DatedException(ExceptionKind.RESCHEDULED, TUESDAY, local("2026-11-24T08:00"), 30),
            "2026-11-24T13:00",
            "2026-11-24T13:30",
            True,
        ),
        (
            DatedException(ExceptionKind.EXTRA, None, local("2026-11-23T20:00")),
            "2026-11-24T01:00",
            "2026-11-24T02:30",
            True,
        ),
        # What the rule does not have cannot be different.
        (DatedException(ExceptionKind.MOVED, MONDAY, place=PIER), "2026-11-25T00:30", "2026-11-25T02:00", False),
    ],
)
def test_the_next_one_is_the_one_that_takes_place(exception, starts_at, ends_at, is_told):
    span = current_or_next(weekly(exceptions=(exception,)), now=MONDAY_NOON)

    assert span is not None
    assert (span.starts_at, span.ends_at) == (utc(starts_at), utc(ends_at))
    assert (span.exception is exception) == is_told


def test_one_that_is_put_off_beyond_the_next_comes_after_it():
    later = DatedException(ExceptionKind.RESCHEDULED, TUESDAY, local("2026-12-03T19:30"))

    spans = happenings(weekly(exceptions=(later,)), after=MONDAY_NOON)

    assert [next(spans).starts_at for _ in range(3)] == [
        utc("2026-12-02T00:30"),
        utc("2026-12-04T00:30"),
        utc("2026-12-09T00:30"),
    ]


def test_a_closed_place_stops_only_what_happens_in_it():
    moved = DatedException(ExceptionKind.MOVED, TUESDAY, place=PIER)
    closed = weekly(state="place_closed", exceptions=(moved,))

    assert [span.exception for span in happenings(closed, after=MONDAY_NOON)] == [moved]
    assert list(happenings(replace(closed, state="paused"), after=MONDAY_NOON)) == []


def test_a_skipped_hour_at_the_end_of_a_day_belongs_to_that_day():
    saturday = date(2026, 3, 28)  # in Nuuk clocks go from 22:59 to 00:00
    timing = Timing("America/Nuuk", local("2026-03-07T23:30"), 60, rrule=weekly_rule(6))
    cancelled = DatedException(ExceptionKind.CANCELLED, saturday)

    skipped = replace(timing, exceptions=(cancelled,))

    assert falls_on(timing, saturday)
    assert [next(happenings(each, after=utc("2026-03-28T12:00"))).starts_at for each in (timing, skipped)] == [
        utc("2026-03-29T01:30"),
        utc("2026-04-05T00:30"),
    ]


@pytest.mark.parametrize("kind", list(ExceptionKind))
def test_an_exception_is_read_as_it_was_written(kind):
    place = replace(PIER, lat=40.7, lon=-74.0)
    written = DatedException(kind, TUESDAY, local("2026-11-25T18:00"), 45, place, LINK, "Painters")

    assert DatedException.from_json(written.as_json()) == written
    assert DatedException.from_json({"kind": kind.value}) == DatedException(kind)


def test_many_exceptions_of_a_rule_that_counts_cost_no_walk_each():
    first = date(2026, 11, 30)
    told = tuple(
        DatedException(ExceptionKind.MOVED, recurrence_id=first + timedelta(weeks=number), place=PIER)
        for number in range(200)
    )
    timing = Timing("Europe/Berlin", local("1970-01-05T19:00"), 60, "FREQ=WEEKLY;BYDAY=MO;COUNT=5000", exceptions=told)

    # Walked from 1970 for each of them, it would be three million.
    assert steps_of(lambda: current_or_next(timing, now=utc("2026-11-24T12:00"))) < 300_000
