"""What organizers read of the history of a meeting."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.imports.taking_over import import_feed
from meetings.models import MeetingContact, ServiceBody
from meetings.stored import turning
from tests.meetings.feeds import bmlt_row, feed_of
from tests.meetings.organizing import MEETINGS, area_of, serve, told
from tests.times import utc

pytestmark = pytest.mark.django_db
POSTED_AT = utc("2026-11-23T17:00")


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(POSTED_AT, tick=False):
        yield


@pytest.fixture
def area(olive):
    return area_of(olive)


@pytest.fixture
def meeting(api, olive, area):
    return api(olive).post(MEETINGS, told(area)).json()


def test_each_change_is_told_with_what_differs_the_newest_first(api, olive, meeting):
    address = f"{MEETINGS}/{meeting['id']}"
    api(olive).patch(address, {"notes": "Ring twice.", "place": meeting["place"] | {"street": "14 Sample Street"}})
    api(olive).patch(address, {"is_published": False})

    page = api(olive).get(f"{address}/history").json()

    assert [(each["kind"], each["by"], each["feed"]) for each in page["results"]] == [
        ("withdrawn", "you", None),
        ("changed", "you", None),
        ("created", "you", None),
    ]
    assert page["results"][0]["diff"] == [{"field": "is_published", "before": True, "after": False}]
    assert page["results"][1]["diff"] == [
        {"field": "notes", "before": "", "after": "Ring twice."},
        {"field": "place.street", "before": "12 Sample Street", "after": "14 Sample Street"},
    ]
    assert page["results"][1]["at"] == "2026-11-23T17:00:00Z"
    assert {"field": "name", "before": None, "after": "Tuesday Lights"} in page["results"][2]["diff"]
    assert page["next"] is None


def test_another_organizer_is_not_named(api, olive, otto, area, meeting):
    serve(otto, area)

    told_otto = api(otto).get(f"{MEETINGS}/{meeting['id']}/history")

    assert [each["by"] for each in told_otto.json()["results"]] == ["organizer"]
    assert "olive" not in told_otto.content.decode()


def test_what_the_clock_has_ended_is_told_as_such(api, olive, area):
    body = told(area, state="paused", state_until="2026-11-24")
    meeting = api(olive).post(MEETINGS, body).json()
    turning.turn_listings(now=utc("2026-11-25T05:00"))

    newest = api(olive).get(f"{MEETINGS}/{meeting['id']}/history").json()["results"][0]

    assert (newest["by"], newest["diff"]) == (
        "clock",
        [
            {"field": "state", "before": "paused", "after": "active"},
            {"field": "state_until", "before": "2026-11-24", "after": None},
        ],
    )


def test_an_account_that_is_gone_is_still_an_organizer(api, olive, otto, area, meeting):
    serve(otto, area)
    olive.account.delete()

    assert [each["by"] for each in api(otto).get(f"{MEETINGS}/{meeting['id']}/history").json()["results"]] == [
        "organizer"
    ]


def test_what_a_feed_has_changed_carries_its_name(api, olive):
    bodies = ({"id": "12", "name": "Upstream Area"},)
    import_feed(feed_of(bmlt_row(1), bodies=bodies), source_name="upstream", now=utc("2026-11-22T12:00"))
    import_feed(
        feed_of(bmlt_row(1, meeting_name="Renamed"), bodies=bodies),
        source_name="upstream",
        now=utc("2026-11-23T12:00"),
    )
    serve(olive, ServiceBody.objects.get(pk=12))

    results = api(olive).get(f"{MEETINGS}/1/history").json()["results"]

    assert [(each["by"], each["feed"], each["kind"]) for each in results] == [
        ("feed", "upstream", "changed"),
        ("feed", "upstream", "created"),
    ]
    assert results[0]["diff"] == [{"field": "name", "before": "Tuesday Lights", "after": "Renamed"}]


def test_outside_the_bodies_served_there_is_no_history(api, olive, otto, dana, meeting):
    address = f"{MEETINGS}/{meeting['id']}/history"

    assert api(otto).get(address).status_code == 404
    assert api(dana).get(address).status_code == 403
    assert api().get(address).status_code == 401
    assert api(olive).get(f"{MEETINGS}/{10**30}/history").status_code == 404


def test_a_contact_stands_in_no_history(api, olive, meeting):
    MeetingContact.objects.create(meeting_id=meeting["id"], fields={"email_contact": "secret@group.example"})
    api(olive).patch(f"{MEETINGS}/{meeting['id']}", {"notes": "Ring twice."})

    assert b"secret@" not in api(olive).get(f"{MEETINGS}/{meeting['id']}/history").content


def test_a_long_history_comes_in_pages_of_as_many_queries(api, olive, meeting):
    address = f"{MEETINGS}/{meeting['id']}"
    for number in range(6):
        api(olive).patch(address, {"notes": f"Version {number}"})
    client = api(olive)
    client.get(f"{address}/history")  # the first request of a session says that it was used

    one, first = counted(client, f"{address}/history?limit=1")
    five, second = counted(client, f"{address}/history?limit=5&cursor={first['next']}")

    shown = [*first["results"], *second["results"]]
    assert [each["diff"][0]["after"] for each in shown] == [f"Version {number}" for number in (5, 4, 3, 2, 1, 0)]
    assert one == five
    assert client.get(f"{address}/history?cursor=x").status_code == 400


def counted(client, address):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return len(queries), answer.json()
