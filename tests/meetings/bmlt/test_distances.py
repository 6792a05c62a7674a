"""GetSearchResults around a point: widths, the automatic radius, the edges of the globe."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.bmlt.search.distance import RADII
from meetings.models import Meeting
from tests.meetings import factories
from tests.meetings.bmlt.asking import answer, ask, found, search

pytestmark = pytest.mark.django_db

NEAR = "lat_val=40.7&long_val=-74.0"


@pytest.fixture
def a_line_of_meetings(db: None) -> list[Meeting]:
    """Meetings 1 to 5 at 0, 1, 2, 10 and 100 hundredths of a degree north, and 6 online."""
    north = (0, 1, 2, 10, 100)
    placed = [factories.unsaved(n, at=(40.7 + each / 100, -74.0)) for n, each in enumerate(north, start=1)]
    return factories.save([*placed, factories.unsaved(6)])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # A hundredth of a degree is 0.69 miles, or 1.11111 km.
        ("geo_width=1", [1, 2]),
        ("geo_width=2", [1, 2, 3]),
        ("geo_width_km=1.2", [1, 2]),
        ("geo_width_km=12", [1, 2, 3, 4]),
        ("geo_width=1&geo_width_km=500", [1, 2]),
        ("geo_width=0", [1]),
        ("geo_width=word&geo_width_km=1.2", [1, 2]),
        ("geo_width=500", [1, 2, 3, 4, 5]),
        # At least so many, within the smallest of the fixed radii.
        ("geo_width=-1", [1]),
        ("geo_width=-2", [1, 2]),
        ("geo_width=-3", [1, 2, 3]),
        ("geo_width=-4", [1, 2, 3, 4]),
        ("geo_width=-0.5", [1]),
        ("geo_width=-500", [1, 2, 3, 4, 5]),
        ("geo_width_km=-2", [1, 2]),
        ("geo_width=-2&meeting_ids=-1,-2", [3, 4]),
    ],
)
def test_a_width_is_a_radius_and_a_negative_one_a_number_wanted(query, expected, a_line_of_meetings):
    assert found(f"{NEAR}&{query}") == expected


@pytest.mark.parametrize(
    "query",
    [
        "lat_val=40.7&geo_width=1",
        "long_val=-74&geo_width=1",
        "lat_val=here&long_val=-74&geo_width=1",
        "lat_val=40.7&long_val=&geo_width=1",
        "lat_val=nan&long_val=-74&geo_width=1",
        "lat_val=90.1&long_val=-74&geo_width=1",
        NEAR,
        f"{NEAR}&geo_width=",
        f"{NEAR}&geo_width=wide&geo_width_km=",
        f"{NEAR}&data_field_key=id_bigint",
    ],
)
def test_half_a_point_or_no_width_makes_no_sense(query, a_line_of_meetings):
    assert search(query) == []


def test_empty_coordinates_are_as_none(a_line_of_meetings):
    assert found("lat_val=&long_val=&geo_width=1") == [1, 2, 3, 4, 5, 6]


def test_distances_come_in_both_units_each_from_its_own_constant(a_line_of_meetings):
    second = search(f"{NEAR}&geo_width=1")[1]

    assert float(second["distance_in_miles"]) == pytest.approx(0.69, abs=1e-9)
    assert float(second["distance_in_km"]) == pytest.approx(1.11111, abs=1e-9)
    assert search(f"{NEAR}&geo_width=0")[0]["distance_in_miles"] == "0"


def test_asking_for_the_distance_needs_no_width(a_line_of_meetings):
    rows = search(f"{NEAR}&data_field_key=id_bigint,distance_in_km")

    assert [row["id_bigint"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert list(rows[0]) == ["id_bigint", "distance_in_km"]
    assert rows[5]["distance_in_km"] == ""


def test_nearest_first_whatever_the_sort_keys_say(a_line_of_meetings):
    by_distance = f"{NEAR}&geo_width=500&sort_results_by_distance=1"

    assert found("lat_val=41.7&long_val=-74.0&geo_width=500&sort_results_by_distance=1") == [5, 4, 3, 2, 1]
    assert found(f"{by_distance}&sort_keys=id_bigint") == [1, 2, 3, 4, 5]
    assert found(f"{by_distance}&page_size=2&page_num=2") == [3, 4]
    assert found("sort_results_by_distance=1&sort_keys=id_bigint") == [1, 2, 3, 4, 5, 6]


def test_a_radius_is_right_across_the_antimeridian_and_over_the_pole():
    factories.save(
        [
            factories.unsaved(1, at=(-16.8, 179.95)),
            factories.unsaved(2, at=(-16.8, -179.95)),
            factories.unsaved(3, at=(89.9, 10.0)),
            factories.unsaved(4, at=(89.9, -170.0)),
        ]
    )

    assert found("lat_val=-16.8&long_val=179.99&geo_width=10") == [1, 2]
    assert found("lat_val=-16.8&long_val=539.99&geo_width=-2") == [1, 2]
    assert found("lat_val=90&long_val=0&geo_width_km=12") == [3, 4]


places = st.one_of(
    st.sampled_from([(90.0, 0.0), (89.99, -170.0), (-16.8, 179.99), (-16.8, -179.99), (0.0, 180.0), (40.7, -74.0)]),
    st.tuples(st.floats(39, 42), st.floats(-76, -72)),
    st.none(),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.lists(places, max_size=12),
    centre=st.sampled_from([(90.0, 5.0), (-16.8, -180.0), (0.0, -179.9), (40.7, -74.0), (40.0, -75.0)]),
    width=st.one_of(st.integers(-14, 0), st.floats(0, 300)),
    unit=st.sampled_from([("geo_width", 69.0), ("geo_width_km", 111.111)]),
)
def test_a_width_finds_what_measuring_every_meeting_finds(at, centre, width, unit):
    Meeting.objects.all().delete()
    factories.save([factories.unsaved(number, at=place) for number, place in enumerate(at, start=1)])
    name, per_degree = unit

    asked = f"lat_val={centre[0]}&long_val={centre[1]}&{name}={width}&sort_results_by_distance=1"

    assert found(asked) == _measured(at, centre, width, per_degree)


def _measured(at: list[Any], centre: tuple[float, float], width: float, per_degree: float) -> list[int]:
    """Measure every meeting; take the smallest fixed radius that holds enough of them."""
    distances = sorted((_degrees(centre, place) * per_degree, n) for n, place in enumerate(at, start=1) if place)
    radius = width
    if width < 0:
        fitting = (each for each in RADII if sum(d <= each for d, _ in distances) >= -width)
        radius = next(fitting, RADII[-1])
    return [number for distance, number in distances if distance <= radius]


def _degrees(a: tuple[float, float], b: tuple[float, float]) -> float:
    half_lat, half_lon = math.radians(a[0] - b[0]) / 2, math.radians(a[1] - b[1]) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(math.radians(a[0])) * math.cos(math.radians(b[0])) * (
        math.sin(half_lon) ** 2
    )
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(chord))))


def test_what_a_telephone_line_asks_is_answered(a_line_of_meetings):
    fields = "id_bigint,weekday_tinyint,start_time,formats,longitude,latitude,distance_in_km,distance_in_miles"

    found_near = answer(
        "GetSearchResults&get_used_formats&sort_results_by_distance=1&long_val=-74.0&lat_val=40.7&geo_width=-3"
        f"&weekdays=3&data_field_key={fields}"
    )

    assert [row["id_bigint"] for row in found_near["meetings"]] == ["1", "2", "3"]
    assert list(found_near["meetings"][0]) == fields.split(",")
    assert found_near["formats"] == []


def test_a_search_around_a_point_asks_no_more_for_more_rows(django_assert_num_queries, a_line_of_meetings):
    with django_assert_num_queries(4):
        ask(f"GetSearchResults&{NEAR}&geo_width=0")
    with django_assert_num_queries(4):
        ask(f"GetSearchResults&{NEAR}&geo_width=500")
