"""A meeting's rule as a calendar program expands it: from a date that happens, to an end, without what is excluded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from backend.recurrence import Recurrence, next_occurrence, parse_zone, to_instant, without_count
from backend.recurrence.rule import parse_rule
from backend.recurrence.wall_times import period_of, wall_times
from meetings.dates.occurrences import Span, Timing, happenings

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Series:
    """`first` is wall time in the zone, or UTC where a rule counts hours; `rrule` is empty where it happens once.

    `until` (UTC) is the last instant; None where the rule has no end.
    """

    first: datetime
    rrule: str
    until: datetime | None
    excluded: tuple[datetime, ...]
    # What is different, by the time it takes the place of.
    replaced: tuple[tuple[datetime, Span], ...]


def series_of(timing: Timing, *, since: date) -> Series | None:
    """Return the regular happenings from `since` on; None where there are none, as while it pauses without end."""
    if timing.pauses and timing.state_until is None:
        return None
    if timing.rrule:
        timing = replace(timing, rrule=without_count(timing.rrule, timing.dtstart))
    first, until = _first(timing, since), _until(timing)
    if first is None or (until is not None and _instant(first, timing) > until):
        return None
    replaced, excluded = _differences(timing, first)
    return Series(first, _without_end(timing.rrule), until, excluded, replaced)


def standing_alone(timing: Timing, series: Series | None) -> list[Span]:
    """Return what is not part of the series: extra happenings, and those elsewhere while the place is closed."""
    within = {id(span.exception) for _, span in series.replaced} if series else set[int]()
    return [span for span in exceptional(timing) if id(span.exception) not in within]


def exceptional(timing: Timing) -> list[Span]:
    """Return the happenings that are different from the regular ones, in order."""
    found = []
    for exception in timing.exceptions:
        local = exception.starts_at or datetime.combine(exception.day, timing.dtstart.time())
        starts_at = to_instant(local, parse_zone(timing.tzid))
        alone = replace(timing, exceptions=(exception,))
        coming = _until_start(happenings(alone, after=starts_at), starts_at)
        found += [span for span in coming if span.exception is not None]
    return sorted(found, key=lambda span: span.starts_at)


def _until_start(spans: Iterable[Span], at: datetime) -> Iterator[Span]:
    return takewhile(lambda span: span.starts_at <= at, spans)


def _differences(timing: Timing, first: datetime) -> tuple[tuple[tuple[datetime, Span], ...], tuple[datetime, ...]]:
    """Return what takes the place of times of the series, and which of them do not happen."""
    spans = {span.exception.day: span for span in exceptional(timing) if span.exception and not _is_extra(span)}
    replaced, excluded = {}, {datetime.combine(day, timing.dtstart.time()) for day in timing.exdates}
    for day in {each.day for each in timing.exceptions if each.recurrence_id is not None}:
        times = list(_times_on(timing, day, first))
        # A rule may have several times a day: what is different takes the place of the first.
        if day in spans and times:
            replaced[times.pop(0)] = spans[day]
        excluded.update(times)
    start = _instant(first, timing)
    kept = [wall for wall in excluded if _instant(wall, timing) >= start]
    return tuple(sorted(replaced.items(), key=_wall)), tuple(sorted(kept))


def _first(timing: Timing, since: date) -> datetime | None:
    """Return the first time of the rule, whether excluded or not: counting begins there."""
    floor = datetime.combine(max(_first_day(timing), since), time())
    if not timing.rrule:
        return timing.dtstart if timing.dtstart >= datetime.combine(_first_day(timing), time()) else None
    rule = parse_rule(timing.rrule)
    if rule.counts_elapsed_hours:
        return _first_by_the_hour(timing, floor)
    return next(wall_times(rule, timing.dtstart, floor=max(floor, timing.dtstart)), None)


def _first_by_the_hour(timing: Timing, floor: datetime) -> datetime | None:
    zone = parse_zone(timing.tzid)
    found = next_occurrence(Recurrence(timing.dtstart, timing.rrule), zone, after=to_instant(floor, zone) - SECOND)
    return found.at if found else None


def _first_day(timing: Timing) -> date:
    resumes_on = timing.state_until + DAY if timing.pauses and timing.state_until else None
    return max((day for day in (timing.valid_from, resumes_on) if day is not None), default=date.min)


def _until(timing: Timing) -> datetime | None:
    zone = parse_zone(timing.tzid)
    ends = [_end_of_rule(timing)]
    if timing.valid_until is not None:
        ends.append(to_instant(datetime.combine(timing.valid_until + DAY, time()), zone) - SECOND)
    return min((end for end in ends if end is not None), default=None)


def _end_of_rule(timing: Timing) -> datetime | None:
    """Return the instant of UNTIL, or of the last of COUNT: programs would count from another first date."""
    rule, zone = parse_rule(timing.rrule) if timing.rrule else None, parse_zone(timing.tzid)
    if rule is None:
        return None
    if rule.until is not None:
        return rule.until if rule.until.tzinfo else to_instant(rule.until, zone)
    # What still has a COUNT counts elapsed hours.
    return to_instant(timing.dtstart, zone) + (rule.count - 1) * period_of(rule) if rule.count is not None else None


def _without_end(rrule: str) -> str:
    parts = [part for part in rrule.upper().split(";") if part]
    return ";".join(part for part in parts if not part.startswith(("UNTIL=", "COUNT=")))


def _times_on(timing: Timing, day: date, first: datetime) -> Iterator[datetime]:
    """Yield the times of the rule on a day of the series."""
    if not timing.rrule:
        return iter([timing.dtstart] if timing.dtstart.date() == day else [])
    rule = parse_rule(timing.rrule)
    if rule.counts_elapsed_hours:
        return iter(())
    floor = max(datetime.combine(day, time()), first)
    return takewhile(lambda wall: wall.date() == day, wall_times(rule, timing.dtstart, floor=floor))


def _instant(first: datetime, timing: Timing) -> datetime:
    return first if first.tzinfo else to_instant(first, parse_zone(timing.tzid))


def _is_extra(span: Span) -> bool:
    return span.exception is not None and span.exception.recurrence_id is None


def _wall(item: tuple[datetime, Span]) -> datetime:
    return item[0]
