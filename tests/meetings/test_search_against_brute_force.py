"""A search by SQL gives what reading every row gives: ids and order, on the whole globe."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import Meeting
from meetings.search.criteria import parse_criteria
from meetings.search.find import find_meetings
from meetings.search.geometry import Point, angle_of, central_angle
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-22T12:00")
# Poles, both sides of the antimeridian, the zero point, and a harbour where many groups share one coordinate.
CORNERS = [
    (90.0, 0.0),
    (90.0, 77.0),
    (-90.0, -135.0),
    (89.9, 10.0),
    (89.9, -170.0),
    (0.0, 180.0),
    (0.0, -180.0),
    (-16.8, 179.99),
    (-16.8, -179.99),
    (-43.9, -176.5),
    (0.0, 0.0),
    (69.65, 18.96),
    (40.7, -74.0),
    (40.7, -74.0),
    (40.71, -74.0),
    (40.7, -73.99),
]
places = st.one_of(
    st.sampled_from(CORNERS),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(lambda p: (round(p[0], 3), round(p[1], 3))),
)


def world() -> list[Meeting]:
    """Two meetings on each corner, on different weekdays, and some that stand nowhere or are not listed."""
    meetings = []
    for number in range(1, 61):
        at = CORNERS[number % len(CORNERS)] if number % 9 else None
        told: dict[str, Any] = {"weekday": number % 7, "start": f"{number % 24:02}:00", "is_published": number % 11 > 0}
        meetings.append(factories.unsaved(number, at=at, **told))
    return factories.save(meetings)


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker):
    """Stored once for all examples of this file, and taken away at its end."""
    with django_db_blocker.unblock():
        meetings = world()
        yield meetings
        Meeting.objects.all().delete()


def brute_force(meetings: list[Meeting], near, radius_km, weekday) -> list[tuple[int, int]]:
    centre, limit = Point(*near), angle_of(400 if radius_km is None else radius_km)
    found = [
        (central_angle(Point(m.lat, m.lon), centre), m.pk)
        for m in meetings
        if m.is_published and m.lat is not None and m.lon is not None and weekday in (None, m.weekday)
    ]
    return sorted(each for each in found if each[0] <= limit)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    near=places,
    radius_km=st.one_of(st.none(), st.sampled_from([0, 0.5, 25, 500, 19_000, 25_000, 50_000]), st.floats(0, 21_000)),
    weekday=st.one_of(st.none(), st.integers(0, 6)),
    limit=st.integers(1, 100),
)
def test_search_is_what_reading_every_row_gives(stored, near, radius_km, weekday, limit):
    # The far side of the globe, where the last digits of a distance depend on the machine's library.
    if radius_km is not None and 19_900 < radius_km < 20_100:
        radius_km = 20_100
    asked = {"near": f"{near[0]:.6f},{near[1]:.6f}", "limit": limit}
    asked |= {} if radius_km is None else {"radius_km": f"{radius_km:.6f}"}
    asked |= {} if weekday is None else {"weekday": weekday}

    found = find_meetings(parse_criteria(asked), now=NOW)

    expected = brute_force(stored, near, radius_km, weekday)
    assert [hit.id for hit, _ in found.hits] == [pk for _, pk in expected][:limit]
    assert (found.next is not None) == (len(expected) > limit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(near=places, limit=st.integers(1, 9), sort=st.sampled_from(["distance", "time"]))
def test_pages_put_together_are_the_whole(stored, near, limit, sort):
    asked = {"near": f"{near[0]:.6f},{near[1]:.6f}", "radius_km": 5_000, "sort": sort}

    whole = find_meetings(parse_criteria(asked | {"limit": 100}), now=NOW)
    paged, page = [], find_meetings(parse_criteria(asked | {"limit": limit}), now=NOW)
    paged += [hit.id for hit, _ in page.hits]
    while page.next:
        page = find_meetings(parse_criteria({"cursor": page.next, "limit": limit}), now=NOW)
        paged += [hit.id for hit, _ in page.hits]

    assert paged == [hit.id for hit, _ in whole.hits]


@settings(max_examples=200)
@given(a=places, b=places)
def test_distance_is_the_angle_between_unit_vectors(a, b):
    def vector(lat, lon):
        lat, lon = math.radians(lat), math.radians(lon)
        return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)

    u, v = vector(*a), vector(*b)
    cross = math.dist((0, 0, 0), (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]))
    expected = math.atan2(cross, sum(x * y for x, y in zip(u, v, strict=True)))

    assert central_angle(Point(*a), Point(*b)) == pytest.approx(expected * 1e9, abs=40)
    assert central_angle(Point(*a), Point(*b)) == central_angle(Point(*b), Point(*a))
