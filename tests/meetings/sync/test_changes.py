import pytest

from meetings.models import Meeting, ServiceBody
from meetings.stored import sequence
from meetings.sync import tree
from tests.meetings import factories
from tests.meetings.sync.follower import Follower, fetch
from tests.times import utc

pytestmark = pytest.mark.django_db

CHANGES = "/v1/meetings/changes"
HARBOUR, HILL = (40.7, -74.0), (51.5, -0.1)
LATER = utc("2026-11-02T12:00")


def changes(api, **asked):
    return api().get(CHANGES, asked)


def ids(response):
    return [each["id"] for each in response.json()["results"]]


def edit(meeting: Meeting, **fields) -> None:
    for name, value in fields.items():
        setattr(meeting, name, value)
    factories.save([meeting], now=LATER)


def withdraw(meeting: Meeting) -> None:
    edit(meeting, is_published=False, withdrawn_at=LATER)


def test_changes_come_in_the_order_of_their_last_change(api):
    first, _ = factories.meeting(1), factories.meeting(2)
    edit(first, name="Wednesday Lights")

    found = changes(api)

    assert ids(found) == [2, 1]
    assert found.json()["results"][1]["name"] == "Wednesday Lights"
    assert found.json()["more"] is False
    assert "next_occurrence" not in found.json()["results"][0]


def test_a_page_says_where_to_go_on(api):
    factories.save([factories.unsaved(number) for number in range(1, 6)])

    first = changes(api, limit=2)
    second = changes(api, limit=2, since=first.json()["next"])
    third = changes(api, limit=2, since=second.json()["next"])

    assert [ids(page) for page in (first, second, third)] == [[1, 2], [3, 4], [5]]
    assert [page.json()["more"] for page in (first, second, third)] == [True, True, False]
    assert ids(changes(api, since=third.json()["next"])) == []


def test_a_withdrawn_meeting_is_a_tombstone_and_comes_back_as_a_document(api):
    meeting = factories.meeting(1)
    since = changes(api).json()["next"]

    withdraw(meeting)
    gone = changes(api, since=since)
    edit(meeting, is_published=True, withdrawn_at=None)
    back = changes(api, since=gone.json()["next"])

    assert gone.json()["results"] == [{"id": 1, "withdrawn_at": "2026-11-02T12:00:00Z"}]
    assert [each["name"] for each in back.json()["results"]] == ["Tuesday Lights"]


def test_a_draft_that_was_never_published_leaves_no_trace(api):
    draft = factories.meeting(1, is_published=False)
    since = changes(api).json()["next"]

    edit(draft, name="Wednesday Lights")

    assert changes(api).json()["results"] == []
    assert changes(api, since=since).json()["results"] == []


def test_a_meeting_whose_validity_has_not_begun_leaves_no_trace(api):
    factories.meeting(1, valid_from=utc("2027-01-01T00:00").date())

    assert changes(api).json()["results"] == []


def test_who_watches_the_old_place_is_told_that_a_meeting_has_moved(api):
    meeting = factories.meeting(1, at=HARBOUR)
    there = {"near": "40.7,-74.0", "radius_km": 50}
    here = {"near": "51.5,-0.1", "radius_km": 50}
    since = {"since": changes(api).json()["next"].split(".")[0]}

    edit(meeting, place=factories.unsaved(9, at=HILL).place)

    assert changes(api, **there, **since).json()["results"] == [{"id": 1, "withdrawn_at": "2026-11-02T12:00:00Z"}]
    assert [each["place"]["lat"] for each in changes(api, **here, **since).json()["results"]] == [51.5]


def test_a_move_within_the_area_is_no_departure(api):
    meeting = factories.meeting(1, at=HARBOUR)

    edit(meeting, place=factories.unsaved(9, at=(40.71, -74.0)).place)

    found = changes(api, near="40.7,-74.0", radius_km=50).json()["results"]
    assert [each["place"]["lat"] for each in found] == [40.71]


