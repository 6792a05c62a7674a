"""Organizers say what is different on one day: the list on the meeting, and one date by itself."""

import pytest
import time_machine

from meetings.models import Meeting, MeetingChange, MeetingOccurrence
from tests.meetings.organizing import MEETINGS, area_of, number_of, told
from tests.times import utc

pytestmark = pytest.mark.django_db
PIER = {"street": "1 Pier", "city": "New York", "region": "NY", "lat": 40.70, "lon": -74.01}
LINK = {"url": "https://meet.example/lights"}
# The meeting is on Tuesdays at 19:30 in New York, which is 00:30 on Wednesday in UTC.
CANCELLED = {"kind": "cancelled", "recurrence_id": "2026-11-24", "reason": "The hall is closed."}
MOVED = {"kind": "moved", "recurrence_id": "2026-11-24", "place": PIER}
RESCHEDULED = {"kind": "rescheduled", "recurrence_id": "2026-11-24", "starts_at": "2026-11-25T18:00:00"}
ONLINE = {"kind": "online", "recurrence_id": "2026-11-24", "online": LINK}
EXTRA = {"kind": "extra", "starts_at": "2026-11-23T12:00:00", "duration_minutes": 30}
MOVED_LATER = MOVED | {"recurrence_id": "2026-12-01"}
NEXT_WEEK = ("2026-12-02T00:30:00Z", "2026-12-02T02:00:00Z")


