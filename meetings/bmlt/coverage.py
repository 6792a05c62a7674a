"""GetCoverageArea: the smallest box around all listed meetings that have a place."""

from itertools import pairwise

from django.db import connection

from meetings.bmlt.asking import Ask, Chunks, whole
from meetings.bmlt.decimals import shortest
from meetings.bmlt.search.conditions import SHOWN

PLACES = f"""SELECT DISTINCT m.lat, m.lon
    FROM meetings_meeting m JOIN meetings_meetingprojection p ON p.meeting_id = m.id
    WHERE {SHOWN.sql} AND m.lat <> 0 AND m.lon <> 0"""  # noqa: S608 - constants


def get_coverage_area(_ask: Ask) -> Chunks:
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        points = cursor.fetchall()
    return whole([_corners([lat for lat, _ in points], [lon for _, lon in points])])


def west_and_east(longitudes: list[float]) -> tuple[float, float]:
    """Return the edges of the smallest span that holds all: west is greater than east across the antimeridian."""
    east_of = sorted(set(longitudes))
    # The widest gap lies outside; the last one goes round the back of the globe.
    gaps = [(b - a, b, a) for a, b in pairwise(east_of)]
    gaps.append((east_of[0] + 360 - east_of[-1], east_of[0], east_of[-1]))
    _, west, east = max(gaps, key=lambda gap: gap[0])
    return west, east


def _corners(latitudes: list[float], longitudes: list[float]) -> dict[str, str]:
    names = ("nw_corner_longitude", "nw_corner_latitude", "se_corner_longitude", "se_corner_latitude")
    if not latitudes:
        return dict.fromkeys(names, "")
    west, east = west_and_east(longitudes)
    return dict(zip(names, map(shortest, (west, max(latitudes), east, min(latitudes))), strict=True))
