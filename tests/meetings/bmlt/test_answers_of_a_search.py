"""GetSearchResults, how the answer is written: fields, order, pages, languages, formats, tsml."""

from typing import Any

import pytest

from meetings.models import FormatTranslation, Meeting
from meetings.stored import places
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.meetings.bmlt.asking import answer, ask, found, search

pytestmark = pytest.mark.django_db

ROW = (
    "id_bigint worldid_mixed shared_group_id_bigint service_body_bigint service_body_name weekday_tinyint venue_type "
    "start_time duration_time time_zone formats lang_enum longitude latitude distance_in_km distance_in_miles "
    "email_contact published root_server_uri format_shared_id_list "
    "meeting_name location_text location_info location_street location_city_subsection location_neighborhood "
    "location_municipality location_sub_province location_province location_postal_code_1 location_nation comments "
    "train_lines bus_lines contact_phone_2 contact_email_2 contact_name_2 contact_phone_1 contact_email_1 "
    "contact_name_1 phone_meeting_number virtual_meeting_link virtual_meeting_additional_info admin_notes"
)
HOUSE = PlaceFacts(
    name="St. Example Hall",
    street="12 Sample Street",
    city="New York",
    city_subsection="Manhattan",
    region="NY",
    postal_code="10000",
    country="USA",
    info="Side door, ring twice",
    train_lines="B, C",
    lat=40.7831,
    lon=-73.9712,
)


@pytest.fixture
def lights(db: None) -> Meeting:
    body = factories.service_body("Harbour Area")
    place = places.find_or_make([HOUSE])[HOUSE]
    meeting = factories.unsaved(
        4711,
        place=place,
        venue_type="hybrid",
        service_body=body,
        world_id="G00104711",
        duration_minutes=90,
        online_url="https://meet.example/lights",
        online_notes="Passcode at the door",
        notes="Bring a friend",
    )
    formats = [
        factories.meeting_format("BT", id=3, world_id="BT", type="FC1"),
        factories.meeting_format("O", id=17, world_id="OPEN", type="O"),
        factories.meeting_format("WC", id=33, world_id="WCHR", type="FC2"),
    ]
    return factories.save([meeting], *formats)[0]


def test_a_row_has_every_field_in_order_and_only_strings(lights):
    (row,) = search()

    assert " ".join(row) == ROW
    assert all(isinstance(value, str) for value in row.values())
    assert row == dict.fromkeys(ROW.split(), "") | {
        "id_bigint": "4711",
        "worldid_mixed": "G00104711",
        "service_body_bigint": str(lights.service_body_id),
        "service_body_name": "Harbour Area",
        "weekday_tinyint": "3",
        "venue_type": "3",
        "start_time": "19:30:00",
        "duration_time": "01:30:00",
        "time_zone": "America/New_York",
        "formats": "O,BT,WC,HY",
        "lang_enum": "en",
        "longitude": "-73.9712",
        "latitude": "40.7831",
        "published": "1",
        "root_server_uri": "http://127.0.0.1:8000",
        "format_shared_id_list": "3,17,33,56",
        "meeting_name": "Tuesday Lights",
        "location_text": "St. Example Hall",
        "location_info": "Side door, ring twice",
        "location_street": "12 Sample Street",
        "location_city_subsection": "Manhattan",
        "location_municipality": "New York",
        "location_province": "NY",
        "location_postal_code_1": "10000",
        "location_nation": "USA",
        "comments": "Bring a friend",
        "train_lines": "B, C",
        "virtual_meeting_link": "https://meet.example/lights",
        "virtual_meeting_additional_info": "Passcode at the door",
    }


def test_the_address_of_the_server_is_the_one_that_was_asked(lights):
    (row,) = answer("GetSearchResults", base="/main_server")

    assert row["root_server_uri"] == "http://127.0.0.1:8000/main_server"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("data_field_key=meeting_name,id_bigint", ["id_bigint", "meeting_name"]),
        ("data_field_key=service_body_name,start_time", ["service_body_name", "start_time"]),
        ("data_field_key=published,root_server_uri", ["published", "root_server_uri"]),
        ("data_field_key=format_shared_id_list,no_such_field", ["format_shared_id_list"]),
        ("data_field_key=contact_name_1,email_contact", ["email_contact", "contact_name_1"]),
        ("data_field_key=no_such_field", ROW.split()),
        ("data_field_key=shared_group_id_bigint", ROW.split()),
        ("data_field_key=", ROW.split()),
    ],
)
def test_fields_can_be_chosen(query, expected, lights):
    (row,) = search(query)

    assert list(row) == expected
    assert row.get("service_body_name", "Harbour Area") == "Harbour Area"


