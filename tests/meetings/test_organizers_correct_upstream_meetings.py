"""A local edit of a meeting that follows a feed is laid over it, field by field, and survives every import."""

import json
from typing import Any

import pytest

from meetings.imports.report import Report
from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, MeetingChange, MeetingOverlay, OrganizerServiceBody, ServiceBody
from meetings.stored.turning import turn_listings
from tests.meetings.feeds import bmlt_row, body_row, feed_of, format_row
from tests.times import utc

pytestmark = pytest.mark.django_db

SUNDAY, MONDAY, TUESDAY = utc("2026-11-22T12:00"), utc("2026-11-23T12:00"), utc("2026-11-24T12:00")
MEETING = "/v1/organizer/meetings/1"


def take(now=MONDAY, **fields: Any) -> Report:
    formats = (format_row(17, "O"), format_row(4, "C"))
    return import_feed(feed_of(bmlt_row(1, **fields), formats=formats), source_name="feed", now=now)


@pytest.fixture(autouse=True)
def upstream(olive):
    take(now=SUNDAY)
    OrganizerServiceBody.objects.create(organizer=olive, service_body_id=12)


def shown() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(Meeting.objects.get(pk=1).doc))
    return found


def overlays(report: Report) -> tuple[int, int, int]:
    return report.overlays.kept, report.overlays.ended, report.overlays.in_conflict


def test_a_correction_is_shown_at_once_and_through_imports_that_leave_the_field(api, olive):
    corrected = api(olive).patch(MEETING, {"name": "Our Lights"})
    same, changed = take(), take(comments="Bring a chair")

    assert corrected.status_code == 200, corrected.content
    assert (overlays(same), overlays(changed)) == ((1, 0, 0), (1, 0, 0))
    assert (same.unchanged, changed.changed) == (1, 1)
    assert (shown()["name"], shown()["notes"]) == ("Our Lights", "Bring a chair")


def test_a_correction_ends_when_the_feed_agrees(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})

    agreed, moved_on = take(meeting_name="Our Lights"), take(meeting_name="Theirs", now=TUESDAY)

    assert (overlays(agreed), overlays(moved_on)) == ((0, 1, 0), (0, 0, 0))
    assert shown()["name"] == "Theirs"


def test_a_feed_that_says_something_new_is_a_conflict_and_ours_is_shown(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})

    first, again = take(meeting_name="Theirs"), take(meeting_name="Theirs", now=TUESDAY)

    assert (overlays(first), overlays(again)) == ((0, 0, 1), (0, 0, 1))
    assert [(each.meeting, each.field) for each in again.conflicts] == [(1, "name")]
    assert shown()["name"] == "Our Lights"
    conflict = api(olive).get(MEETING).json()["conflicts"][0]
    assert (conflict["field"], conflict["upstream"], conflict["theirs"], conflict["ours"]) == (
        "name",
        "Tuesday Lights",
        "Theirs",
        "Our Lights",
    )


def test_a_feed_that_goes_back_ends_the_conflict_and_not_the_correction(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})
    take(meeting_name="Theirs")

    assert overlays(take(now=TUESDAY)) == (1, 0, 0)
    assert shown()["name"] == "Our Lights"


