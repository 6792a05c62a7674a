import json

import pytest

from meetings.models import Meeting
from tests.meetings import factories

pytestmark = pytest.mark.django_db

HARBOUR = (40.70, -74.01)


def ids(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["results"]]


@pytest.fixture
def harbour(db):
    """Five meetings along a meridian, about eleven kilometres apart, and a virtual one."""
    for number in range(1, 6):
        factories.meeting(number, at=(40.70 + number / 10, -74.01), weekday=number, start=f"{14 + number}:00")
    factories.meeting(6, weekday=6, start="08:00", online_phone="+1 555 0100")


def test_the_nearest_come_first_with_both_distances(api, harbour):
    response = api().get("/v1/meetings", {"near": "40.70,-74.01", "limit": 2})

    assert ids(response) == [1, 2]
    first = response.json()["results"][0]
    assert (first["distance_km"], first["distance_miles"]) == (11.1195, 6.9093)
    assert response.json()["within_km"] == 400


def test_a_body_asks_the_same_as_a_query_string(api, harbour):
    body = {"near": [40.70, -74.01], "radius_km": 25, "weekday": [1, 2, 3]}

    response = api().post("/v1/meetings/search", body)

    assert ids(response) == [1, 2]


def test_pages_follow_each_other_without_gap_or_repeat(api, harbour):
    found, cursor = [], None
    while True:
        asked = {"cursor": cursor} if cursor else {"near": "40.70,-74.01", "limit": 2}
        response = api().get("/v1/meetings", asked | {"limit": 2})
        found += ids(response)
        cursor = response.json()["next"]
        if cursor is None:
            break

    assert found == [1, 2, 3, 4, 5]


def test_a_cursor_fits_its_own_filters_only(api, harbour):
    cursor = api().get("/v1/meetings", {"near": "40.70,-74.01", "limit": 2}).json()["next"]

    response = api().get("/v1/meetings", {"near": "41.70,-74.01", "cursor": cursor})

    assert response.status_code == 400
    assert response.json()["errors"] == [{"pointer": "/cursor", "detail": "This cursor belongs to another near."}]


def test_without_a_centre_the_week_gives_the_order(api, harbour):
    assert ids(api().get("/v1/meetings")) == [1, 2, 3, 4, 5, 6]
    assert ids(api().get("/v1/meetings", {"near": "41.2,-74.01", "sort": "time"})) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"weekday": "2,4"}, [2, 4]),
        ({"starts_after": "17:00"}, [3, 4, 5]),
        ({"starts_before": "17:00"}, [1, 2, 6]),
        ({"starts_after": "17:00", "starts_before": "18:00"}, [3]),
        ({"starts_after": "19:00", "starts_before": "09:00"}, [5, 6]),
        ({"venue_type": "virtual"}, [6]),
        ({"venue_type": "virtual,in_person", "weekday": "6,1"}, [1, 6]),
        ({"formats": "VM"}, [6]),
        ({"formats": "HY"}, []),
        ({"near": "40.70,-74.01", "radius_km": "0"}, []),
        ({"near": "40.80,-74.01", "radius_km": "0"}, [1]),
        ({"near": "0,-140"}, []),
        ({"service_body": "999999"}, []),
        ({"language": "es"}, []),
    ],
)
def test_filters_hold_together(api, harbour, asked, found):
    assert ids(api().get("/v1/meetings", asked)) == found


def test_all_of_several_formats_are_meant_by_id_or_by_key(api, db):
    open_, steps = factories.meeting_format("O"), factories.meeting_format("St")
    factories.meeting(1, open_)
    factories.meeting(2, open_, steps)

    assert ids(api().get("/v1/meetings", {"formats": "O"})) == [1, 2]
    assert ids(api().get("/v1/meetings", {"formats": f"O,{steps.pk}"})) == [2]
    assert ids(api().get("/v1/meetings", {"formats": "O,none"})) == []
    assert ids(api().get("/v1/meetings", {"formats": "9" * 20})) == []