def test_a_custom_field_comes_after_the_others_and_can_be_chosen():
    factories.meeting(1, custom_fields={"zone": "Zone 3", "email_contact": "x"})
    factories.meeting(2)

    assert list(search()[0])[-1] == "zone"
    assert search()[0]["email_contact"] == ""
    assert search("data_field_key=zone") == [{"zone": "Zone 3"}, {"zone": ""}]


@pytest.mark.parametrize("query", ["", "lat_val=40.7&long_val=-74&geo_width=500", "get_used_formats"])
def test_a_custom_field_of_one_listed_meeting_is_empty_in_every_other_row(query):
    rows = [
        factories.unsaved(1, at=(40.7, -74.0), custom_fields={"zone": "Zone 3", "ward": "B"}),
        factories.unsaved(2, at=(40.7, -74.0), custom_fields={"ward": '"zone":'}),
        factories.unsaved(3, at=(40.7, -74.0), notes='","zone":""'),
        factories.unsaved(4, at=(40.7, -74.0), is_published=False, custom_fields={"hidden": "1"}),
    ]
    factories.save(rows)

    found = search(query)

    rows_found = found["meetings"] if query == "get_used_formats" else found
    assert [(row["zone"], row["ward"]) for row in rows_found] == [("Zone 3", "B"), ("", '"zone":'), ("", "")]
    assert all("hidden" not in row for row in rows_found)


def test_a_custom_field_that_was_shown_once_stays_a_column():
    factories.meeting(1, custom_fields={"zone": "Zone 3"})
    factories.meeting(2)

    factories.meeting(1, custom_fields={})

    assert [row["zone"] for row in search()] == ["", ""]
    assert answer("GetFieldValues&meeting_key=zone") == [{"zone": "NULL", "ids": "1,2"}]


def test_a_day_long_meeting_takes_24_hours():
    factories.meeting(1, duration_minutes=1440)

    assert search()[0]["duration_time"] == "24:00:00"


@pytest.fixture
def four_towns(db: None) -> list[Meeting]:
    rows = (
        (1, 2, "19:00", 60, "Bern", "b"),
        (2, 0, "23:59", 60, "Aachen", "a"),
        (3, 0, "09:00", 90, "", ""),
        (4, 0, "09:00", 60, "Zug", "a"),
    )
    made = []
    for number, weekday, start, minutes, city, region in rows:
        facts = PlaceFacts(city=city, region=region, street=str(number), lat=40.0, lon=-74.0)
        place = places.find_or_make([facts])[facts]
        fields: dict[str, Any] = {"place": place, "venue_type": "in_person"}
        made.append(factories.unsaved(number, weekday=weekday, start=start, duration_minutes=minutes, **fields))
    return factories.save(made)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [4, 3, 2, 1]),
        ("sort_key=nonsense", [4, 3, 2, 1]),
        ("sort_key=weekday", [2, 4, 3, 1]),
        ("sort_key=time", [4, 3, 2, 1]),
        ("sort_key=town", [2, 1, 4, 3]),
        ("sort_key=state", [2, 4, 1, 3]),
        ("sort_key=weekday_state", [2, 4, 3, 1]),
        ("sort_keys=location_municipality", [2, 1, 4, 3]),
        ("sort_keys=location_municipality&sort_key=time", [2, 1, 4, 3]),
        ("sort_keys=location_province,start_time", [4, 2, 1, 3]),
        ("sort_keys=duration_time,id_bigint", [1, 2, 4, 3]),
        ("sort_keys=start_time", [3, 4, 1, 2]),
        ("sort_keys=no_such_field,id_bigint", [1, 2, 3, 4]),
        ("sort_keys=contact_name_1", [1, 2, 3, 4]),
        ("sort_keys=location_municipality&page_size=2", [2, 1]),
        ("sort_keys=location_municipality&page_size=2&page_num=2", [4, 3]),
        ("sort_keys=location_municipality&page_size=2&page_num=3", []),
        ("sort_keys=location_municipality&page_size=2&page_num=-5", [2, 1]),
        ("sort_keys=id_bigint&page_size=5000", [1, 2, 3, 4]),
        ("page_size=word", [4, 3, 2, 1]),
        ("page_size=2&page_num=99999999999999999999", []),
        ("page_num=2", [4, 3, 2, 1]),
    ],
)
def test_sorting_goes_before_paging(query, expected, four_towns):
    assert found(query) == expected