@pytest.fixture(autouse=True)
def clock():
    """Monday noon in New York."""
    with time_machine.travel(utc("2026-11-23T17:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def area(olive):
    return area_of(olive)


@pytest.fixture
def meeting(api, olive, area):
    return api(olive).post(MEETINGS, told(area)).json()


@pytest.fixture
def address(meeting):
    return f"{MEETINGS}/{meeting['id']}"


def span(shown):
    coming = shown["next_occurrence"]
    return (coming["starts_at"], coming["ends_at"])


@pytest.mark.parametrize(
    ("exception", "expected", "kind"),
    [
        (CANCELLED, NEXT_WEEK, None),
        (MOVED, ("2026-11-25T00:30:00Z", "2026-11-25T02:00:00Z"), "moved"),
        (RESCHEDULED, ("2026-11-25T23:00:00Z", "2026-11-26T00:30:00Z"), "rescheduled"),
        (RESCHEDULED | {"duration_minutes": 45}, ("2026-11-25T23:00:00Z", "2026-11-25T23:45:00Z"), "rescheduled"),
        (ONLINE, ("2026-11-25T00:30:00Z", "2026-11-25T02:00:00Z"), "online"),
        (EXTRA, ("2026-11-23T17:00:00Z", "2026-11-23T17:30:00Z"), "extra"),
    ],
)
def test_each_kind_shows_at_once_in_what_people_read(api, olive, address, meeting, exception, expected, kind):
    api(olive).patch(address, {"exceptions": [exception]})

    shown = api().get(f"/v1/meetings/{meeting['id']}").json()

    assert span(shown) == expected
    assert shown["next_occurrence"].get("exception", {"kind": None})["kind"] == kind
    assert [each["kind"] for each in shown["exceptions"]] == [exception["kind"]]


def test_the_stored_document_names_the_happening_and_what_differs(api, olive, nora, address, meeting):
    api(olive).patch(
        address, {"exceptions": [MOVED | {"reason": "Painters"}, CANCELLED | {"recurrence_id": "2026-12-01"}]}
    )

    shown = api(nora).get(f"/v1/meetings/{meeting['id']}").json()["exceptions"]

    assert [each["recurrence_id"] for each in shown] == ["2026-11-24T19:30:00", "2026-12-01T19:30:00"]
    assert (shown[0]["reason"], shown[0]["place"]["street"], shown[0]["place"]["bus_lines"]) == (
        "Painters",
        "1 Pier",
        "",
    )
    assert (shown[1]["place"], shown[1]["online"], shown[1]["starts_at"]) == (None, None, None)


def test_one_that_is_on_today_only_is_found_as_happening_now(api, olive, nora, address, meeting):
    before = api(nora).get("/v1/meetings", {"happening": "now"}).json()["results"]

    api(olive).patch(address, {"exceptions": [EXTRA]})

    found = api(nora).get("/v1/meetings", {"happening": "now"}).json()["results"]
    assert (before, [each["id"] for each in found]) == ([], [meeting["id"]])


def test_a_cancelled_one_is_not_found_as_happening_now(api, olive, nora, address, clock):
    api(olive).patch(address, {"exceptions": [CANCELLED]})

    clock.move_to(utc("2026-11-25T01:00"))

    assert api(nora).get("/v1/meetings", {"happening": "now"}).json()["results"] == []


def test_an_exception_is_a_change_that_followers_hear_of(api, olive, address, meeting):
    before = number_of(meeting["id"])

    api(olive).patch(address, {"exceptions": [MOVED]})

    assert number_of(meeting["id"]) > before
    rows = MeetingOccurrence.objects.order_by("starts_at").values_list("starts_at", "lat")
    assert list(rows) == [
        (utc("2026-11-25T00:30"), 40.70),
        (utc("2026-12-02T00:30"), 40.7128),
        (utc("2026-12-09T00:30"), 40.7128),
    ]


@pytest.mark.parametrize(
    ("exceptions", "pointers"),
    [
        ([{"recurrence_id": "2026-11-24"}], ["/exceptions/0/kind"]),
        ([CANCELLED | {"kind": "postponed"}], ["/exceptions/0/kind"]),
        ([{"kind": "cancelled"}], ["/exceptions/0/recurrence_id"]),
        ([CANCELLED | {"recurrence_id": "2026-11-31"}], ["/exceptions/0/recurrence_id"]),
        ([CANCELLED | {"recurrence_id": "9999-12-28"}], ["/exceptions/0/recurrence_id"]),
        ([CANCELLED | {"place": PIER}], ["/exceptions/0/place"]),
        ([CANCELLED | {"duration_minutes": 30}], ["/exceptions/0/duration_minutes"]),
        ([MOVED | {"place": None}], ["/exceptions/0/place"]),
        ([MOVED | {"place": {}}], ["/exceptions/0/place"]),
        ([MOVED | {"place": {"street": "", "lat": None, "lon": None}}], ["/exceptions/0/place"]),
        ([MOVED | {"place": {"street": "1 Pier", "floor": 2}}], ["/exceptions/0/place/floor"]),
        ([MOVED | {"online": LINK}], ["/exceptions/0/online"]),
        ([RESCHEDULED | {"starts_at": None}], ["/exceptions/0/starts_at"]),
        ([RESCHEDULED | {"starts_at": "2026-11-25T18:00:00Z"}], ["/exceptions/0/starts_at"]),
        ([RESCHEDULED | {"starts_at": "1969-11-25T18:00:00"}], ["/exceptions/0/starts_at"]),
        ([ONLINE | {"online": None}], ["/exceptions/0/online"]),
        ([ONLINE | {"online": {"notes": "Ask."}}], ["/exceptions/0/online"]),
        ([ONLINE | {"online": {"url": "http://meet.example"}}], ["/exceptions/0/online/url"]),
        ([{"kind": "extra"}], ["/exceptions/0/starts_at"]),
        ([EXTRA | {"recurrence_id": "2026-11-24"}], ["/exceptions/0/recurrence_id"]),
        ([EXTRA | {"duration_minutes": 0}], ["/exceptions/0/duration_minutes"]),
        ([EXTRA | {"colour": "red"}], ["/exceptions/0/colour"]),
        ([CANCELLED | {"reason": "x" * 501}], ["/exceptions/0/reason"]),
        ([CANCELLED, MOVED], ["/exceptions"]),
        ([EXTRA, EXTRA | {"reason": "Again"}], ["/exceptions"]),
        ("tomorrow", ["/exceptions"]),
        ([CANCELLED | {"recurrence_id": "2026-11-25"}], ["/exceptions/0/recurrence_id"]),
        # As they were written, not as they are sorted.
        ([CANCELLED, MOVED | {"recurrence_id": "2026-11-23"}], ["/exceptions/1/recurrence_id"]),
    ],
)
def test_what_nobody_could_follow_is_refused_where_it_stands(api, olive, address, exceptions, pointers):
    refused = api(olive).patch(address, {"exceptions": exceptions})

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid-request")
    assert [each["pointer"] for each in refused.json()["errors"]] == pointers
    assert Meeting.objects.get().exceptions == []


def test_more_than_two_hundred_are_refused(api, olive, address):
    many = [
        {"kind": "extra", "starts_at": f"2027-01-{1 + number % 28:02}T{number // 28:02}:00:00"} for number in range(201)
    ]

    assert api(olive).patch(address, {"exceptions": many}).status_code == 400
    assert api(olive).patch(address, {"exceptions": many[:200]}).status_code == 200


def test_a_day_that_is_excluded_already_cannot_be_different(api, olive, address):
    refused = api(olive).patch(address, {"exdates": ["2026-11-24"], "exceptions": [CANCELLED]})

    assert [each["pointer"] for each in refused.json()["errors"]] == ["/exceptions/0/recurrence_id"]


def test_online_needs_no_link_where_people_have_one_anyway(api, olive, area):
    posted = api(olive).post(
        MEETINGS, told(area, venue_type="hybrid", online=LINK, exceptions=[ONLINE | {"online": None}])
    )

    assert posted.status_code == 201
    assert posted.json()["next_occurrence"]["exception"]["kind"] == "online"


def test_another_weekday_is_refused_while_an_exception_is_to_come(api, olive, address):
    api(olive).patch(address, {"exceptions": [CANCELLED]})

    refused = api(olive).patch(address, {"weekday": 4})
    both = api(olive).patch(address, {"weekday": 4, "exceptions": []})

    assert refused.json()["errors"] == [
        {"pointer": "/exceptions/0/recurrence_id", "detail": "The meeting does not happen on this day."}
    ]
    assert (both.status_code, both.json()["weekday"]) == (200, 4)


def test_what_is_over_stays_when_the_rule_changes(api, olive, address, clock):
    api(olive).patch(address, {"exceptions": [CANCELLED]})
    clock.move_to(utc("2026-11-25T17:00"))

    moved = api(olive).patch(address, {"weekday": 4})

    assert moved.status_code == 200
    assert [each["recurrence_id"][:10] for each in moved.json()["exceptions"]] == ["2026-11-24"]


def test_a_meeting_whose_exceptions_are_over_is_plainly_weekly_when_it_is_saved_again(api, olive, address, clock):
    api(olive).patch(address, {"exceptions": [CANCELLED]})
    clock.move_to(utc("2026-11-30T17:00"))

    api(olive).patch(address, {"notes": "Ring twice."})

    assert Meeting.objects.get().dated_until is None
    assert not MeetingOccurrence.objects.exists()


def test_an_exception_for_an_older_version_is_refused(api, olive, address):
    seen = api(olive).get(address)["ETag"]
    api(olive).patch(address, {"name": "Meanwhile"})

    for refused in (
        api(olive).patch(address, {"exceptions": [CANCELLED]}, HTTP_IF_MATCH=seen),
        api(olive).post(f"{address}/exceptions", CANCELLED, HTTP_IF_MATCH=seen),
        api(olive).delete(f"{address}/exceptions/2026-11-24", HTTP_IF_MATCH=seen),
    ):
        assert refused.status_code == 412
    assert Meeting.objects.get().exceptions == []


def test_one_date_is_added_beside_the_others(api, olive, address):
    for exception in (EXTRA, CANCELLED):
        added = api(olive).post(f"{address}/exceptions", exception)

    assert added.status_code == 200
    assert [each["kind"] for each in added.json()["exceptions"]] == ["extra", "cancelled"]


def test_another_word_about_the_same_date_replaces_the_first(api, olive, address):
    for exception in (CANCELLED, MOVED):
        added = api(olive).post(f"{address}/exceptions", exception)

    assert [each["kind"] for each in added.json()["exceptions"]] == ["moved"]


def test_the_same_date_told_twice_is_one_change(api, olive, address):
    for _ in range(2):
        api(olive).post(f"{address}/exceptions", CANCELLED)

    assert MeetingChange.objects.count() == 2


def test_a_date_by_itself_is_refused_where_it_is_wrong(api, olive, address):
    phantom = api(olive).post(f"{address}/exceptions", CANCELLED | {"recurrence_id": "2026-11-25"})
    shapeless = api(olive).post(f"{address}/exceptions", {"kind": "moved", "recurrence_id": "2026-11-24", "x": 1})

    assert [each["pointer"] for each in phantom.json()["errors"]] == ["/recurrence_id"]
    assert [each["pointer"] for each in shapeless.json()["errors"]] == ["/x"]
    assert api(olive).post(f"{address}/exceptions", []).status_code == 400


def test_a_date_is_as_always_again(api, olive, nora, address, meeting):
    api(olive).patch(address, {"exceptions": [CANCELLED, EXTRA]})

    cleared = api(olive).delete(f"{address}/exceptions/2026-11-24")
    again = api(olive).delete(f"{address}/exceptions/2026-11-24")

    assert (cleared.status_code, again.status_code) == (200, 404)
    assert [each["kind"] for each in cleared.json()["exceptions"]] == ["extra"]
    assert api(olive).delete(f"{address}/exceptions/2026-11-23").json()["exceptions"] == []
    assert api(olive).delete(f"{address}/exceptions/yesterday").status_code == 404
    assert api(nora).get(f"/v1/meetings/{meeting['id']}").json()["exceptions"] == []


def test_what_is_read_can_be_sent_again(api, olive, address):
    patched = api(olive).patch(address, {"exdates": ["2026-12-08"], "exceptions": [CANCELLED, MOVED_LATER]})
    shown = patched.json()

    again = api(olive).patch(address, {name: shown[name] for name in ("exdates", "exceptions")})
    alone = api(olive).post(f"{address}/exceptions", shown["exceptions"][0])

    assert shown["exdates"] == ["2026-12-08T19:30:00"]
    assert [again.json(), alone.json()] == [shown, shown]


def test_strangers_change_no_date(api, olive, otto, address):
    api(olive).post(f"{address}/exceptions", CANCELLED)

    assert api(otto).post(f"{address}/exceptions", EXTRA).status_code == 404
    assert api(otto).delete(f"{address}/exceptions/2026-11-24").status_code == 404
    assert [each["kind"] for each in Meeting.objects.get().exceptions] == ["cancelled"]
