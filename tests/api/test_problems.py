import pytest

from backend.accounts.models import DataClass

pytestmark = pytest.mark.django_db


def test_a_body_that_is_not_json_is_a_problem(api):
    response = api().post("/v1/accounts", b'{"handle": ', content_type="application/json")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "/problems/invalid-request"


def test_a_body_that_is_not_an_object_is_a_problem(api):
    response = api().post("/v1/accounts", [1, 2])

    assert response.status_code == 400


def test_an_oversized_body_is_refused_before_it_is_read(api):
    response = api().post("/v1/accounts", {"handle": "x" * 300_000})

    assert response.status_code == 413
    assert response.json()["code"] == "body-too-large"


def test_a_nul_character_is_refused_and_not_an_error(api):
    response = api().post("/v1/accounts", {"handle": "a\x00b"})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/handle"


def test_an_unknown_address_is_a_problem_too(api):
    response = api().get("/v1/nothing-here")

    assert response.status_code == 404
    assert response.json()["code"] == "not-found"


def test_a_method_that_is_not_there_is_a_problem(api):
    response = api().put("/v1/accounts", {})

    assert response.status_code == 405


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "٣"])
def test_a_limit_out_of_bounds_is_refused(api, dana, limit):
    response = api(dana).get("/v1/consents", {"limit": limit})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/limit"


def test_pages_follow_each_other_without_gap_or_repeat(api, dana):
    phone = api(dana)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = phone.get("/v1/consents", {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["data_class"] for row in page["results"]]
        cursor = page["next"]

    assert len(seen) == len(set(seen)) == len(DataClass)


def test_a_cursor_of_another_list_is_refused(api, dana):
    phone = api(dana)
    cursor = phone.get("/v1/consents", {"limit": 1}).json()["next"]

    response = phone.get("/v1/me/access-log", {"cursor": cursor})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/cursor"


def test_every_problem_has_a_page(client):
    assert client.get("/problems/invalid-request").status_code == 200
    assert client.get("/problems/no-such-problem").status_code == 404


@pytest.mark.parametrize("depth", [60, 950, 40_000])
@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/crisis/check", "/v1/meetings/search"])
def test_a_body_that_nests_without_end_is_refused_and_not_an_error(api, path, depth):
    body = b'{"answers": ' + b"[" * depth + b"]" * depth + b"}"

    response = api().post(
        path, body, content_type="application/json", headers={"Idempotency-Key": "6f0e2f5e-9f0b-4e43-8a67-0f4a5a9f0c11"}
    )

    assert response.status_code == 400
    assert response.json()["code"] == "invalid-request"


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/crisis/check"])
@pytest.mark.parametrize("body", [rb'{"\ud800": 1}', rb'{"answers": {"\udfff": 1}}'])
def test_half_a_surrogate_pair_is_refused_and_not_an_error(api, path, body):
    response = api().post(path, body, content_type="application/json")

    assert response.status_code == 400


def test_a_whole_surrogate_pair_is_a_letter_like_any_other(api):
    response = api().post("/v1/accounts", rb'{"handle": "\ud83c\udf31"}', content_type="application/json")

    assert response.status_code == 201
    assert response.json()["person"]["handle"] == "\N{SEEDLING}"


@pytest.mark.parametrize("path", ["/v1/me", "/v1/crisis/US"])
def test_a_foreign_host_is_told_so_as_a_problem(api, settings, path):
    settings.ALLOWED_HOSTS = ["handrail.example"]

    response = api().get(path, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert response.json()["code"] == "invalid-request"
