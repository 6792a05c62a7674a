"""Each row stands for itself: what can be saved is saved and told, what cannot is skipped and told."""

import json
from typing import Any

import pytest

from meetings.imports.report import Report
from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, MeetingChange, MeetingContact, ServiceBody
from tests.meetings.feeds import bmlt_row, body_row, feed_of, format_row
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-22T12:00")


def take(*rows, source: str = "test", **parts) -> Report:
    return import_feed(feed_of(*rows, **parts), source_name=source, accept_shrink=True, now=NOW)


def shown(pk: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(Meeting.objects.get(pk=pk).doc))
    return found


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id_bigint": "none"}, "id_bigint is not a positive whole number"),
        ({"id_bigint": "9" * 30}, "id_bigint has more than 18 digits"),
        ({"weekday_tinyint": "0"}, "weekday_tinyint is not a number from 1 (Sunday) to 7"),
        ({"weekday_tinyint": None}, "weekday_tinyint is not a number from 1 (Sunday) to 7"),
        ({"start_time": "half past seven"}, "start_time is not a time of day"),
        ({"start_time": "25:00:00"}, "start_time is not a time of day"),
        ({"start_time": ["19:00"]}, "start_time is not a time of day"),
    ],
)
def test_a_row_that_cannot_be_read_is_skipped_with_its_number_and_reason(fields, reason):
    report = take(bmlt_row(1), bmlt_row(2) | fields, bmlt_row(3))

    assert [(each.row, each.reason) for each in report.skipped] == [(2, reason)]
    assert sorted(Meeting.objects.values_list("pk", flat=True)) == [1, 3]


@pytest.mark.parametrize("row", [None, 7, "text", ["list"]])
def test_a_row_that_is_no_object_is_skipped(row):
    report = take(bmlt_row(1), row)

    assert report.created == 1
    assert [each.row for each in report.skipped] == [2]


def test_the_second_row_with_an_id_is_skipped():
    report = take(bmlt_row(1), bmlt_row(1, meeting_name="Another"))

    assert [(s.row, s.identity, s.reason) for s in report.skipped] == [(2, "1", "the same id stands in row 1")]
    assert shown(1)["name"] == "Tuesday Lights"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"meeting_name": "<b>Big</b> &amp; <i>Bold</i>"}, {"name": "Big & Bold"}),
        ({"meeting_name": ""}, {"name": "NA meeting"}),
        ({"meeting_name": "Nu\x00ll\ud800"}, {"name": "Null"}),
        ({"comments": "Ring<br>twice<script>alert(1)</script>"}, {"notes": "Ring\ntwice"}),
        ({"comments": "&lt;script&gt;alert(1)&lt;/script&gt; come in"}, {"notes": "come in"}),
        ({"comments": "Ask jo.doe@example.org for the code"}, {"notes": "Ask for the code"}),
        ({"start_time": "24:00:00"}, {"start_time": "00:00", "weekday": 3}),
        ({"duration_time": "99:00:00"}, {"duration_minutes": 60}),
        ({"time_zone": "Mars/Olympus"}, {"tzid": "America/New_York", "tzid_inferred": True}),
        ({"format_shared_id_list": "999"}, {"formats": []}),
        ({"service_body_bigint": "77"}, {"service_body": None}),
    ],
)
def test_a_repaired_field_is_told_and_the_meeting_kept(fields, expected):
    report = take(bmlt_row(1, **fields))

    assert {key: shown(1)[key] for key in expected} == expected
    assert [(each.row, each.identity) for each in report.repaired] == [(1, "1")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://meet.example/lights", "https://meet.example/lights"),
        ("Join at https://meet.example/lights.", "https://meet.example/lights"),
        ("javascript:alert(1)", ""),
        ("N/A", ""),
        ("https://one.example/a https://two.example/b", ""),
        ("https://bank.example@evil.example/", ""),
        ("http://[", ""),
    ],
)
def test_only_one_web_address_is_a_link(link, expected):
    take(bmlt_row(1, venue_type="3", virtual_meeting_link=link, phone_meeting_number="+1 555 0100"))

    assert shown(1)["online"]["url"] == expected


@pytest.mark.parametrize(
    ("fields", "venue_type"),
    [
        ({"formats": "VM"}, "virtual"),
        ({"formats": "O,HY"}, "hybrid"),
        ({}, "in_person"),
        ({"virtual_meeting_link": "https://meet.example/x"}, "hybrid"),
        ({"latitude": "", "longitude": "", "phone_meeting_number": "+1 555 0100"}, "hybrid"),
        ({"latitude": "", "longitude": "", "location_street": "", "phone_meeting_number": "1"}, "virtual"),
        ({"latitude": "0", "longitude": "0", "location_street": ""}, "in_person"),
    ],
)
def test_a_venue_type_that_the_source_does_not_tell_follows_from_the_rest(fields, venue_type):
    take(bmlt_row(1, venue_type="", **fields))

    assert shown(1)["venue_type"] == venue_type


