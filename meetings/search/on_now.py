"""Finding what is on now or starts soon, near or anywhere, by distance or by start."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from meetings.dates.occurrences import Timing, current_or_next, is_on, starts_within
from meetings.search import happening
from meetings.search.conditions import Condition, all_of
from meetings.search.criteria import Criteria
from meetings.search.found import Hit
from meetings.search.geometry import angle_of
from meetings.search.happening import Moment
from meetings.search.reach import around, distance_of, later, reach_of, within
from meetings.search.rows import WHEN, rows_of, timing_of


def find_on_now(criteria: Criteria, wanted: Sequence[Condition], count: int, *, as_of: datetime) -> list[Hit]:
    """Order by distance or by start, then id; the start of the happening that fits."""
    moment = Moment.of(criteria, as_of)
    hits = [*_decided(criteria, wanted, count, moment), *_undecided(criteria, wanted, moment)]
    return sorted(hits, key=_order)[:count]


def _decided(criteria: Criteria, wanted: Sequence[Condition], count: int, moment: Moment) -> list[Hit]:
    """Those that the database can decide: all but a few whose table of occurrences is too short."""
    queries = [
        *_weekly(criteria, wanted, count, moment),
        happening.dated(moment, all_of(_near_by(criteria, wanted, "o")), distance_of(criteria, table="o")),
    ]
    key = "angle" if criteria.sort == "distance" else "key"
    union = " UNION ALL ".join(f"({query.sql})" for query in queries)
    where = all_of([Condition("TRUE"), *within(reach_of(criteria)), *later(criteria)])
    found = f"SELECT id, {key}, angle FROM ({union}) every (id, key, angle)"  # noqa: S608 - constants
    sql = f"""
        SELECT id, key, angle FROM ({found}) found (id, key, angle)
        WHERE {where.sql} ORDER BY key, id LIMIT %s"""  # noqa: S608 - constants
    parameters = [value for query in queries for value in query.parameters]
    return [Hit(*row) for row in rows_of(sql, [*parameters, *where.parameters, count])]


def _weekly(criteria: Criteria, wanted: Sequence[Condition], count: int, moment: Moment) -> Iterator[Condition]:
    by_time = criteria.sort == "time"
    where = _near_by(criteria, wanted, "m")
    after = criteria.after if by_time else None
    if after:
        where.append(Condition("(w.origin + 60 * m.week_minute, m.id) > (%s, %s)", (after.key, after.id)))
    return happening.weekly(
        moment,
        _zones_in_use(),
        all_of(where),
        distance_of(criteria),
        later_than=after.key if after else None,
        # A circle is cut out of its box afterwards: then no zone may stop early.
        limit=count if by_time and not criteria.near else None,
    )


def _undecided(criteria: Criteria, wanted: Sequence[Condition], moment: Moment) -> Iterator[Hit]:
    """Decide by the instant where the table of occurrences does not reach far enough, or not yet."""
    short = Condition("m.dated_until <= %s", (moment.latest,))
    where = all_of([short, *_near_by(criteria, wanted, "m")])
    angle = distance_of(criteria)
    sql = f"SELECT m.id, {angle.sql}, {WHEN} FROM meetings_meeting m WHERE {where.sql}"  # noqa: S608 - constants
    limit = reach_of(criteria)
    for identity, distance, when in rows_of(sql, [*angle.parameters, *where.parameters]):
        timing = timing_of(when)
        if (limit is None or distance <= angle_of(limit)) and _fits(criteria, timing, moment.at):
            span = current_or_next(timing, now=moment.at)
            starts = int(span.starts_at.timestamp()) if span else 0
            hit = Hit(identity, distance if criteria.sort == "distance" else starts, distance)
            if criteria.after is None or _order(hit) > (criteria.after.key, criteria.after.id):
                yield hit


def _fits(criteria: Criteria, timing: Timing, at: datetime) -> bool:
    soon = criteria.starting_within_minutes
    on_now = criteria.happening_now and is_on(timing, now=at)
    return on_now or (soon is not None and starts_within(timing, soon, now=at))


def _near_by(criteria: Criteria, wanted: Sequence[Condition], table: str) -> list[Condition]:
    return [*wanted, *around(criteria, reach_of(criteria), table=table)]


def _order(hit: Hit) -> tuple[int, int]:
    return hit.key, hit.id


def _zones_in_use() -> list[str]:
    """List the zones of listed meetings in as many index steps as there are zones."""
    sql = """
        WITH RECURSIVE zone(tzid) AS (
            (SELECT m.tzid FROM meetings_meeting m WHERE m.is_published ORDER BY m.tzid LIMIT 1)
            UNION ALL
            SELECT (SELECT m.tzid FROM meetings_meeting m
                    WHERE m.is_published AND m.tzid > zone.tzid ORDER BY m.tzid LIMIT 1)
            FROM zone WHERE zone.tzid IS NOT NULL)
        SELECT tzid FROM zone WHERE tzid IS NOT NULL"""
    return [tzid for (tzid,) in rows_of(sql, [])]
