"""Meeting Guide JSON in every flavour that public feeds have."""

import json
from typing import Any

import pytest

from meetings.imports.report import Report
from meetings.imports.taking_over import import_feed
from meetings.models import Format, Meeting, MeetingChange, MeetingContact, ServiceBody
from tests.meetings.feeds import bmlt_row, feed_of, format_row, guide_of, guide_row
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = utc("2026-11-23T06:00"), utc("2026-11-24T06:00")


def take(*rows: Any, now=MONDAY, source: str = "guide", **options: Any) -> Report:
    return import_feed(guide_of(*rows), source_name=source, accept_shrink=True, now=now, **options)


def shown(**fields: Any) -> dict[str, Any]:
    take(guide_row("lights", **fields))
    found: dict[str, Any] = json.loads(bytes(Meeting.objects.get().doc))
    return found


def test_a_plain_row_becomes_a_listing_under_its_own_slug():
    listing = shown()

    assert listing["slug"] == "lights"
    assert (listing["weekday"], listing["start_time"], listing["duration_minutes"]) == (2, "19:30", 90)
    assert listing["venue_type"] == "in_person"
    place = listing["place"]
    assert (place["name"], place["street"], place["city"]) == ("St. Example Hall", "12 Sample Street", "New York")
    assert (place["region"], place["postal_code"], place["country"]) == ("NY", "10000", "USA")
    assert [each["key"] for each in listing["formats"]] == ["O"]


@pytest.mark.parametrize(
    ("fields", "slots"),
    [
        ({"day": "2"}, [(2, "19:30")]),
        ({"day": [2]}, [(2, "19:30")]),
        ({"day": "Tuesday", "time": "7:30 PM"}, [(2, "19:30")]),
        ({"day": [1, "3", "x"], "time": "Noon"}, [(1, "12:00"), (3, "12:00")]),
        ({"day": 7}, [(0, "19:30")]),
        ({"time": "24:00"}, [(3, "00:00")]),
        ({"times": "Sunday 8:30 AM\nMonday 9:00 PM \r\n\n"}, [(0, "08:30"), (1, "21:00")]),
    ],
)
def test_each_day_and_time_of_a_row_is_a_listing(fields, slots):
    take(guide_row("lights", **fields))

    found = Meeting.objects.order_by("weekday").values_list("weekday", "start_time")
    assert [(day, f"{start:%H:%M}") for day, start in found] == slots


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"end_time": "21:00"}, 90),
        ({"end_time": "00:30"}, 300),
        ({"end_time": "19:30"}, 60),
        ({"end_time": ""}, 60),
        ({"end_time": "", "duration": 75}, 75),
        ({"end_time": "late", "duration": "x"}, 60),
    ],
)
def test_the_end_or_the_duration_tells_how_long_it_takes(fields, minutes):
    assert shown(**fields)["duration_minutes"] == minutes


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"day": None, "time": None}, "day, time: none; it meets by appointment", "day"),
        ({"day": None}, "day: none, though it has a time", "day"),
        ({"time": "evening"}, "time: not a time of day", "time"),
        ({"times": "whenever"}, "times: no day and time in it", "times"),
    ],
)
def test_a_row_without_day_and_time_is_skipped_with_its_field_and_reason(fields, reason, field):
    report = take(guide_row("lights", **fields), guide_row("other", name="Other"))

    assert [(each.row, each.identity, each.reason, each.field) for each in report.skipped] == [
        (1, "lights", reason, field)
    ]
    assert (report.created, report.rows) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "venue_type", "state"),
    [
        ({}, "in_person", "active"),
        ({"conference_url": "https://zoom.us/j/1"}, "hybrid", "active"),
        ({"conference_phone": "+15550100"}, "hybrid", "active"),
        ({"formatted_address": "New York, NY, USA", "conference_url": "https://zoom.us/j/1"}, "virtual", "active"),
        ({"approximate": "yes", "types": ["ONL"]}, "virtual", "active"),
        ({"types": ["onl"]}, "hybrid", "active"),
        ({"types": ["TC"]}, "in_person", "place_closed"),
        ({"types": ["TC", "ONL"], "conference_url": "https://zoom.us/j/1"}, "hybrid", "place_closed"),
        ({"attendance_option": "online", "conference_url": "https://zoom.us/j/1"}, "virtual", "active"),
        ({"formatted_address": "New York, NY, USA"}, "in_person", "active"),
        ({"coordinates": "40,-74,41,-73", "latitude": None, "conference_phone": "1"}, "virtual", "active"),
    ],
)
def test_the_venue_follows_from_types_links_and_address(fields, venue_type, state):
    listing = shown(**fields)

    assert (listing["venue_type"], listing["state"]) == (venue_type, state)


def test_a_virtual_meeting_has_no_place_though_the_feed_has_coordinates():
    listing = shown(types=["ONL"], formatted_address="Berlin, Germany", latitude=37.77, longitude=-122.41)

    assert listing["place"] is None
    assert Meeting.objects.get().lat is None


