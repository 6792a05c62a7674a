"""GetFormats, GetServiceBodies, GetFieldKeys, GetFieldValues, GetServerInfo, GetCoverageArea."""

import tomllib

import pytest
from django.conf import settings

from meetings.bmlt.fields import PRIVATE_FIELDS
from meetings.models import FormatTranslation
from meetings.stored import places
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.meetings.bmlt.asking import answer, ask

pytestmark = pytest.mark.django_db

MAIN_KEYS = (
    "id_bigint worldid_mixed service_body_bigint weekday_tinyint venue_type start_time duration_time time_zone "
    "formats lang_enum longitude latitude"
)


@pytest.fixture
def formats(db: None) -> None:
    """3 and 17 are used by a listed meeting, 33 by an unpublished one, 99 by none."""
    basic = factories.meeting_format("BT", id=3, world_id="BT", type="FC1")
    FormatTranslation.objects.create(format=basic, language="es", key="TB", name="Texto", description="Estudio")
    opened = factories.meeting_format("O", id=17, world_id="OPEN")
    hidden = factories.meeting_format("WC", id=33)
    factories.meeting_format("X", id=99)
    factories.meeting(1, basic, opened, at=(40.7, -74.0))
    factories.meeting(2, hidden, at=(40.7, -74.0), is_published=False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["3 en", "17 en"]),
        ("show_all=1", ["3 en", "17 en", "33 en", "54 en", "55 en", "56 en", "99 en"]),
        ("show_all=0", ["3 en", "17 en"]),
        ("lang_enum=es", ["3 es"]),
        ("lang_enum=sv", []),
        ("lang_enum[]=en&lang_enum[]=es", ["3 en", "3 es", "17 en"]),
        ("lang_enum=en,es&key_strings=TB,O", ["3 es", "17 en"]),
        ("key_strings=O", ["17 en"]),
        ("key_strings[]=O&key_strings[]=BT", ["3 en", "17 en"]),
        ("key_strings=X", []),
        ("format_ids=3", ["3 en"]),
        ("format_ids[]=3&format_ids[]=17", ["3 en", "17 en"]),
        ("format_ids=-3", ["17 en"]),
        ("format_ids=-3,-17", []),
        ("format_ids=99&show_all=1", ["99 en"]),
        # As croutonjs asks, whether or not a meeting is virtual today.
        ("lang_enum=en&key_strings[]=TC&key_strings[]=VM&key_strings[]=HY", ["54 en", "55 en", "56 en"]),
    ],
)
def test_formats_are_those_in_use_unless_asked_otherwise(query, expected, formats):
    found = answer(f"GetFormats&{query}")

    assert [f"{row['id']} {row['lang']}" for row in found] == expected


def test_a_format_is_described_in_its_language(formats):
    assert answer("GetFormats&lang_enum=es") == [
        {
            "key_string": "TB",
            "name_string": "Texto",
            "description_string": "Estudio",
            "lang": "es",
            "id": "3",
            "world_id": "BT",
            "format_type_enum": "FC1",
            "root_server_uri": "http://127.0.0.1:8000",
        }
    ]


def test_the_venue_of_a_meeting_is_a_format_in_use():
    factories.meeting(1)

    assert [row["key_string"] for row in answer("GetFormats")] == ["VM"]


@pytest.fixture
def bodies(db: None) -> dict[str, int]:
    zone = factories.service_body("zone", type="ZF")
    region = factories.service_body("region", type="RS", parent=zone)
    area = factories.service_body("area", type="AS", parent=region, url="https://area.example", helpline="555-0100")
    other = factories.service_body("other", type="AS", world_id="AR0009", description="Elsewhere")
    return {body.name: body.pk for body in (zone, region, area, other)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "zone region area other"),
        ("services={area}", "area"),
        ("services={area},{other}", "area other"),
        ("services[]={area}&services[]={other}", "area other"),
        ("services=-{area}", "zone region other"),
        ("services={zone}&recursive=1", "zone region area"),
        ("services={region}&recursive=1", "region area"),
        ("services={area}&recursive=1", "area"),
        ("services={area}&parents=1", "zone region area"),
        ("services={area},{other}&parents=1", "zone region area other"),
        ("services={region}&parents=1&recursive=1", "zone region area"),
        ("services=-{region}&recursive=1", "zone other"),
        ("services=-{region}&parents=1", "area other"),
        ("services=999999", ""),
        ("services=0", "zone region area other"),
        ("root_server_ids=5", "zone region area other"),
    ],
)
def test_service_bodies_are_followed_up_and_down(query, expected, bodies):
    found = answer(f"GetServiceBodies&{query.format(**bodies)}")

    assert " ".join(row["name"] for row in found) == expected


def test_a_service_body_has_eight_fields(bodies):
    rows = answer("GetServiceBodies")

    assert rows[2] == {
        "id": str(bodies["area"]),
        "parent_id": str(bodies["region"]),
        "name": "area",
        "description": "",
        "type": "AS",
        "url": "https://area.example",
        "helpline": "555-0100",
        "world_id": "",
    }
    assert rows[0]["parent_id"] == "0"


