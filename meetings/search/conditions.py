"""The filters of a search as SQL. Table `m` is the meeting; values travel as parameters only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.occurrences import WEEK_MINUTES, WIDEST_SHIFT_MINUTES, local_minute_of_week
from meetings.search.criteria import Criteria
from meetings.search.geometry import Box, Point

# By hand, because a search has a budget of about a millisecond and building it by the ORM takes half of that.
ANGLE = """round(2e9 * asin(least(1.0::float8, sqrt(
    power(sin(radians(m.lat - %s) / 2), 2)
    + cos(radians(m.lat)) * cos(radians(%s)) * power(sin(radians(m.lon - %s) / 2), 2)))))::bigint"""

IS_VISIBLE = """m.is_published AND (m.visible_from IS NULL OR m.visible_from <= %s)
    AND (m.visible_until IS NULL OR m.visible_until > %s)"""

# An array, because a list of unknown length keeps PostgreSQL from the index.
IN_BODY = """m.service_body_id = ANY(ARRAY(
    WITH RECURSIVE below(id) AS (
        SELECT %s::bigint
        UNION SELECT child.id FROM meetings_servicebody child JOIN below ON child.parent_id = below.id)
    SELECT id FROM below))"""

HAS_FORMAT = """EXISTS (SELECT 1 FROM meetings_meetingformat link
    WHERE link.meeting_id = m.id AND link.format_id {})"""
BY_KEY = "IN (SELECT words.format_id FROM meetings_formattranslation words WHERE words.key = %s)"

# The reserved formats are never linked: venue type and state say it.
RESERVED = {
    "VM": "m.venue_type = 'virtual'",
    "HY": "m.venue_type = 'hybrid'",
    "TC": "m.state = 'place_closed'",
    "54": "m.venue_type = 'virtual'",
    "56": "m.venue_type = 'hybrid'",
    "55": "m.state = 'place_closed'",
}


@dataclass(frozen=True)
class Condition:
    sql: str
    parameters: tuple[Any, ...] = ()


def all_of(conditions: Iterable[Condition]) -> Condition:
    return _joined(" AND ", list(conditions))


def visible(now: datetime) -> Condition:
    return Condition(IS_VISIBLE, (now, now))


def filters(criteria: Criteria) -> Iterator[Condition]:
    """Everything but distance and now."""
    if criteria.words:
        # Written as the index on it is.
        sql = "to_tsvector('simple'::regconfig, COALESCE(m.search_text, '')) @@ to_tsquery('simple', %s)"
        yield Condition(sql, (criteria.words,))
    if criteria.weekdays:
        yield Condition("m.weekday = ANY(%s)", (list(criteria.weekdays),))
    yield from _start_times(criteria)
    if criteria.venue_types:
        yield Condition("m.venue_type = ANY(%s)", (list(criteria.venue_types),))
    yield from (_has_format(name) for name in criteria.formats)
    if criteria.languages:
        yield Condition("m.languages && %s::varchar[]", (list(criteria.languages),))
    if criteria.service_body is not None:
        yield Condition(IN_BODY, (criteria.service_body,))


def angle_from(centre: Point) -> Condition:
    """An expression: billionths of a radian, as geometry.central_angle counts them."""
    return Condition(ANGLE, (centre.lat, centre.lat, centre.lon))


def inside(boxes: Iterable[Box]) -> Condition:
    sql = "(m.lat BETWEEN %s AND %s AND m.lon BETWEEN %s AND %s)"
    return _joined(" OR ", [Condition(sql, (box.south, box.north, box.west, box.east)) for box in boxes])


def maybe_now(criteria: Criteria, zones: Iterable[str], now: datetime) -> Condition:
    """Hold for all meetings that can be on or soon to start; clock changes make it hold for a few more."""
    windows = [Condition("m.dated_until IS NOT NULL")]
    for minute, tzids in _by_local_minute(zones, now).items():
        windows.append(_window(criteria, minute, tzids))
    return _joined(" OR ", windows)


def _start_times(criteria: Criteria) -> Iterator[Condition]:
    earliest, latest = criteria.starts_after, criteria.starts_before
    if earliest and latest and latest < earliest:
        yield Condition("(m.start_time >= %s OR m.start_time < %s)", (earliest, latest))
        return
    if earliest:
        yield Condition("m.start_time >= %s", (earliest,))
    if latest is not None:
        yield Condition("m.start_time < %s", (latest,))


def _has_format(name: str) -> Condition:
    if name in RESERVED:
        return Condition(RESERVED[name])
    if name.isascii() and name.isdigit():
        return Condition(HAS_FORMAT.format("= %s"), (int(name),))
    return Condition(HAS_FORMAT.format(BY_KEY), (name,))


def _by_local_minute(zones: Iterable[str], now: datetime) -> dict[int, list[str]]:
    """Group zones whose clocks show the same: seventy zones share fewer than thirty."""
    groups: dict[int, list[str]] = {}
    for tzid in zones:
        groups.setdefault(local_minute_of_week(tzid, now), []).append(tzid)
    return groups


def _window(criteria: Criteria, minute: int, tzids: list[str]) -> Condition:
    """`minute` is the local minute of the week in these zones."""
    kinds = []
    if criteria.happening_now:
        kinds.append(_on_now(minute))
    if criteria.starting_within_minutes is not None:
        kinds.append(_soon(minute, criteria.starting_within_minutes))
    return all_of([Condition("m.tzid = ANY(%s)", (tzids,)), _joined(" OR ", kinds)])


def _on_now(minute: int) -> Condition:
    # The longest meeting takes a day: that much of the index is read, then the duration decides.
    not_over = Condition(
        "(%s - m.week_minute) %% %s < m.duration_minutes + %s",
        (minute + WEEK_MINUTES + WIDEST_SHIFT_MINUTES, WEEK_MINUTES, 2 * WIDEST_SHIFT_MINUTES),
    )
    return all_of([_starts_between(minute - 1440 - WIDEST_SHIFT_MINUTES, minute + WIDEST_SHIFT_MINUTES), not_over])


def _soon(minute: int, within: int) -> Condition:
    return _starts_between(minute - WIDEST_SHIFT_MINUTES, minute + within + WIDEST_SHIFT_MINUTES)


def _starts_between(first: int, last: int) -> Condition:
    """Both included; outside 0 to 10,079 they mean the week before or after."""
    weeks = [(first + shift, last + shift) for shift in (-WEEK_MINUTES, 0, WEEK_MINUTES)]
    return _joined(" OR ", [Condition("m.week_minute BETWEEN %s AND %s", each) for each in weeks if each[1] >= 0])


def _joined(word: str, conditions: list[Condition]) -> Condition:
    sql = word.join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, tuple(value for condition in conditions for value in condition.parameters))
