"""When an alert must be acknowledged, and when somebody reads next, in the site's own hours.

How soon each level has to be, and where that comes from, stands in data/levels.json.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from backend.care_team.levels import ByTheClock, InWorkingTime, NextWorkingDay, rules_of
from backend.instruments.levels import Level
from backend.recurrence import parse_zone, to_instant

# How far ahead working time is looked for: no site is closed for longer.
HORIZON = timedelta(days=14)
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Opening:
    """One stretch of a working day, in local time; closing at 00:00 means the end of that day."""

    iso_weekday: int  # Monday is 1
    opens: time
    closes: time


@dataclass(frozen=True)
class Hours:
    """A site's week and the dates on which it stays closed."""

    tzid: str
    openings: tuple[Opening, ...]
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Span:
    """A stretch of working time as instants, never empty."""

    start: datetime
    end: datetime


def due_at(level: Level, opened_at: datetime, hours: Hours) -> datetime:
    """Return when an alert opened at this instant must be acknowledged. L0 opens none."""
    match rules_of(level).deadline:
        case ByTheClock(within):
            return opened_at + within
        case InWorkingTime(within, limit):
            worked_at = after_working_time(within, opened_at, hours) or opened_at + HORIZON
            return min(worked_at, opened_at + limit)
        case NextWorkingDay(limit):
            return min(_end_of_next_working_day(opened_at, hours), opened_at + limit)


def next_page_at(level: Level, *, stage: int, due_at: datetime, now: datetime) -> datetime | None:
    """Return when an alert that nobody acknowledges goes on from this stage, on which it is now; None: it does not."""
    rules = rules_of(level)
    if stage < len(rules.stages):
        return due_at + rules.stages[stage].after_due
    return now + rules.then.every if rules.then else None


def after_working_time(working_time: timedelta, at: datetime, hours: Hours) -> datetime | None:
    """Return when the site will have worked so long since then; None when two weeks hold less."""
    left = working_time
    for span in _spans(at, hours):
        if span.end - span.start >= left:
            return span.start + left
        left -= span.end - span.start
    return None


def next_opening(at: datetime, hours: Hours) -> datetime | None:
    """Return when the site next has working time, `at` itself if it is open; None when two weeks hold none."""
    return next((span.start for span in _spans(at, hours)), None)


def is_same_day(one: datetime, other: datetime, hours: Hours) -> bool:
    """Whether both instants fall on one date of the site."""
    return _local_date(one, hours) == _local_date(other, hours)


def _end_of_next_working_day(opened_at: datetime, hours: Hours) -> datetime:
    first = _local_date(opened_at, hours) + timedelta(days=1)
    for number in range(HORIZON.days):
        spans = _day_spans(first + timedelta(days=number), hours)
        if spans:
            return max(span.end for span in spans)
    return opened_at + HORIZON


def _spans(at: datetime, hours: Hours) -> Iterator[Span]:
    """Working time from `at` on, in order, over the next two weeks; no moment twice."""
    first = _local_date(at, hours)
    done_until = at
    for number in range(HORIZON.days + 1):
        for span in _day_spans(first + timedelta(days=number), hours):
            if span.end > done_until:
                yield Span(max(span.start, done_until), span.end)
                done_until = span.end


def _day_spans(day: date, hours: Hours) -> list[Span]:
    if day in hours.holidays:
        return []
    zone = parse_zone(hours.tzid)
    openings = sorted(
        (o for o in hours.openings if o.iso_weekday == day.isoweekday()), key=lambda o: (o.opens, o.closes)
    )
    spans = [
        Span(to_instant(datetime.combine(day, o.opens), zone), to_instant(_closing(day, o.closes), zone))
        for o in openings
    ]
    # A stretch that daylight saving swallows whole is no working time, nor is a date that a zone has left out: there
    # was no 30 December 2011 in Apia.
    return [span for span in spans if span.start < span.end and _local_date(span.start, hours) == day]


def _closing(day: date, closes: time) -> datetime:
    return datetime.combine(day + timedelta(days=1) if closes == MIDNIGHT else day, closes)


def _local_date(at: datetime, hours: Hours) -> date:
    return at.astimezone(parse_zone(hours.tzid)).date()