def test_a_missing_translation_falls_back_and_keeps_every_id(lights):
    FormatTranslation.objects.create(format_id=3, language="es", key="TB", name="Texto Básico")

    spanish = answer("GetSearchResults&get_used_formats&lang_enum=es")

    assert spanish["meetings"][0]["formats"] == "O,TB,WC,HY"
    assert spanish["meetings"][0]["format_shared_id_list"] == "3,17,33,56"
    assert [(each["id"], each["key_string"], each["lang"]) for each in spanish["formats"]] == [
        ("3", "TB", "es"),
        ("17", "O", "en"),
        ("33", "WC", "en"),
        ("56", "HY", "en"),
    ]


def test_used_formats_come_with_the_meetings_or_alone(lights):
    factories.meeting(1, factories.meeting_format("W"))

    both = answer("GetSearchResults&meeting_ids=4711&get_used_formats")
    alone = answer("GetSearchResults&meeting_ids=4711&get_formats_only=0&get_used_formats=1")

    assert list(both) == ["meetings", "formats"]
    assert both["meetings"] == search("meeting_ids=4711")
    assert list(alone) == ["formats"]
    assert alone["formats"] == both["formats"]
    assert both["formats"][0] == {
        "key_string": "BT",
        "name_string": "BT",
        "description_string": "",
        "lang": "en",
        "id": "3",
        "world_id": "BT",
        "format_type_enum": "FC1",
        "root_server_uri": "http://127.0.0.1:8000",
    }


def test_closed_stands_before_open_and_a_key_stands_once():
    formats = [
        factories.meeting_format("B", id=1),
        factories.meeting_format("C", id=4, world_id="CLOSED"),
        factories.meeting_format("O", id=17, world_id="OPEN"),
        factories.meeting_format("B", id=99),
    ]
    factories.meeting(1, *formats, at=(40.7, -74.0))

    (row,) = search()

    assert row["formats"] == "C,O,B"
    assert row["format_shared_id_list"] == "1,4,17,99"


def test_tsml_speaks_of_the_same_meetings_in_its_own_words(lights):
    (row,) = answer("GetSearchResults", data_format="tsml")

    assert row == {
        "day": 2,
        "time": "19:30",
        "end_time": "21:00",
        "name": "Tuesday Lights",
        "location": "St. Example Hall",
        "formatted_address": "12 Sample Street, New York, NY, 10000, USA",
        "address": "12 Sample Street",
        "city": "New York",
        "state": "NY",
        "postal_code": "10000",
        "country": "USA",
        "types": ["BT", "O", "X", "ONL"],
        "location_notes": "Side door, ring twice",
        "notes": "Bring a friend",
        "coordinates": "40.7831,-73.9712",
        "slug": "tuesday-lights-4711",
        "updated": "2026-11-01 12:00:00",
        "region": "Harbour Area",
        "regions": ["Harbour Area"],
        "conference_url": "https://meet.example/lights",
        "conference_url_notes": "Passcode at the door",
        "conference_phone": "",
        "conference_phone_notes": "",
    }


def test_tsml_of_a_virtual_meeting_past_midnight_has_no_place():
    spoken = factories.meeting_format("ES", world_id="LANG")
    both = factories.meeting_format("SD", world_id="S-D")
    factories.meeting(1, spoken, both, start="23:30", online_phone="+1 212 555 0100")

    (row,) = answer("GetSearchResults", data_format="tsml")

    assert (row["location"], row["coordinates"], row["end_time"]) == ("Online Meeting", None, "00:30")
    assert row["types"] == ["ONL", "S", "SPK", "DISC"]


def test_json_jsonp_and_tsml_hold_the_same_meetings(four_towns):
    script = ask("GetSearchResults&weekdays=1&callback=draw", data_format="jsonp").getvalue().decode()
    names = [row["name"] for row in answer("GetSearchResults&weekdays=1", data_format="tsml")]

    plain = ask("GetSearchResults&weekdays=1").getvalue().decode()
    assert script == f"/**/draw({plain});"
    assert len(names) == len(found("weekdays=1")) == 3


def test_slashes_stay_as_they_are_and_line_separators_break_no_script():
    factories.meeting(1, notes="a/b\u2028c")

    content = ask("GetSearchResults").getvalue()

    assert b"a/b\\u2028c" in content
    assert search()[0]["comments"] == "a/b\u2028c"
