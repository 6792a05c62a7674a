from typing import Any
from uuid import UUID

import pytest

from meetings.models import Meeting, MeetingChange, OrganizerServiceBody
from tests.meetings import factories

pytestmark = pytest.mark.django_db

MEETING_ID = "0d4a2f0e-6b7c-4b0e-8a5f-9a0f3e1d2c3b"


@pytest.fixture
def harbour(olive):
    """The area that olive serves; its region, which she does not; a group below it."""
    region = factories.service_body("Region")
    area = factories.service_body("Harbour Area", parent=region)
    factories.service_body("Harbour Group", parent=area)
    OrganizerServiceBody.objects.create(organizer=olive, service_body=area)
    return area


def told(body, **changes) -> dict[str, Any]:
    return {
        "name": "Tuesday Lights",
        "weekday": 2,
        "start_time": "19:30",
        "duration_minutes": 90,
        "tzid": "America/New_York",
        "venue_type": "in_person",
        "place": {"street": "12 Sample Street", "city": "New York", "region": "NY", "lat": 40.7128, "lon": -74.006},
        "service_body_id": body.pk,
    } | changes


def test_a_posted_meeting_is_found_nearby_at_once(api, olive, nora, harbour):
    posted = api(olive).post("/v1/organizer/meetings", told(harbour))

    found = api(nora).get("/v1/meetings", {"near": "40.71,-74.0"}).json()["results"]
    assert posted.status_code == 201
    assert [each["id"] for each in found] == [posted.json()["id"]]
    assert found[0]["slug"] == f"tuesday-lights-{posted.json()['id']}"
    assert found[0]["service_body"] == {"id": harbour.pk, "name": "Harbour Area"}
    assert (posted.json()["is_published"], posted.json()["withdrawn_at"]) == (True, None)


