import json
from typing import Any

import pytest

from meetings.dates.dated import DatedException, ExceptionKind
from meetings.models import Format, Meeting
from meetings.stored import places
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.meetings.sync.follower import fetch
from tests.times import utc

pytestmark = pytest.mark.django_db

FEED = "/feeds/meeting-guide.json"
HALL = PlaceFacts(
    name="St. Example Hall",
    street="12 Sample Street",
    city="New York",
    city_subsection="Manhattan",
    neighborhood="East Village",
    region="NY",
    postal_code="10000",
    country="USA",
    info="Side door, ring twice",
    lat=40.783123456,
    lon=-73.971234567,
)
LINK = {"online_url": "https://meet.example/lights"}


def in_hall(number: int = 1, *formats: Format, place: PlaceFacts = HALL, **fields: Any) -> Meeting:
    row = factories.unsaved(number, **{"venue_type": "in_person"} | fields)
    row.place = places.find_or_make([place])[place]
    return factories.save([row], *formats)[0]


def nawsformat(world_id: str, key: str = "") -> Format:
    return factories.meeting_format(key or world_id[:20], world_id=world_id)


def rows(api) -> list[dict[str, Any]]:
    response = fetch(api(), FEED)
    assert response.status_code == 200
    found = json.loads(response.body)
    assert isinstance(found, list)
    return found


def the_row(api) -> dict[str, Any]:
    (row,) = rows(api)
    return row


def test_a_weekly_meeting_is_a_row(api):
    body = factories.service_body("Harbour Area", url="https://harbour.example", helpline="(212) 555-0100")
    in_hall(slug="tuesday-lights-1", duration_minutes=90, notes="Ring <b>twice</b>", service_body=body)

    assert the_row(api) == {
        "name": "Tuesday Lights",
        "slug": "tuesday-lights-1",
        "day": 2,
        "time": "19:30",
        "end_time": "21:00",
        "timezone": "America/New_York",
        "location": "St. Example Hall",
        "location_notes": "Side door, ring twice",
        "formatted_address": "12 Sample Street, New York, NY 10000, USA",
        "latitude": 40.78312,
        "longitude": -73.97123,
        "approximate": "no",
        "regions": ["Manhattan", "East Village"],
        "notes": "Ring twice",
        "updated": "2026-11-01 12:00:00",
        "entity": "Harbour Area",
        "entity_url": "https://harbour.example",
        "entity_website_url": "https://harbour.example",
        "entity_phone": "+1-212-555-0100",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"is_published": False},
        {"state": "paused"},
        {"rrule": "FREQ=MONTHLY;BYDAY=2TU"},
        {"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
        {"weekday": None},
        {"valid_from": utc("2027-01-01T00:00").date()},
    ],
)
def test_what_the_feed_has_no_words_for_is_left_out(api, fields):
    in_hall(**fields)

    assert rows(api) == []


def attendance(row: dict[str, Any]) -> tuple[str, str]:
    """How the two readers see it: 12-step-meeting-list by types, TSML UI by link, number and address."""
    in_person = "TC" not in row.get("types", []) and row["approximate"] == "no"
    one = "ONL" in row.get("types", [])
    other = bool(row.get("conference_url") or row.get("conference_phone"))
    words = {(True, True): "hybrid", (True, False): "in_person", (False, True): "online", (False, False): "inactive"}
    return words[in_person, one], words[in_person, other]


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, "in_person"),
        ({"venue_type": "hybrid"} | LINK, "hybrid"),
        ({"venue_type": "hybrid", "online_phone": "+1 646 555 0100,,123#"}, "hybrid"),
        ({"state": "place_closed"} | LINK, "online"),
        ({"state": "place_closed"}, "inactive"),
        ({"venue_type": "hybrid", "online_url": "ask at the door"}, "in_person"),
    ],
)
def test_both_readers_see_how_one_can_attend(api, fields, seen):
    in_hall(**fields)

    assert attendance(the_row(api)) == (seen, seen)


