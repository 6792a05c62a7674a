"""Distances as BMLT computes them, and the automatic radius."""

import math
from bisect import bisect_left
from collections.abc import Sequence

from meetings.bmlt.decimals import shortest
from meetings.bmlt.search.criteria import KM_PER_DEGREE, MILES_PER_DEGREE
from meetings.search.geometry import HALF_TURN, UNITS_PER_RADIAN, Point

# An automatic radius is one of these, in the unit of the parameter (bmlt-server, MeetingRepository.php, read 2026-11).
# fmt: off
RADII = (
    0.0625, 0.125, 0.1875, 0.25, 0.4375, 0.5, 0.5625, 0.75, 0.8125, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0,
    3.25, 3.5, 3.75, 4.0, 4.25, 4.5, 4.75, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 8.5, 9.0, 9.5, 10.0, 11.0, 12.0, 13.0,
    14.0, 15.0, 17.5, 20.0, 22.5, 25.0, 27.5, 30.0, 35.0, 40.0, 45.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 150.0, 200.0,
)
# fmt: on
# How far to look at once; each step costs a query, and most towns are settled by the second.
STEPS = (2.0, 10.0, 50.0, RADII[-1])


def degrees_between(a: Point, b: Point) -> float:
    """Return the central angle in degrees, by the haversine formula."""
    half_lat, half_lon = math.radians(a.lat - b.lat) / 2, math.radians(a.lon - b.lon) / 2
    cosines = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
    chord = math.sqrt(math.sin(half_lat) ** 2 + cosines * math.sin(half_lon) ** 2)
    return math.degrees(2 * math.asin(min(1.0, chord)))


def units_of(degrees: float) -> int:
    """Return billionths of a radian, as boxes count; half the globe at most."""
    return min(HALF_TURN, math.ceil(math.radians(min(degrees, 180.0)) * UNITS_PER_RADIAN))


def automatic_radius(distances: Sequence[float], wanted: int) -> float | None:
    """Return the smallest radius that holds so many of these, or None when the largest holds too few."""
    if wanted <= 0:
        return RADII[0]
    nearest = sorted(distances)
    if len(nearest) < wanted:
        return None
    position = bisect_left(RADII, nearest[wanted - 1])
    return RADII[position] if position < len(RADII) else None


def distance_texts(degrees: float) -> dict[str, str]:
    return {
        "distance_in_km": shortest(degrees * KM_PER_DEGREE),
        "distance_in_miles": shortest(degrees * MILES_PER_DEGREE),
    }