def test_field_keys_are_the_main_ones_then_the_public_data_fields_then_our_own():
    factories.meeting(1, custom_fields={"zone": "3"})

    keys = answer("GetFieldKeys")

    assert keys[0] == {"key": "id_bigint", "description": "ID"}
    assert " ".join(each["key"] for each in keys[:12]) == MAIN_KEYS
    assert {"key": "location_municipality", "description": "Town"} in keys
    assert keys[-1]["key"] == "zone"
    assert not {each["key"] for each in keys} & set(PRIVATE_FIELDS)


@pytest.fixture
def towns(db: None) -> None:
    def made(number, city, **fields):
        facts = PlaceFacts(city=city, street=str(number), lat=40.5, lon=-74)
        place = places.find_or_make([facts])[facts]
        return factories.unsaved(number, place=place, venue_type="in_person", **fields)

    basic, opened = factories.meeting_format("BT", id=3), factories.meeting_format("O", id=17)
    factories.save([made(1, "Albany", weekday=0)], opened, basic)
    factories.save([made(2, "Albany", duration_minutes=90)], basic)
    factories.save([made(10, ""), made(11, "Troy", is_published=False)])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("location_municipality", {"Albany": "1,2", "NULL": "10"}),
        ("weekday_tinyint", {"1": "1", "3": "2,10"}),
        ("start_time", {"19:30:00": "1,2,10"}),
        ("duration_time", {"01:00:00": "1,10", "01:30:00": "2"}),
        ("venue_type", {"1": "1,2,10"}),
        ("id_bigint", {"1": "1", "2": "2", "10": "10"}),
        ("service_body_bigint", {"NULL": "1,2,10"}),
        ("latitude", {"40.5": "1,2,10"}),
        ("longitude", {"-74": "1,2,10"}),
        ("formats", {"3,17": "1", "3": "2", "NULL": "10"}),
        ("formats&specific_formats=3", {"3": "1,2"}),
        ("formats&specific_formats=17,3", {"3,17": "1", "3": "2"}),
        ("formats&specific_formats=3,17&all_formats=1", {"3,17": "1"}),
        ("formats&specific_formats=99", {}),
    ],
)
def test_field_values_are_grouped_with_the_ids_that_have_them(query, expected, towns):
    name = query.split("&")[0]

    found = answer(f"GetFieldValues&meeting_key={query}")

    assert {row[name]: row["ids"] for row in found} == expected


@pytest.mark.parametrize("key", ["", "no_such_field", "contact_name_1", "email_contact", "admin_notes", "published"])
def test_only_listed_keys_have_values(key, towns):
    response = ask(f"GetFieldValues&meeting_key={key}")

    assert response.status_code == 400
    assert list(response.json()) == ["message"]


def test_server_info_is_a_list_of_one_object_of_strings_and_five_flags():
    (info,) = answer("GetServerInfo")

    flags = {name for name, value in info.items() if isinstance(value, bool)}
    assert flags == {
        "auto_geocoding_enabled",
        "county_auto_geocoding_enabled",
        "zip_auto_geocoding_enabled",
        "default_closed_status",
        "aggregator_mode_enabled",
    }
    assert len(info) == 26 + 1
    assert all(isinstance(value, str) for name, value in info.items() if name not in flags)
    assert (info["version"], info["versionInt"], info["semanticAdmin"]) == ("4.2.7", "4002007", "1")
    assert (info["distanceUnits"], info["defaultDuration"], info["centerZoom"]) == ("mi", "01:00", "6")
    assert (info["centerLatitude"], info["centerLongitude"]) == ("34.235918", "-118.563659")
    assert info["available_keys"].startswith("id_bigint,worldid_mixed,")
    assert info["available_keys"].endswith(",root_server_uri,format_shared_id_list")
    assert {info[name] for name in ("google_api_key", "dbVersion", "dbPrefix", "phpVersion", "commit")} == {""}


def test_our_own_version_is_that_of_the_project():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]

    assert answer("GetServerInfo")[0]["handrail_version"] == project["version"]


def test_languages_are_those_of_the_formats(formats):
    assert answer("GetServerInfo")[0]["langs"] == "en,es"


@pytest.mark.parametrize(
    ("points", "west", "north", "east", "south"),
    [
        ([(40.5, -74.0), (45.0, -79.5)], "-79.5", "45", "-74", "40.5"),
        (
            [(60.1720037, 24.9366797), (41.3901451, -70.5141987)],
            "-70.5141987",
            "60.1720037",
            "24.9366797",
            "41.3901451",
        ),
        ([(-34.6, -58.4), (41.3, -70.5)], "-70.5", "41.3", "-58.4", "-34.6"),
        ([(-16.8, 179.9), (-13.8, -171.7)], "179.9", "-13.8", "-171.7", "-16.8"),
        ([(40.5, -74.0), (0.0, 10.0), (10.0, 0.0)], "-74", "40.5", "-74", "40.5"),
        ([], "", "", "", ""),
    ],
)
def test_the_coverage_area_is_the_smallest_box(points, west, north, east, south):
    factories.save([factories.unsaved(number, at=point) for number, point in enumerate(points, start=1)])
    factories.meeting(98, at=(80.0, 80.0), is_published=False)
    factories.meeting(99)

    assert answer("GetCoverageArea") == [
        {
            "nw_corner_longitude": west,
            "nw_corner_latitude": north,
            "se_corner_longitude": east,
            "se_corner_latitude": south,
        }
    ]