def test_an_online_meeting_has_an_address_that_implies_its_zone(api):
    factories.meeting(1, tzid="Asia/Kathmandu", **LINK)

    row = the_row(api)

    assert attendance(row) == ("online", "online")
    assert row["formatted_address"] == "Kathmandu, Nepal"
    assert "latitude" not in row


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("+1 (646) 555-0100", "+16465550100"),
        ("646-555-0100 or 301-555-0100", "6465550100"),
        ("+16465550100,,86012345#", "+16465550100,,86012345#"),
        ("Meeting ID 12", None),
    ],
)
def test_only_a_number_that_can_be_dialled_is_sent(api, typed, sent):
    factories.meeting(1, online_phone=typed)

    assert the_row(api).get("conference_phone") == sent


@pytest.mark.parametrize(
    ("world_id", "key", "codes"),
    [
        ("OPEN", "O", ["O"]),
        ("CLOSED", "C", ["C"]),
        ("WCHR", "WC", ["X"]),
        ("S-D", "SD", ["SPK", "DISC"]),
        ("BT", "BT", ["BT"]),
        ("LANG", "ES", ["S"]),
        ("LANG", "FIN", ["FI"]),
        ("LANG", "ENG", ["EN"]),
        ("LANG", "PER", ["FA"]),
        ("LANG", "XYZ", None),
        ("HYBR", "HYX", None),
        ("CH", "CH", None),
        ("", "Pi", None),
    ],
)
def test_formats_are_sent_by_their_naws_code(api, world_id, key, codes):
    in_hall(1, nawsformat(world_id, key))

    assert the_row(api).get("types") == codes


def test_languages_and_accessibility_are_types_too(api):
    in_hall(languages=["es", "pt-BR"], accessibility={"wheelchair": True, "captions": True, "sign_language": False})

    assert the_row(api)["types"] == ["S", "POR", "X"]


def test_exceptions_of_the_coming_week_stand_before_the_notes(api):
    soon = DatedException(ExceptionKind.CANCELLED, utc("2026-11-03T00:00").date(), reason="Election day")
    later = DatedException(ExceptionKind.CANCELLED, utc("2026-11-24T00:00").date())

    in_hall(notes="Ring twice", exceptions=[soon.as_json(), later.as_json()])

    assert the_row(api)["notes"] == "Cancelled on Tuesday, 3 November 2026 (Election day).\nRing twice"


def test_contacts_are_never_sent(api):
    in_hall(
        venue_type="hybrid", notes="Write to ann@example.org", online_notes="bob@example.org", online_phone="555 0100"
    )

    sent = json.dumps(the_row(api))
    assert "example.org" not in sent
    assert "contact" not in sent


def test_the_slug_stays_when_the_name_changes(api):
    meeting = in_hall(slug="tuesday-lights-1")
    meeting.name = "Wednesday Lamps"
    factories.save([meeting])

    row = the_row(api)
    assert (row["name"], row["slug"]) == ("Wednesday Lamps", "tuesday-lights-1")


def test_the_feed_is_compressed_and_open_to_every_website(api):
    in_hall()

    found = fetch(api(), FEED, Accept_Encoding="gzip")

    assert found["Content-Encoding"] == "gzip"
    assert found["Access-Control-Allow-Origin"] == "*"
    assert found["Content-Type"] == "application/json"


def test_an_unchanged_feed_is_not_sent_again(api, django_assert_num_queries):
    in_hall()
    etag = fetch(api(), FEED)["ETag"]

    with django_assert_num_queries(1):
        unchanged = fetch(api(), FEED, If_None_Match=etag)

    assert (unchanged.status_code, unchanged.body) == (304, b"")
    assert unchanged["Access-Control-Allow-Origin"] == "*"


def test_a_change_that_the_feed_does_not_show_keeps_its_tag(api):
    in_hall()
    etag = fetch(api(), FEED)["ETag"]

    factories.meeting(2, rrule="FREQ=MONTHLY;BYDAY=2TU")

    assert fetch(api(), FEED, If_None_Match=etag).status_code == 304


def test_head_has_no_body(api):
    in_hall()

    head = api().head(FEED)

    assert (head.status_code, head.getvalue()) == (200, b"")
    assert head["ETag"] == fetch(api(), FEED)["ETag"]


def test_an_empty_feed_is_an_empty_array(api):
    assert rows(api) == []


def test_a_meeting_over_midnight_ends_on_the_clock(api):
    in_hall(start="23:30")

    assert the_row(api)["end_time"] == "00:30"


def test_the_home_page_announces_the_feed(api):
    page = api().get("/").content.decode()

    assert f'<link rel="alternate" type="application/json" title="Meetings Feed" href="{FEED}">' in page
