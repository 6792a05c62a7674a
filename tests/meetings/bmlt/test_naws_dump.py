"""GetNAWSDump: the spreadsheet that world services read."""

import csv
from datetime import time
from io import StringIO
from typing import Any

import pytest
from django.test import override_settings

from meetings.history.recording import change_of
from meetings.models import Meeting, MeetingChange, OrganizerServiceBody, ServiceBody, Source
from meetings.stored import documents, places, saving
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.meetings.bmlt.asking import ask
from tests.times import utc

pytestmark = pytest.mark.django_db

HEADER = (
    "Committee CommitteeName AddDate AreaRegion ParentName ComemID ContactID ContactName CompanyName ContactAddrID "
    "ContactAddress1 ContactAddress2 ContactCity ContactState ContactZip ContactCountry ContactPhone MeetingID Room "
    "Closed WheelChr Day Time Language1 Language2 Language3 LocationId Place Address City LocBorough State Zip Country "
    "Directions Institutional Format1 Format2 Format3 Format4 Format5 Delete LastChanged Longitude Latitude ContactGP "
    "PhoneMeetingNumber VirtualMeetingLink VirtualMeetingInfo TimeZone bmlt_id unpublished"
)


def dump(body: ServiceBody, **headers: Any) -> list[dict[str, str]]:
    response = ask(f"GetNAWSDump&sb_id={body.pk}", data_format="csv", **headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.getvalue().decode(), newline="")))


@pytest.fixture
def harbour(db: None) -> ServiceBody:
    region = factories.service_body("Region", world_id="RG1")
    return factories.service_body("Harbour Area", world_id="ar-738", parent=region)


def in_house(number: int, body: ServiceBody, **fields: Any) -> Meeting:
    facts = PlaceFacts(**({"street": "12 Sample Street", "lat": 40.7, "lon": -74.0} | fields.pop("house", {})))
    place = places.find_or_make([facts])[facts]
    return factories.unsaved(number, place=place, venue_type="in_person", service_body=body, **fields)


def test_a_line_holds_what_the_meeting_says(harbour):
    house = {
        "name": "St. Example Hall",
        "city": "New York",
        "city_subsection": "Manhattan",
        "neighborhood": "Harlem",
        "region": "NY",
        "postal_code": "10000",
        "country": "USA",
        "info": "Side door ",
    }
    formats = [
        factories.meeting_format("O", world_id="OPEN"),
        factories.meeting_format("WC", world_id="WCHR"),
        factories.meeting_format("es", world_id="LANG"),
        factories.meeting_format("Pi"),
        factories.meeting_format("BT", world_id="BT"),
    ]
    meeting = in_house(1, harbour, house=house, world_id="G00104711", notes="Ring twice", start="07:05")
    factories.save([meeting], *formats)
    MeetingChange.objects.create(meeting=meeting, at=utc("2026-03-04T12:00"), kind="created", after={})

    (line,) = dump(harbour)

    assert " ".join(line) == HEADER
    assert {name: value for name, value in line.items() if value} == {
        "Committee": "G00104711",
        "CommitteeName": "Tuesday Lights",
        "AreaRegion": "ar-738",
        "ParentName": "Harbour Area",
        "Room": "Pi",
        "Closed": "OPEN",
        "WheelChr": "TRUE",
        "Day": "Tuesday",
        "Time": "0705",
        "Language1": "ES",
        "Place": "St. Example Hall",
        "Address": "12 Sample Street",
        "City": "Manhattan",
        "LocBorough": "Harlem",
        "State": "NY",
        "Zip": "10000",
        "Country": "USA",
        "Directions": "Side door, Ring twice",
        "Institutional": "FALSE",
        "Format1": "LANG",
        "Format2": "BT",
        "LastChanged": "3/4/26",
        "Longitude": "-74",
        "Latitude": "40.7",
        "TimeZone": "America/New_York",
        "bmlt_id": "1",
    }


@pytest.mark.parametrize(
    ("codes", "closed"),
    [((), "CLOSED"), (("OPEN",), "OPEN"), (("CLOSED",), "CLOSED"), (("OPEN", "CLOSED"), "CLOSED")],
)
def test_closed_wins_over_open(codes, closed, harbour):
    formats = [factories.meeting_format(code, world_id=code) for code in codes]
    factories.save([in_house(1, harbour)], *formats)

    assert dump(harbour)[0]["Closed"] == closed


@override_settings(BMLT_DEFAULT_CLOSED=False)
def test_the_server_says_what_an_unmarked_meeting_is(harbour):
    factories.save([in_house(1, harbour)])

    assert dump(harbour)[0]["Closed"] == "OPEN"


def test_formats_that_matter_most_are_not_cut_off(harbour):
    codes = ("BT", "IP", "IW", "JFT", "TOP", "W", "GL")
    formats = [factories.meeting_format(code, world_id=code) for code in codes]
    meeting = factories.unsaved(1, service_body=harbour, state="place_closed", online_url="https://meet.example/a")
    factories.save([meeting], *formats)

    (line,) = dump(harbour)

    assert [line[f"Format{n}"] for n in range(1, 6)] == ["VM", "TC", "W", "GL", "BT"]


