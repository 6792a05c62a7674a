"""Distances on the globe: central angles on a sphere, and boxes that hold every point within one."""

import math
from dataclasses import dataclass

# Mean radius of the Earth (IUGG, R1).
EARTH_RADIUS_KM = 6371.0088
KM_PER_MILE = 1.609344
# Angles are compared in whole billionths of a radian, 6 mm: so points at one coordinate are equally far on every
# machine, and a cursor is a whole number.
UNITS_PER_RADIAN = 1e9
HALF_TURN = round(math.pi * UNITS_PER_RADIAN)
# Boxes are a little wider than they must be: what is inside is decided by the angle.
MARGIN_DEGREES = 1e-6


@dataclass(frozen=True)
class Point:
    """Degrees: latitude from -90 to 90, longitude from -180 to 180."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Box:
    """Degrees; west is never greater than east."""

    south: float
    north: float
    west: float
    east: float


def central_angle(a: Point, b: Point) -> int:
    """Return the angle between two points in billionths of a radian, by the haversine formula."""
    half_lat, half_lon = math.radians(a.lat - b.lat) / 2, math.radians(a.lon - b.lon) / 2
    cosines = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
    chord = math.sqrt(math.sin(half_lat) ** 2 + cosines * math.sin(half_lon) ** 2)
    return round(2 * UNITS_PER_RADIAN * math.asin(min(1.0, chord)))


def angle_of(km: float) -> int:
    """Return the angle that so many kilometres span; half the globe at most."""
    return min(HALF_TURN, round(km / EARTH_RADIUS_KM * UNITS_PER_RADIAN))


def km_of(angle: int) -> float:
    return angle / UNITS_PER_RADIAN * EARTH_RADIUS_KM


def boxes_around(centre: Point, angle: int) -> tuple[Box, ...]:
    """Return one box, or two at the antimeridian, that hold every point within the angle."""
    reach = math.degrees(angle / UNITS_PER_RADIAN) + MARGIN_DEGREES
    south, north = centre.lat - reach, centre.lat + reach
    if south <= -90 or north >= 90:
        # The cap holds a pole, where all longitudes meet.
        return (Box(max(south, -90), min(north, 90), -180, 180),)
    half = math.degrees(math.asin(math.sin(math.radians(reach)) / math.cos(math.radians(centre.lat))))
    west, east = centre.lon - half - MARGIN_DEGREES, centre.lon + half + MARGIN_DEGREES
    if west < -180:
        return Box(south, north, -180, east), Box(south, north, west + 360, 180)
    if east > 180:
        return Box(south, north, west, 180), Box(south, north, -180, east - 360)
    return (Box(south, north, west, east),)
