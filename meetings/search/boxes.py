"""Ids by SQL: boxes of growing radius on an index, or the order of the week."""

from collections.abc import Iterable, Sequence

from meetings.search.conditions import Condition, all_of
from meetings.search.criteria import Criteria
from meetings.search.found import Hit
from meetings.search.reach import around, distance_of, later, reach_of, steps_of, within
from meetings.search.rows import rows_of

# Those that are not weekly come after the week. Written as the index on it is.
BY_TIME = Condition("COALESCE(m.week_minute, 10080)")


def find_by_distance(criteria: Criteria, wanted: Sequence[Condition], count: int) -> list[Hit]:
    """Widen step by step until enough lie within the radius, not merely within the box."""
    hits: list[Hit] = []
    for radius_km in steps_of(criteria):
        hits = _find(criteria, wanted, count, radius_km=radius_km)
        if len(hits) >= count:
            break
    return hits


def find_by_time(criteria: Criteria, wanted: Sequence[Condition], count: int) -> list[Hit]:
    return _find(criteria, wanted, count, radius_km=reach_of(criteria))


def _find(criteria: Criteria, wanted: Sequence[Condition], count: int, *, radius_km: float | None) -> list[Hit]:
    angle = distance_of(criteria)
    key = angle if criteria.sort == "distance" else BY_TIME
    inner = _select([key, angle], [*wanted, *around(criteria, radius_km)])
    where = all_of([Condition("TRUE"), *within(radius_km), *later(criteria)])
    sql = f"SELECT * FROM ({inner.sql}) found (id, key, angle) WHERE {where.sql} ORDER BY key, id LIMIT %s"  # noqa: S608 - constants
    return [Hit(*row) for row in rows_of(sql, [*inner.parameters, *where.parameters, count])]


def _select(expressions: Sequence[Condition], wanted: Iterable[Condition]) -> Condition:
    where = all_of(wanted)
    shown = ", ".join(expression.sql for expression in expressions)
    parameters = [value for expression in expressions for value in expression.parameters]
    sql = f"SELECT m.id, {shown} FROM meetings_meeting m WHERE {where.sql}"  # noqa: S608 - constants
    return Condition(sql, (*parameters, *where.parameters))
