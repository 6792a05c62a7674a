"""How far a search looks, and in which steps."""

from collections.abc import Iterator

from meetings.search import conditions
from meetings.search.conditions import Condition
from meetings.search.criteria import Criteria
from meetings.search.geometry import angle_of, boxes_around

# Nearest means nearest within reach: from the middle of an ocean nothing is.
STEPS_KM = (1.5, 6, 24, 96, 400)
NEAREST_KM = STEPS_KM[-1]
NOWHERE = Condition("NULL::bigint")


def reach_of(criteria: Criteria) -> float | None:
    """Return kilometres; None without a centre."""
    if criteria.near is None:
        return None
    return NEAREST_KM if criteria.radius_km is None else criteria.radius_km


def steps_of(criteria: Criteria) -> Iterator[float]:
    """Yield growing radii up to the one asked for, and none that ends before the page begins."""
    reach = reach_of(criteria) or 0.0
    for radius_km in (*(step for step in STEPS_KM if step < reach), reach):
        if criteria.after is None or angle_of(radius_km) >= criteria.after.key:
            yield radius_km


def distance_of(criteria: Criteria, *, table: str = "m") -> Condition:
    """An expression: how far it is from the centre, as in `conditions.angle_from`; NULL without a centre."""
    return conditions.angle_from(criteria.near, table=table) if criteria.near else NOWHERE


def around(criteria: Criteria, radius_km: float | None, *, table: str = "m") -> Iterator[Condition]:
    """A box, so that an index is read; what is inside the circle is decided by the angle."""
    if criteria.near and radius_km is not None:
        yield Condition(f"{table}.lat IS NOT NULL")
        yield conditions.inside(boxes_around(criteria.near, angle_of(radius_km)), table=table)


def within(radius_km: float | None) -> Iterator[Condition]:
    """Of a query that calls its columns id, key, angle."""
    if radius_km is not None:
        yield Condition("angle <= %s", (angle_of(radius_km),))


def later(criteria: Criteria) -> Iterator[Condition]:
    """Later than the page before, as above."""
    if criteria.after:
        yield Condition("(key, id) > (%s, %s)", (criteria.after.key, criteria.after.id))