def test_who_follows_a_service_body_follows_those_below_and_sees_a_meeting_leave(api):
    region = factories.service_body("Region")
    area, other = factories.service_body("Area", parent=region), factories.service_body("Other")
    meeting = factories.meeting(1, service_body=area)
    since = changes(api, service_body=region.pk).json()

    edit(meeting, service_body=other)

    assert [each["id"] for each in since["results"]] == [1]
    gone = changes(api, service_body=region.pk, since=since["next"]).json()["results"]
    assert gone == [{"id": 1, "withdrawn_at": "2026-11-02T12:00:00Z"}]
    assert ids(changes(api, service_body=other.pk)) == [1]


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "yesterday"},
        {"since": "-1"},
        {"since": "1.5"},
        {"since": "²"},
        {"since": "9" * 30},
        {"since": "1.abc"},
        {"since": ["1", "2"]},
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "ten"},
        {"limit": "٣"},
        {"service_body": "0"},
        {"service_body": "x"},
        {"near": "91,0", "radius_km": "1"},
        {"near": "NaN,0", "radius_km": "1"},
        {"near": "40,-74", "radius_km": "-1"},
        {"radius_km": "5"},
        {"weekday": "1"},
    ],
)
def test_what_cannot_be_read_is_named(api, asked):
    refused = changes(api, **asked)

    assert refused.status_code == 400
    assert refused.json()["code"] == "invalid-request"
    assert {error["pointer"] for error in refused.json()["errors"]} <= {f"/{name}" for name in asked}


def test_an_area_needs_a_radius_and_is_no_service_body(api):
    without = changes(api, near="40,-74")
    both = changes(api, near="40,-74", radius_km=5, service_body=1)

    assert without.json()["errors"][0]["pointer"] == "/radius_km"
    assert both.json()["errors"][0]["pointer"] == "/near"


def test_a_cursor_of_another_slice_is_refused(api):
    whole = changes(api).json()["next"]
    part = changes(api, near="40,-74", radius_km=5).json()["next"]

    for refused in (
        changes(api, service_body=1, since=whole),
        changes(api, since=part),
        changes(api, near="40,-74", radius_km=6, since=part),
    ):
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["pointer"] == "/since"


def test_one_area_written_in_two_ways_is_one_slice(api):
    cursor = changes(api, near="40.70,-74", radius_km="5").json()["next"]

    found = changes(api, near=" 40.7,-74.000 ", radius_km="5.0", since=cursor)

    assert found.status_code == 200


def test_a_cursor_of_the_future_or_of_another_history_begins_anew(api):
    factories.meeting(1)
    cursor = changes(api, near="40,-74", radius_km=5).json()["next"]
    ahead = changes(api, near="40,-74", radius_km=5, since=10**9)
    sequence.renew_epoch()

    restored = changes(api, near="40,-74", radius_km=5, since=cursor)

    assert (ahead.status_code, ahead.json()["reason"]) == (410, "ahead")
    assert (restored.status_code, restored.json()["reason"]) == (410, "another-history")
    assert restored.json()["snapshot"] == "/v1/meetings/snapshot?near=40.0,-74.0&radius_km=5.0"
    assert fetch(api(), restored.json()["snapshot"]).status_code == 200


def test_the_number_of_statements_does_not_depend_on_the_rows(api, django_assert_num_queries):
    factories.save([factories.unsaved(number, at=HARBOUR) for number in range(1, 41)])
    for number in range(1, 11):
        withdraw(Meeting.objects.get(pk=number))

    for asked in ({}, {"service_body": 1}, {"near": "40.7,-74.0", "radius_km": 5}):
        for limit in (1, 100):
            with django_assert_num_queries(2):
                changes(api, limit=limit, **asked)


def test_a_body_that_is_put_elsewhere_takes_its_meetings_along(api):
    """Nothing about the meetings changes, but whose slices they are in."""
    old, new = factories.service_body("Old"), factories.service_body("New")
    area = factories.service_body("Area", parent=old)
    group = factories.service_body("Group", parent=area)
    factories.meeting(1, service_body=group)
    watching_old, watching_new = Follower(service_body=old.pk), Follower(service_body=new.pk)
    watching_old.catch_up()
    watching_new.catch_up()

    was = tree.parents()
    ServiceBody.objects.filter(pk=area.pk).update(parent=new)
    tree.tell_of_moves(was, now=LATER)

    assert list(watching_old.catch_up()) == []
    assert list(watching_new.catch_up()) == [1]