def test_a_service_body_stands_for_those_below_it(api, db):
    region = factories.service_body("Region")
    area = factories.service_body("Area", parent=region)
    factories.meeting(1, service_body=factories.service_body("Elsewhere"))
    factories.meeting(2, service_body=area)
    factories.meeting(3, service_body=region)

    assert ids(api().get("/v1/meetings", {"service_body": region.pk})) == [2, 3]
    assert ids(api().get("/v1/meetings", {"service_body": area.pk})) == [2]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cafe", [1]),
        ("CAFÉ", [1]),
        ("serenity caf", [1]),
        ("24", [2]),
        ("strasse", [2]),
        ("serenity nothing", []),
        ("o'brien", [3]),
    ],
)
def test_words_are_found_by_their_beginnings_without_accents(api, db, words, found):
    factories.meeting(1, name="Café Serenity")
    factories.meeting(2, name="Serenity 24/7", notes="Hintere Straße")
    factories.meeting(3, name="O'Brien's")

    assert ids(api().get("/v1/meetings", {"q": words})) == found


def test_two_meetings_of_one_name_are_both_found(api, db):
    factories.meeting(1, name="Just For Today", weekday=1)
    factories.meeting(2, name="Just For Today", weekday=2)

    assert ids(api().get("/v1/meetings", {"q": "today"})) == [1, 2]


def test_what_is_not_listed_is_nowhere(api, db):
    factories.meeting(1, at=HARBOUR, is_published=False)
    factories.meeting(2, at=HARBOUR, is_published=False, withdrawn_at=factories.SAVED_AT)
    factories.meeting(3, at=HARBOUR, valid_until=factories.SAVED_AT.date())
    factories.meeting(4, at=HARBOUR, valid_from=factories.SAVED_AT.date().replace(year=2199))
    factories.meeting(5, at=HARBOUR, weekday=None)  # an event of the year 2000

    for asked in ({}, {"near": "40.7,-74.01"}, {"near": "40.7,-74.01", "radius_km": 9}, {"q": "lights"}):
        assert ids(api().get("/v1/meetings", asked)) == []
    for number in range(1, 6):
        assert api().get(f"/v1/meetings/{number}").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"near": "40.70,-74.01", "radius_km": 500},
        {"near": "40.70,-74.01"},
        {"near": "40.70,-74.01", "happening": "now"},
        {"q": "lihgts"},
        {"starting_within_minutes": 1440},
        {"service_body": 1, "formats": "VM,HY"},
        {},
    ],
)
def test_the_number_of_statements_does_not_grow_with_the_rows(api, harbour, django_assert_max_num_queries, asked):
    def statements() -> int:
        with django_assert_max_num_queries(10) as captured:
            assert api().get("/v1/meetings", asked | {"limit": 100}).status_code == 200
        return len(captured)

    few = statements()
    for number in range(7, 60):
        factories.meeting(number, at=(40.70 + number / 10, -74.01), weekday=number % 7)

    # One more reads the documents, where nothing was found before.
    assert statements() <= few + 1


def test_an_unchanged_answer_is_not_sent_twice(api, harbour):
    for address in ("/v1/meetings/1", "/v1/meetings?near=40.7,-74.01", "/v1/formats", "/v1/service-bodies"):
        first = api().get(address)
        again = api().get(address, HTTP_IF_NONE_MATCH=first["ETag"])

        assert (again.status_code, again.content) == (304, b"")
        assert first["Cache-Control"].startswith("public")


def test_one_meeting_is_its_stored_document_and_its_next_occurrence(api, harbour):
    shown = api().get("/v1/meetings/1").json()

    assert shown.pop("next_occurrence").keys() == {"starts_at", "ends_at"}
    stored = Meeting.objects.get(pk=1)
    assert shown == json.loads(bytes(stored.doc))


def test_nothing_comes_next_where_the_place_is_closed_and_there_is_no_other(api, db):
    factories.meeting(1, at=(40.7, -74.0), state="place_closed")
    factories.meeting(2, at=(40.7, -74.0), state="place_closed", online_phone="+1 555 0100")

    found = api().get("/v1/meetings?near=40.7,-74").json()["results"]

    assert [each["next_occurrence"] is None for each in found] == [True, False]


def test_formats_come_with_all_their_words(api, db):
    reserved = api().get("/v1/formats").json()["results"]

    assert [each["translations"][0]["key"] for each in reserved] == ["VM", "TC", "HY"]


def test_service_bodies_come_with_their_tree(api, db):
    region = factories.service_body("Region")
    factories.service_body("Area", parent=region)

    bodies = api().get("/v1/service-bodies").json()["results"]

    assert [(each["name"], each["parent_id"]) for each in bodies] == [("Region", None), ("Area", region.pk)]