def test_a_withdrawn_row_takes_the_meeting_along_and_the_correction_waits(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})

    import_feed(feed_of(), source_name="feed", accept_shrink=True, now=MONDAY)
    gone = Meeting.objects.get(pk=1).is_published
    back = take(now=TUESDAY)

    assert (gone, overlays(back)) == (False, (1, 0, 0))
    assert (Meeting.objects.get(pk=1).is_published, shown()["name"]) == (True, "Our Lights")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"start_time": "20:00"}, "start_time", "20:00"),
        ({"weekday": 4}, "weekday", 4),
        ({"duration_minutes": 45}, "duration_minutes", 45),
        ({"tzid": "America/Chicago"}, "tzid", "America/Chicago"),
        ({"format_ids": [4]}, "formats", [4]),
        ({"languages": ["es"]}, "languages", ["es"]),
        ({"accessibility": {"captions": True}}, "accessibility", {"captions": True}),
        ({"state": "paused", "state_until": "2027-01-31"}, "state_until", "2027-01-31"),
        ({"exdates": ["2026-12-22"]}, "exdates", ["2026-12-22T19:30:00"]),
        ({"valid_until": "2027-06-30"}, "valid_until", "2027-06-30"),
        ({"dtstart": "2026-12-01T19:30:00", "rrule": "FREQ=WEEKLY;INTERVAL=2"}, "rrule", "FREQ=WEEKLY;INTERVAL=2"),
        ({"place": {"street": "1 Other Street", "city": "New York", "region": "NY"}}, "street", "1 Other Street"),
        ({"venue_type": "virtual", "online": {"url": "https://meet.example/x"}}, "venue_type", "virtual"),
    ],
)
def test_whatever_is_corrected_survives_an_import_of_another_field(api, olive, changes, field, value):
    corrected = api(olive).patch(MEETING, changes)
    before = shown()

    report = take(comments="Bring a chair", meeting_name="Renamed")

    assert corrected.status_code == 200, corrected.content
    after = shown() | {"notes": before["notes"], "name": before["name"], "updated_at": before["updated_at"]}
    assert after == before
    told = {**after, **(after["place"] or {}), "formats": [each["id"] for each in after["formats"]]}
    assert told[field] == value
    assert report.overlays.in_conflict == 0


def test_one_line_of_the_address_is_ours_and_the_feed_rules_the_others(api, olive):
    place = shown()["place"] | {"street": "14 Sample Street"}
    api(olive).patch(MEETING, {"place": place})

    take(location_text="New Hall")

    assert (shown()["place"]["street"], shown()["place"]["name"]) == ("14 Sample Street", "New Hall")
    assert MeetingOverlay.objects.values_list("field", flat=True).get() == "place.street"


def test_a_correction_that_says_what_the_feed_says_is_none(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})

    api(olive).patch(MEETING, {"name": "Tuesday Lights"})

    assert not MeetingOverlay.objects.exists()


def test_what_a_feed_left_incomplete_stops_no_correction_of_another_field(api, olive):
    take(location_street="", virtual_meeting_link="http://meet.example/x", venue_type="3", comments="x" * 9000)

    corrected = api(olive).patch(MEETING, {"name": "Our Lights"})

    assert corrected.status_code == 200, corrected.content
    assert list(MeetingOverlay.objects.values_list("field", flat=True)) == ["name"]


def test_a_zone_that_is_inferred_stays_so_when_a_note_is_corrected(api, olive):
    take(time_zone="")

    api(olive).patch(MEETING, {"notes": "Ring twice"})

    assert shown()["tzid_inferred"] is True


def test_a_pause_that_is_over_is_not_laid_over_again(api, olive):
    api(olive).patch(MEETING, {"state": "paused", "state_until": "2026-11-30"})
    turn_listings(now=utc("2026-12-02T12:00"))

    report = take(comments="Back again", now=utc("2026-12-03T12:00"))

    assert (shown()["state"], shown()["state_until"]) == ("active", None)
    assert overlays(report) == (0, 1, 0)


def test_an_organizer_may_list_what_the_feed_has_dropped(api, olive):
    import_feed(feed_of(), source_name="feed", accept_shrink=True, now=MONDAY)
    api(olive).patch(MEETING, {"is_published": True})

    report = import_feed(feed_of(), source_name="feed", now=TUESDAY)

    assert (report.withdrawn, Meeting.objects.get(pk=1).is_published) == (0, True)


def test_what_an_organizer_has_unlisted_stays_so(api, olive):
    api(olive).patch(MEETING, {"is_published": False})

    same, changed = take(), take(comments="Bring a chair")

    assert (same.unchanged, changed.changed, Meeting.objects.get(pk=1).is_published) == (1, 1, False)


