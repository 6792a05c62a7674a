import pytest

from tests.meetings import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("near", value) for value in ("here", "91,0", "0,181", "nan,0", "inf,0", "1", "1,2,3", "1;2", "1e1,2")],
        *[("radius_km", value) for value in ("-1", "-0.0", "far", "nan", "50001", "1e9")],
        *[("q", value) for value in ("!?", "x" * 201, "a\0b")],
        *[("weekday", value) for value in ("7", "-1", "Monday", "1,", "1.5", "²")],
        *[("starts_after", value) for value in ("24:00", "7:30", "0730", "noon", "19:60")],
        *[("starts_before", value) for value in ("24:00", "19:3", "-1:00")],
        *[("happening", value) for value in ("later", "true", "NOW")],
        *[("starting_within_minutes", value) for value in ("-1", "1441", "soon", "1.5")],
        *[("venue_type", value) for value in ("online", "virtual,", "In_Person")],
        *[("formats", value) for value in ("a b", "x" * 21, ",", "'; --", ",".join(str(n) for n in range(21)))],
        *[("language", value) for value in ("e s", "x" * 21)],
        *[("service_body", value) for value in ("0", "-3", "harbour", "9" * 19, "9" * 40)],
        *[("sort", value) for value in ("name", "-time")],
        *[("limit", value) for value in ("0", "101", "many", "-5", "9" * 30)],
        *[("cursor", value) for value in ("nonsense", "a:b:c", "W10:1:x")],
        *[("weekdays", value) for value in ("1",)],
    ],
)
def test_a_value_that_means_nothing_is_told_with_its_name(api, name, value):
    asked = {"near": "40.7,-74.0"} | {name: value}

    for response in (api().get("/v1/meetings", asked), api().post("/v1/meetings/search", asked)):
        assert response.status_code == 400, value
        assert response.json()["code"] == "invalid-request"
        assert [each["pointer"] for each in response.json()["errors"]] == [f"/{name}"]


def test_all_that_is_wrong_is_told_at_once(api):
    response = api().get("/v1/meetings", {"weekday": "9", "sort": "distance", "radius_km": "5"})

    assert sorted(each["pointer"] for each in response.json()["errors"]) == ["/radius_km", "/sort", "/weekday"]


@pytest.mark.parametrize("body", ["text", [1], 7])
def test_a_body_that_is_no_object_is_refused(api, body):
    assert api().post("/v1/meetings/search", body).status_code == 400


@pytest.mark.parametrize("value", [True, {"lat": 1}, [[1, [2]], {}]])
def test_a_nested_value_is_refused(api, value):
    response = api().post("/v1/meetings/search", {"weekday": value})

    assert [each["pointer"] for each in response.json()["errors"]] == ["/weekday"]


def test_a_cursor_of_another_list_is_refused(api):
    factories.service_body("One")
    factories.service_body("Two")
    cursor = api().get("/v1/service-bodies", {"limit": 1}).json()["next"]

    response = api().get("/v1/meetings", {"cursor": cursor})

    assert [each["pointer"] for each in response.json()["errors"]] == ["/cursor"]


def test_a_search_accepts_an_idempotency_key_and_keeps_nothing(api):
    key = {"HTTP_IDEMPOTENCY_KEY": "c3fcd3d7-6192-4d1e-9f5e-3a3e2f4f4b1c"}

    first = api().post("/v1/meetings/search", {}, **key)
    other = api().post("/v1/meetings/search", {"weekday": 1}, **key)

    assert (first.status_code, other.status_code) == (200, 200)


def test_no_coordinate_is_logged(api, caplog):
    api().get("/v1/meetings", {"near": "40.7654,-74.0123"})

    assert "40.7654" not in caplog.text