def test_the_same_id_again_is_the_same_meeting(api, olive, harbour):
    body = told(harbour, id=MEETING_ID, occurred_at="2026-11-22T11:00:00Z", sent_at="2026-11-22T11:00:01Z")

    first = api(olive).post("/v1/organizer/meetings", body)
    again = api(olive).post("/v1/organizer/meetings", body | {"sent_at": "2026-11-22T11:05:00Z"})
    other = api(olive).post("/v1/organizer/meetings", body | {"name": "Another"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["id"] == again.json()["id"]
    assert other.json()["code"] == "id-taken"
    assert Meeting.objects.get().client_id == UUID(MEETING_ID)


def test_a_body_below_counts_and_one_above_or_elsewhere_does_not(api, olive, otto, harbour):
    below, above = harbour.children.get(), harbour.parent

    assert api(olive).post("/v1/organizer/meetings", told(below)).status_code == 201
    for who, body in ((olive, above), (otto, harbour)):
        refused = api(who).post("/v1/organizer/meetings", told(body))
        assert (refused.status_code, refused.json()["code"]) == (404, "service-body-not-served")


def test_only_organizers_may(api, dana, sam, harbour):
    assert api(dana).post("/v1/organizer/meetings", told(harbour)).status_code == 403
    assert api(sam).get("/v1/organizer/meetings").status_code == 403
    assert api(None).post("/v1/organizer/meetings", told(harbour)).status_code == 401
    assert not Meeting.objects.exists()


def test_an_organizer_sees_their_own_meetings_unpublished_ones_too(api, olive, otto, harbour):
    factories.meeting(1, service_body=harbour)
    factories.meeting(2, service_body=harbour, is_published=False)
    factories.meeting(3, service_body=factories.service_body("Elsewhere"))

    assert [each["id"] for each in api(olive).get("/v1/organizer/meetings").json()["results"]] == [1, 2]
    assert api(otto).get("/v1/organizer/meetings").json()["results"] == []
    assert api(olive).get("/v1/organizer/meetings/2").status_code == 200
    assert api(otto).get("/v1/organizer/meetings/2").status_code == 404
    assert api(olive).get("/v1/organizer/meetings/3").status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointers"),
    [
        ({"name": ""}, 400, "invalid-request", ["/name"]),
        ({"duration_minutes": 0}, 400, "invalid-request", ["/duration_minutes"]),
        ({"duration_minutes": 1441}, 400, "invalid-request", ["/duration_minutes"]),
        ({"weekday": 7}, 400, "invalid-request", ["/weekday"]),
        ({"weekday": None}, 400, "invalid-request", ["/weekday"]),
        ({"start_time": "25:00"}, 400, "invalid-request", ["/start_time"]),
        ({"tzid": "Mars/Olympus"}, 400, "unknown-zone", None),
        ({"tzid": "../etc/passwd"}, 400, "unknown-zone", None),
        ({"colour": "red"}, 400, "invalid-request", ["/colour"]),
        ({"place": {"street": "1 Pier", "floor": 2}}, 400, "invalid-request", ["/place/floor"]),
        ({"place": {"street": "1 Pier", "lat": 91, "lon": 0}}, 400, "invalid-request", ["/place/lat"]),
        ({"place": {"street": "1 Pier", "lat": 1}}, 400, "invalid-request", ["/place"]),
        ({"online": {"url": "http://meet.example/x"}}, 400, "invalid-request", ["/online/url"]),
        ({"online": {"url": "javascript:alert(1)"}}, 400, "invalid-request", ["/online/url"]),
        ({"format_ids": [77]}, 400, "invalid-request", ["/format_ids/0"]),
        ({"format_ids": [54]}, 422, "format-reserved", None),
        ({"accessibility": {"lift": True}}, 400, "invalid-request", ["/accessibility"]),
        ({"state_until": "9999-12-31"}, 400, "invalid-request", ["/state_until"]),
        ({"valid_from": "9999-12-31"}, 400, "invalid-request", ["/valid_from"]),
        ({"valid_from": "2027-02-01", "valid_until": "2027-01-01"}, 400, "invalid-request", ["/valid_until"]),
        ({"place": None}, 422, "venue-incomplete", ["/place"]),
        ({"place": {"street": "1 Pier", "city": "New York"}}, 422, "venue-incomplete", ["/place"]),
        ({"venue_type": "virtual"}, 422, "venue-incomplete", ["/online"]),
        ({"venue_type": "hybrid", "place": None}, 422, "venue-incomplete", ["/place", "/online"]),
        ({"rrule": "FREQ=MONTHLY;BYDAY=2TU"}, 400, "invalid-request", ["/dtstart"]),
        (
            {"dtstart": "2026-12-08T19:30:00", "rrule": "FREQ=SOMETIMES"},
            400,
            "invalid-request",
            ["/rrule"],
        ),
        ({"dtstart": "2026-12-09T19:30:00", "rrule": "FREQ=WEEKLY"}, 400, "invalid-request", ["/weekday"]),
        ({"dtstart": "2026-12-08T19:30:00Z"}, 400, "invalid-request", ["/dtstart"]),
    ],
)
def test_what_nobody_could_use_is_refused_field_by_field(api, olive, harbour, changes, status, code, pointers):
    response = api(olive).post("/v1/organizer/meetings", told(harbour, **changes))

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert pointers is None or [each["pointer"] for each in response.json()["errors"]] == pointers
    assert not Meeting.objects.exists()


def test_a_rule_that_never_fires_is_refused(api, olive, harbour):
    body = told(harbour, dtstart="2026-12-08T19:30:00", rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    del body["weekday"], body["start_time"]

    response = api(olive).post("/v1/organizer/meetings", body)

    assert (response.status_code, response.json()["code"]) == (400, "rule-never-fires")


@pytest.mark.parametrize(
    ("rrule", "weekday", "stored"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", 2, "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=WEEKLY;INTERVAL=2", 2, "FREQ=WEEKLY;INTERVAL=2"),
        ("FREQ=WEEKLY", 2, "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=DAILY", None, "FREQ=DAILY"),
    ],
)
def test_other_rules_than_weekly_are_kept(api, olive, harbour, rrule, weekday, stored):
    body = told(harbour, dtstart="2198-12-11T19:30:00", rrule=rrule)
    del body["weekday"], body["start_time"]

    shown = api(olive).post("/v1/organizer/meetings", body).json()

    assert (shown["weekday"], shown["rrule"], shown["start_time"]) == (weekday, stored, "19:30")
    assert shown["dtstart"] == "2198-12-11T19:30:00"


def test_an_online_meeting_keeps_no_place(api, olive, harbour):
    body = told(harbour, venue_type="virtual", online={"phone": "+1 555 0100"})

    shown = api(olive).post("/v1/organizer/meetings", body).json()

    assert shown["place"] is None
    assert shown["online"] == {"url": "", "phone": "+1 555 0100", "notes": ""}


def test_one_changed_field_changes_nothing_else(api, olive, harbour):
    before = api(olive).post("/v1/organizer/meetings", told(harbour, languages=["es"])).json()

    after = api(olive).patch(f"/v1/organizer/meetings/{before['id']}", {"name": "Wednesday?"}).json()

    changed = {key for key in before if before[key] != after[key]}
    assert changed <= {"name", "updated_at"}
    assert (after["name"], after["slug"]) == ("Wednesday?", before["slug"])
    history = MeetingChange.objects.order_by("pk").values_list("before__name", "after__name", "actor")
    assert list(history) == [
        (None, "Tuesday Lights", olive.pk),
        ("Tuesday Lights", "Wednesday?", olive.pk),
    ]


@pytest.mark.parametrize(
    ("changes", "rrule", "dtstart"),
    [
        ({"weekday": 4}, "FREQ=WEEKLY;BYDAY=TH", "2000-01-06T19:30:00"),
        ({"start_time": "18:00"}, "FREQ=WEEKLY;BYDAY=TU", "2000-01-04T18:00:00"),
        (
            {"dtstart": "2198-12-11T20:00:00", "rrule": "FREQ=MONTHLY;BYDAY=2TU"},
            "FREQ=MONTHLY;BYDAY=2TU",
            "2198-12-11T20:00:00",
        ),
    ],
)
def test_a_meeting_moves_to_another_time(api, olive, harbour, changes, rrule, dtstart):
    posted = api(olive).post("/v1/organizer/meetings", told(harbour)).json()

    moved = api(olive).patch(f"/v1/organizer/meetings/{posted['id']}", changes).json()

    assert (moved["rrule"], moved["dtstart"]) == (rrule, dtstart)


def test_a_withdrawn_meeting_is_gone_for_the_public_and_can_come_back(api, olive, nora, harbour):
    posted = api(olive).post("/v1/organizer/meetings", told(harbour)).json()
    address = f"/v1/organizer/meetings/{posted['id']}"

    withdrawn = api(olive).patch(address, {"is_published": False}).json()
    gone = api(nora).get(f"/v1/meetings/{posted['id']}")
    back = api(olive).patch(address, {"is_published": True}).json()

    assert (withdrawn["is_published"], withdrawn["withdrawn_at"] is not None, gone.status_code) == (False, True, 404)
    assert (back["is_published"], back["withdrawn_at"], back["slug"]) == (True, None, posted["slug"])
    assert api(nora).get(f"/v1/meetings/{posted['id']}").status_code == 200


def test_a_change_to_an_older_version_is_refused(api, olive, harbour):
    posted = api(olive).post("/v1/organizer/meetings", told(harbour))
    address, etag = f"/v1/organizer/meetings/{posted.json()['id']}", posted["ETag"]

    first = api(olive).patch(address, {"name": "One"}, HTTP_IF_MATCH=etag)
    second = api(olive).patch(address, {"name": "Two"}, HTTP_IF_MATCH=etag)
    third = api(olive).patch(address, {"name": "Two"}, HTTP_IF_MATCH=first["ETag"])

    assert (first.status_code, second.status_code, third.status_code) == (200, 412, 200)


def test_a_change_that_changes_nothing_leaves_no_trace(api, olive, harbour):
    posted = api(olive).post("/v1/organizer/meetings", told(harbour)).json()
    before = Meeting.objects.get().seq

    api(olive).patch(f"/v1/organizer/meetings/{posted['id']}", {"name": "Tuesday Lights"})

    assert (Meeting.objects.get().seq, MeetingChange.objects.count()) == (before, 1)


def test_strangers_cannot_change_it_nor_move_it_away(api, olive, otto, dana, harbour):
    posted = api(olive).post("/v1/organizer/meetings", told(harbour)).json()
    address = f"/v1/organizer/meetings/{posted['id']}"

    assert api(otto).patch(address, {"name": "Mine"}).status_code == 404
    assert api(dana).patch(address, {"name": "Mine"}).status_code == 403
    assert api(olive).patch(address, {"service_body_id": harbour.parent_id}).status_code == 404
    assert Meeting.objects.get().name == "Tuesday Lights"


@pytest.mark.parametrize("changes", [{"id": MEETING_ID}, {"colour": "red"}, {"duration_minutes": "long"}, [], "x"])
def test_changes_are_checked_like_the_whole(api, olive, harbour, changes):
    posted = api(olive).post("/v1/organizer/meetings", told(harbour)).json()

    assert api(olive).patch(f"/v1/organizer/meetings/{posted['id']}", changes).status_code == 400


def test_a_number_beyond_all_meetings_is_nowhere(api, olive):
    assert api().get(f"/v1/meetings/{10**30}").status_code == 404
    assert api(olive).get(f"/v1/organizer/meetings/{10**30}").status_code == 404
