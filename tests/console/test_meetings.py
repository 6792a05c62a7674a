"""Organizers list and post meetings of the service bodies they serve."""

import pytest
import time_machine

from meetings.models import Meeting, OrganizerServiceBody
from tests.console.conftest import text_of
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db
FORM = "/console/meetings/new/"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(utc("2026-11-23T17:00"), tick=False):
        yield


@pytest.fixture
def area(olive):
    body = factories.service_body("Harbour Area")
    OrganizerServiceBody.objects.create(organizer=olive, service_body=body)
    return body


@pytest.fixture
def asked(area):
    return {
        "id": "0b1c2d3e-0000-4000-8000-000000000003",
        "name": "Quiet Tuesday",
        "service_body_id": area.pk,
        "weekday": "2",
        "start_time": "19:30",
        "duration_minutes": "90",
        "tzid": "America/New_York",
        "venue_type": "in_person",
        "place_name": "Harbour House",
        "street": "12 Pier Street",
        "city": "Brooklyn",
        "region": "NY",
        "lat": "40.70",
        "lon": "-73.99",
    }


def test_a_posted_meeting_is_published_and_shown_as_people_find_it(olive, asked, console):
    page = text_of(console(olive).post(FORM, asked, follow=True))

    assert "Published. Anybody can find it now." in page
    assert "Tuesdays, 19:30 to 21:00 (America/New_York)" in page
    assert "Next Tue 24 Nov 2026, 19:30 EST" in page
    assert "Harbour House, 12 Pier Street, Brooklyn" in page


def test_a_posted_meeting_is_found_nearby(olive, asked, console, api):
    console(olive).post(FORM, asked)

    found = api().get("/v1/meetings", {"near": "40.70,-73.99"}).json()["results"]

    assert [meeting["name"] for meeting in found] == ["Quiet Tuesday"]


def test_pressing_publish_twice_posts_one_meeting(olive, asked, console):
    client = console(olive)

    for _ in range(2):
        client.post(FORM, asked)

    assert Meeting.objects.count() == 1


def test_a_place_that_nobody_could_find_is_told_beside_the_street(olive, asked, console):
    response = console(olive).post(FORM, asked | {"street": "", "city": ""})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"street"}
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"venue_type": "virtual"}, "online_url"),
        ({"venue_type": "virtual", "online_url": "http://meet.example.org"}, "online_url"),
        ({"lon": ""}, "lon"),
        ({"tzid": "Mars/Olympus"}, "tzid"),
        ({"start_time": "25:00"}, "start_time"),
        ({"duration_minutes": "0"}, "duration_minutes"),
        ({"name": ""}, "name"),
        ({"formats": ["999999"]}, "formats"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(olive, asked, console, change, field):
    response = console(olive).post(FORM, asked | change)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}


def test_what_was_typed_stays_in_a_refused_form(olive, asked, console):
    response = console(olive).post(FORM, asked | {"street": ""})

    assert response.context["form"]["place_name"].value() == "Harbour House"


def test_formats_that_follow_from_the_venue_are_not_offered(olive, area, console):
    factories.meeting_format("VM")
    factories.meeting_format("BEG")

    page = text_of(console(olive).get(FORM))

    assert "BEG (BEG)" in page
    assert "VM (VM)" not in page


def test_an_organizer_elsewhere_neither_sees_nor_posts_here(olive, otto, asked, console):
    console(olive).post(FORM, asked)
    meeting = Meeting.objects.get()
    client = console(otto)

    assert "Quiet Tuesday" not in text_of(client.get("/console/meetings/"))
    assert client.get(f"/console/meetings/{meeting.pk}/").status_code == 404
    assert client.post(FORM, asked).context["form"].errors.keys() == {"service_body_id"}


def test_an_organizer_sees_the_meetings_of_the_bodies_below(olive, area, console):
    below = factories.service_body("Pier Group", parent=area)
    factories.meeting(7, name="Pier at Noon", service_body=below)

    assert "Pier at Noon" in text_of(console(olive).get("/console/meetings/"))