def test_coordinates_as_text_count_and_zeros_are_missing():
    take(guide_row("a", latitude="40.5", longitude="-73.5"), guide_row("b", day=3, latitude=0, longitude=0))

    places = Meeting.objects.order_by("weekday").values_list("lat", "lon")
    assert list(places) == [(40.5, -73.5), (None, None)]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("N/A", ""),
        ("https:", ""),
        ("Join us: https://zoom.us/j/1 (no code)", "https://zoom.us/j/1"),
        ("https://zoom.us/j/1 or https://zoom.us/j/2", ""),
        ("zoommtg://zoom.us/join?confno=1", ""),
    ],
)
def test_a_bad_link_is_repaired_or_left_out_and_told_with_its_value(link, expected):
    report = take(guide_row("lights", conference_url=link, conference_phone="1"))

    assert Meeting.objects.get().online_url == expected
    assert [(each.field, each.value) for each in report.repaired] == [("conference_url", link)]


@pytest.mark.parametrize(
    ("types", "world_ids"),
    [
        (["C", "BEG"], {"CLOSED", "BEG"}),
        ("c, x", {"CLOSED", "WCHR"}),
        ("Open, Speaker, Discussion", {"OPEN", "SPK", "DISC"}),
        (["ST", "BE", "TR"], {"STEP", "BEG", "TRAD"}),
        (["", None, 7, {"a": 1}], set()),
        (None, set()),
    ],
)
def test_types_in_every_form_are_formats_by_their_naws_code(types, world_ids):
    take(guide_row("lights", types=types))

    assert set(Meeting.objects.get().formats.values_list("world_id", flat=True)) == world_ids


def test_unknown_types_are_left_out_and_told():
    report = take(guide_row("lights", types=["O", "QQQ"]))

    assert [(each.field, each.what) for each in report.repaired] == [("types", "types: QQQ not known, left out")]


def test_language_types_say_what_is_spoken():
    listing = shown(types=["S", "X", "ASL"], languages=["en"])

    assert listing["languages"] == ["en", "es"]
    assert listing["accessibility"] == {"sign_language": True, "wheelchair": True}


def test_formats_that_stand_here_already_are_meant_by_their_code():
    import_feed(
        feed_of(bmlt_row(1), formats=(format_row(17, "O", world_id="OPEN"), format_row(4, "C", world_id="CLOSED"))),
        source_name="bmlt",
        now=MONDAY,
    )
    before = Format.objects.count()

    take(guide_row("lights", types=["O", "DB"]), now=TUESDAY)
    take(guide_row("other", types=["O", "DB"]), now=TUESDAY, source="another feed")

    assert Format.objects.count() == before + 1
    linked = Meeting.objects.exclude(pk=1).values_list("formats__pk", flat=True)
    assert sorted(linked).count(17) == 2


def test_an_entity_is_a_service_body_made_once():
    rows = [
        guide_row("a", entity="Harbour Area", entity_phone="555-0100"),
        guide_row("b", day=3, entity="harbour area"),
    ]

    take(*rows)
    take(*rows, source="another")

    assert ServiceBody.objects.values_list("name", "helpline").get() == ("Harbour Area", "555-0100")
    assert set(Meeting.objects.values_list("service_body__name", flat=True)) == {"Harbour Area"}


def test_html_and_addresses_of_people_do_not_get_into_what_is_shown():
    listing = shown(notes="<p>Ring &amp; wait</p>Ask jo@example.org", location_notes="Side<br>door", group_notes="x")

    assert listing["notes"] == "Ring & wait\nAsk\nx"
    assert listing["place"]["info"] == "Side\ndoor"


def test_contacts_are_kept_apart_for_those_in_charge():
    take(guide_row("lights", contact_1_name="Jo D", contact_1_email="jo@example.org", email="group@example.org"))

    contact = MeetingContact.objects.get().fields
    assert contact == {
        "contact_name_1": "Jo D",
        "contact_email_1": "jo@example.org",
        "email_contact": "group@example.org",
    }
    assert "jo@" not in json.dumps(list(MeetingChange.objects.values_list("after", flat=True)))
    assert b"jo@" not in bytes(Meeting.objects.get().doc)


def test_the_day_of_the_last_contact_says_how_fresh_it_is():
    assert shown(last_contact="8/16/2026", updated="8/25/2022 11:17:07 AM")["last_confirmed_on"] == "2026-08-16"


def test_the_older_export_of_the_online_intergroup_is_read():
    row = {
        "meetingId": 36,
        "name": "Global Meditation",
        "times": "Sunday 8:30 AM\nMonday 8:30 AM",
        "timezone": "America/Los_Angeles",
        "url": "https://us02web.zoom.us/j/1",
        "types": "Closed, Men, English",
        "languages": "English",
        "formats": "Video, Audio",
        "accessCode": "531646",
        "email": "group@example.org",
        "phone": "555-0171",
        "primaryContactName": "Jo D",
    }

    take(row)

    meetings = Meeting.objects.order_by("weekday")
    assert [(each.weekday, each.venue_type, each.online_url) for each in meetings] == [
        (0, "virtual", "https://us02web.zoom.us/j/1"),
        (1, "virtual", "https://us02web.zoom.us/j/1"),
    ]
    assert (meetings[0].online_notes, meetings[0].online_phone, meetings[0].languages) == ("531646", "", ["en"])
    assert MeetingContact.objects.first().fields["contact_phone_1"] == "555-0171"  # type: ignore[union-attr]
