"""The filters of a search as SQL. Table `m` is the meeting, `o` one happening; values travel as parameters only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.search.criteria import Criteria
from meetings.search.geometry import Box, Point

# By hand, because a search has a budget of about a millisecond and building it by the ORM takes half of that.
ANGLE = """round(2e9 * asin(least(1.0::float8, sqrt(
    power(sin(radians({0}.lat - %s) / 2), 2)
    + cos(radians({0}.lat)) * cos(radians(%s)) * power(sin(radians({0}.lon - %s) / 2), 2)))))::bigint"""

IS_VISIBLE = """m.is_published AND (m.visible_from IS NULL OR m.visible_from <= %s)
    AND (m.visible_until IS NULL OR m.visible_until > %s)"""

# An array, because a list of unknown length keeps PostgreSQL from the index.
IN_BODY = """m.service_body_id = ANY(ARRAY(
    WITH RECURSIVE below(id) AS (
        SELECT %s::bigint
        UNION SELECT child.id FROM meetings_servicebody child JOIN below ON child.parent_id = below.id)
    SELECT id FROM below))"""

HAS_WORDS = "m.search_vector @@ to_tsquery('simple', %s)"

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


def any_of(conditions: Iterable[Condition]) -> Condition:
    return _joined(" OR ", list(conditions))


def visible(now: datetime) -> Condition:
    return Condition(IS_VISIBLE, (now, now))


def filters(criteria: Criteria) -> Iterator[Condition]:
    """Everything but distance, now and words."""
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


def has_words(query: str) -> Condition:
    return Condition(HAS_WORDS, (query,))


def has_words_but_not(query: str, other: str) -> Condition:
    return Condition(f"{HAS_WORDS} AND NOT {HAS_WORDS}", (query, other))


def among(ids: list[int]) -> Condition:
    return Condition("m.id = ANY(%s)", (ids,))


def angle_from(centre: Point, *, table: str = "m") -> Condition:
    """An expression: billionths of a radian, as geometry.central_angle counts them."""
    return Condition(ANGLE.format(table), (centre.lat, centre.lat, centre.lon))


def inside(boxes: Iterable[Box], *, table: str = "m") -> Condition:
    sql = f"({table}.lat BETWEEN %s AND %s AND {table}.lon BETWEEN %s AND %s)"
    return any_of(Condition(sql, (box.south, box.north, box.west, box.east)) for box in boxes)


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


def _joined(word: str, conditions: list[Condition]) -> Condition:
    sql = word.join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, tuple(value for condition in conditions for value in condition.parameters))
