from hypothesis import given
from hypothesis import strategies as st

from meetings.search.geometry import HALF_TURN, Point, angle_of, boxes_around, central_angle

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@given(centre=points, other=points, km=st.floats(0, 25_000))
def test_boxes_hold_every_point_within_the_angle(centre, other, km):
    angle = angle_of(km)

    inside = any(
        box.south <= other.lat <= box.north and box.west <= other.lon <= box.east for box in boxes_around(centre, angle)
    )

    assert inside or central_angle(centre, other) > angle


@given(centre=points, km=st.floats(0, 50_000))
def test_boxes_stay_on_the_map_and_are_two_at_most(centre, km):
    boxes = boxes_around(centre, angle_of(km))

    assert 1 <= len(boxes) <= 2
    assert all(-180 <= box.west <= box.east <= 180 for box in boxes)


def test_a_cap_across_the_antimeridian_is_two_boxes():
    fiji = boxes_around(Point(-16.8, 179.9), angle_of(50))

    assert [(round(box.west, 1), round(box.east, 1)) for box in fiji] == [(179.4, 180), (-180, -179.6)]


def test_a_cap_with_a_pole_has_all_longitudes():
    (box,) = boxes_around(Point(89.9, 10), angle_of(50))

    assert (box.west, box.east, box.north) == (-180, 180, 90)


def test_more_than_half_the_globe_is_the_globe():
    assert angle_of(25_000) == HALF_TURN
    assert central_angle(Point(0, 0), Point(0, 180)) == HALF_TURN
    assert central_angle(Point(0, 180), Point(0, -180)) == 0