@pytest.mark.parametrize(
    ("house", "city"),
    [
        ({"city_subsection": "a", "city": "b", "neighborhood": "c"}, "a"),
        ({"city": "b", "neighborhood": "c"}, "b"),
        ({"neighborhood": "c"}, "c"),
        ({}, ""),
    ],
)
def test_the_city_is_the_closest_there_is(house, city, harbour):
    factories.save([in_house(1, harbour, house=house)])

    assert dump(harbour)[0]["City"] == city


def test_lines_are_ordered_and_hold_the_bodies_below(harbour):
    factories.save(
        [
            in_house(1, harbour, weekday=5),
            in_house(2, harbour.parent, weekday=0, start="20:00"),
            in_house(3, harbour, weekday=0, start="08:00"),
            in_house(4, factories.service_body("Hill Area")),
        ]
    )

    assert [line["bmlt_id"] for line in dump(harbour.parent)] == ["3", "2", "1"]
    assert [line["AreaRegion"] for line in dump(harbour.parent)] == ["ar-738", "RG1", "ar-738"]


def test_unpublished_meetings_need_authority(harbour, olive, otto, api):
    OrganizerServiceBody.objects.create(organizer=olive, service_body=harbour)
    factories.save([in_house(1, harbour), in_house(2, harbour, is_published=False)])
    headers = {who: {"HTTP_AUTHORIZATION": api(who)._credentials["HTTP_AUTHORIZATION"]} for who in (olive, otto)}

    seen = dump(harbour, **headers[olive])

    assert [(line["bmlt_id"], line["unpublished"]) for line in seen] == [("1", ""), ("2", "1")]
    assert [line["bmlt_id"] for line in dump(harbour)] == ["1"]
    assert [line["bmlt_id"] for line in dump(harbour, **headers[otto])] == ["1"]


@pytest.mark.parametrize(("world_id", "lines"), [("G1", [("1", "D")]), ("", []), ("deleted", []), (" Deleted ", [])])
def test_what_the_feed_gave_up_is_struck_off_once_if_world_services_know_it(world_id, lines, harbour):
    meeting = in_house(1, harbour, world_id=world_id)
    factories.save([meeting], factories.meeting_format("BT", world_id="BT"))
    for is_published in (False, True, False):
        _feed_says(meeting, is_published=is_published)

    found = dump(harbour)

    assert [(line["bmlt_id"], line["Delete"]) for line in found] == lines
    assert all(line["Format1"] == "BT" for line in found)


def _feed_says(meeting: Meeting, *, is_published: bool) -> None:
    feed, _ = Source.objects.get_or_create(identity="feed")
    now = utc("2026-11-24T12:00")
    (listing,) = documents.listings_of(Meeting.objects.filter(pk=meeting.pk))
    before = documents.state_of(listing)
    documents.publish(listing.meeting, is_published=is_published, now=now)
    saving.prepare([listing], now=now)
    saving.save([listing], now=now)
    change_of(listing, before, at=now, source=feed).save()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_run_by_a_spreadsheet(name, harbour):
    factories.save([in_house(1, harbour, name=name)])

    (line,) = dump(harbour)

    assert line["CommitteeName"].startswith("'")
    assert line["Longitude"] == "-74"


@pytest.mark.parametrize(
    ("world_id", "name", "expected"),
    [
        ("ar-738", "Harbour & Hill Area", "BMLT_AR_738_harbour___hill_area_"),
        ("", "Area", "BMLT_WORLD_ID_MISSING_area_"),
        ("??", "Área", "BMLT___rea_"),
    ],
)
def test_the_file_is_named_for_the_body(world_id, name, expected, db):
    body = factories.service_body(name, world_id=world_id)

    disposition = ask(f"GetNAWSDump&sb_id={body.pk}", data_format="csv")["Content-Disposition"]

    assert disposition.startswith(f'attachment; filename="{expected}20')
    assert disposition.endswith('.csv"')


@pytest.mark.parametrize("query", ["", "&sb_id=", "&sb_id=word", "&sb_id=1.5", "&sb_id=999999", "&sb_id=-1"])
def test_a_body_that_is_none_is_422(query, db):
    response = ask(f"GetNAWSDump{query}", data_format="csv")

    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["sb_id"]


def test_history_is_read_with_one_statement_however_many_meetings(harbour, django_assert_num_queries):
    factories.save([in_house(1, harbour)])
    with django_assert_num_queries(10) as few:
        ask(f"GetNAWSDump&sb_id={harbour.pk}", data_format="csv")
    factories.save([in_house(number, harbour, start=str(time(number))[:5]) for number in range(2, 20)])
    with django_assert_num_queries(len(few)):
        ask(f"GetNAWSDump&sb_id={harbour.pk}", data_format="csv")