def test_a_virtual_meeting_has_no_place_whatever_the_source_says():
    take(bmlt_row(1, venue_type="2", virtual_meeting_link="https://meet.example/x"))

    assert shown(1)["place"] is None
    assert Meeting.objects.get(pk=1).lat is None


def test_a_hybrid_meeting_keeps_its_place():
    take(bmlt_row(1, venue_type="3", virtual_meeting_link="https://meet.example/x"))

    assert (shown(1)["place"]["lat"], shown(1)["place"]["lon"]) == (40.7128, -74.006)


@pytest.mark.parametrize("coordinates", [("0", "0"), ("nan", "nan"), ("91", "0"), ("", "-74"), ("x", "y")])
def test_coordinates_that_are_no_point_are_missing(coordinates):
    report = take(bmlt_row(1, latitude=coordinates[0], longitude=coordinates[1]))

    assert (shown(1)["place"]["lat"], shown(1)["place"]["lon"]) == (None, None)
    assert [each.what for each in report.repaired] == ["latitude, longitude: not a point on the globe, left out"]


def test_a_label_before_a_value_is_taken_off():
    take(bmlt_row(1, train_lines="Train Lines#@-@#Tren 2"))

    assert shown(1)["place"]["train_lines"] == "Tren 2"


def test_a_day_long_meeting_and_one_without_duration():
    take(bmlt_row(1, duration_time="24:00:00"), bmlt_row(2, duration_time=""))

    assert (shown(1)["duration_minutes"], shown(2)["duration_minutes"]) == (1440, 60)


def test_names_in_any_script_survive():
    take(bmlt_row(1, meeting_name="فقط برای امروز 🌱"))

    assert shown(1)["name"] == "فقط برای امروز 🌱"
    assert shown(1)["slug"] == "meeting-1"


def test_ten_megabytes_in_one_field_are_cut():
    report = take(bmlt_row(1, comments="<" * 10_000_000, location_info="x " * 5_000_000))

    assert len(shown(1)["notes"]) <= 10_000
    assert report.created == 1


def test_contacts_and_notes_of_administrators_are_kept_apart_from_all_that_is_shown():
    private = dict.fromkeys(
        ["contact_name_1", "contact_email_1", "contact_phone_1", "email_contact", "admin_notes"], "Jo Doe 5550100"
    )

    take(bmlt_row(1, **private))

    meeting = Meeting.objects.get(pk=1)
    assert all("Doe" not in str(getattr(meeting, f.name)) for f in Meeting._meta.concrete_fields)
    assert "Doe" not in json.dumps([shown(1), *MeetingChange.objects.values_list("after", flat=True)])
    assert MeetingContact.objects.get().fields == private


def test_a_contact_that_changes_changes_no_listing_and_one_that_goes_is_forgotten():
    take(bmlt_row(1, contact_name_1="Jo"))

    other, none = take(bmlt_row(1, contact_name_1="Al")), take(bmlt_row(1, contact_name_1=""))

    assert (other.unchanged, none.unchanged, MeetingChange.objects.count()) == (1, 1, 1)
    assert not MeetingContact.objects.exists()


def test_fields_of_a_deployment_and_the_language_of_the_row_are_kept():
    take(bmlt_row(1, zone="North", lang_enum="de", color="<b>red</b>", nested={"a": 1}, empty=""))

    meeting = Meeting.objects.get(pk=1)
    assert meeting.custom_fields == {"zone": "North", "color": "red", "empty": ""}
    assert (meeting.text_language, meeting.languages) == ("de", ["de"])


def test_a_closed_place_is_a_state_and_no_format():
    take(bmlt_row(1, format_shared_id_list="55,17"), formats=(format_row(55, "TC"), format_row(17, "O")))

    assert shown(1)["state"] == "place_closed"
    assert [each["key"] for each in shown(1)["formats"]] == ["O"]


def test_without_zone_and_coordinates_the_service_body_tells():
    bare = {"time_zone": "", "latitude": "", "longitude": ""}

    take(
        bmlt_row(1, time_zone="America/Chicago"),
        bmlt_row(2, time_zone="America/Chicago"),
        bmlt_row(3, time_zone="America/Denver"),
        bmlt_row(4, **bare),
        bmlt_row(5, service_body_bigint="", **bare),
    )

    assert (shown(4)["tzid"], shown(4)["tzid_inferred"]) == ("America/Chicago", True)
    assert shown(5)["tzid"] == "UTC"


def test_service_bodies_in_a_circle_become_roots_somewhere():
    report = take(bodies=(body_row(1, parent_id="2"), body_row(2, parent_id="1"), body_row(3, parent_id="9")))

    assert [each.identity for each in report.repaired] == ["service body 1", "service body 3"]


def test_a_parent_that_is_no_number_is_none_and_zeros_before_one_do_not_matter():
    take(bodies=(body_row(1, parent_id="²"), body_row(2, parent_id="01")))

    assert dict(ServiceBody.objects.values_list("pk", "parent")) == {1: None, 2: 1}