def test_taking_theirs_ends_the_correction(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})
    take(meeting_name="Theirs")

    settled = api(olive).post(f"{MEETING}/conflicts", {"field": "name", "take": "theirs"})

    assert (settled.status_code, settled.json()["name"], settled.json()["conflicts"]) == (200, "Theirs", [])
    assert shown()["name"] == "Theirs"
    assert not MeetingOverlay.objects.exists()


def test_taking_ours_ends_the_conflict_until_the_feed_changes_its_mind(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})
    take(meeting_name="Theirs")

    settled = api(olive).post(f"{MEETING}/conflicts", {"field": "name", "take": "ours"})
    same, other = take(meeting_name="Theirs", now=TUESDAY), take(meeting_name="Something else", now=TUESDAY)

    assert (settled.status_code, settled.json()["conflicts"]) == (200, [])
    assert (overlays(same), overlays(other)) == ((1, 0, 0), (0, 0, 1))
    assert shown()["name"] == "Our Lights"


def test_conflicts_and_corrections_are_listed_for_those_who_serve_the_body(api, olive, otto):
    api(olive).patch(MEETING, {"name": "Our Lights", "notes": "Ring twice"})
    take(meeting_name="Theirs")

    conflicts = api(olive).get("/v1/organizer/conflicts").json()["results"]
    corrections = api(olive).get(f"{MEETING}/corrections").json()["results"]

    assert [(each["meeting"]["id"], each["field"], each["theirs"]) for each in conflicts] == [(1, "name", "Theirs")]
    assert [(each["field"], each["is_in_conflict"]) for each in corrections] == [("name", True), ("notes", False)]
    assert api(otto).get("/v1/organizer/conflicts").json()["results"] == []
    assert api(otto).get(f"{MEETING}/corrections").status_code == 404
    assert api(otto).post(f"{MEETING}/conflicts", {"field": "name", "take": "ours"}).status_code == 404


def test_a_field_without_conflict_cannot_be_settled(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})

    refused = api(olive).post(f"{MEETING}/conflicts", {"field": "name", "take": "ours"})

    assert (refused.status_code, refused.json()["code"]) == (409, "not-in-conflict")
    assert api(olive).post(f"{MEETING}/conflicts", {"field": "name", "take": "both"}).status_code == 400


def test_history_tells_who_said_what(api, olive):
    api(olive).patch(MEETING, {"name": "Our Lights"})
    take(comments="Bring a chair")

    told = [
        (each.actor_id is not None, each.source_id is not None, each.run_id is not None, each.after["name"])
        for each in MeetingChange.objects.order_by("pk")
    ]
    assert told == [
        (False, True, True, "Tuesday Lights"),
        (True, False, False, "Our Lights"),
        (False, True, True, "Our Lights"),
    ]


def test_moving_a_meeting_to_a_body_of_ours_ends_its_ties_to_the_feed(api, olive):
    ours = ServiceBody.objects.create(name="Our Area", is_ours=True)
    OrganizerServiceBody.objects.create(organizer=olive, service_body=ours)
    api(olive).patch(MEETING, {"name": "Our Lights", "service_body_id": ours.pk})

    report = take(meeting_name="Theirs")

    assert [each.reason for each in report.skipped] == ["its service body is ours; the feed changes nothing in it"]
    assert shown()["name"] == "Our Lights"
    assert not MeetingOverlay.objects.exists()


def test_a_renamed_service_body_is_no_correction(api, olive):
    api(olive).patch(MEETING, {"notes": "Ring twice"})

    import_feed(feed_of(bmlt_row(1), bodies=(body_row(name="Renamed Area"),)), source_name="feed", now=MONDAY)

    assert (shown()["service_body"]["name"], shown()["notes"]) == ("Renamed Area", "Ring twice")
