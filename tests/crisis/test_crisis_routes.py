import pytest
from django.db import connection
from django.utils import timezone

from backend.accounts.models import Session
from backend.crisis.models import LineVerification
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_anybody_reads_the_lines_of_a_country(api):
    response = api().get("/v1/crisis/US")

    assert response.status_code == 200
    assert response.json()["emergency"]["number"] == "911"
    assert any(line["number"] == "988" for line in response.json()["lines"])


def test_an_unknown_country_gets_112_and_the_directory(api):
    response = api().get("/v1/crisis/ZZ")

    assert response.json()["emergency"]["number"] == "112"
    assert response.json()["directory"]["url"] == "https://findahelpline.com"


@pytest.mark.parametrize("path", ["/v1/crisis/US", "/v1/warning-signs"])
def test_what_the_app_has_is_not_sent_again(api, path, time_machine):
    # On the next day a verification is a day older.
    time_machine.move_to(utc("2026-11-26T12:00"), tick=False)
    etag = api().get(path)["ETag"]

    response = api().get(path, headers={"If-None-Match": etag})

    assert response.status_code == 304


def test_a_verified_line_changes_the_etag(api):
    before = api().get("/v1/crisis/US")
    line_id = before.json()["lines"][0]["id"]

    LineVerification.objects.create(line_id=line_id, verified_on=timezone.now().date())

    after = api().get("/v1/crisis/US")
    assert after["ETag"] != before["ETag"]
    assert next(line for line in after.json()["lines"] if line["id"] == line_id)["is_verified"]


def test_warning_signs_hold_no_fact_that_is_for_staff_only(api):
    text = api().get("/v1/warning-signs").content.decode()

    assert "facts_for_staff_only" not in text
    assert "%" not in text


@pytest.mark.django_db(transaction=True)
def test_a_check_says_what_answers_call_for_and_stores_nothing(api, django_assert_num_queries):
    with django_assert_num_queries(1):  # the days on which lines were verified
        response = api().post("/v1/crisis/check", {"country": "US", "answers": {"redflags": ["self_harm"]}})

    assert response.status_code == 200
    assert response.json()["level"] == "L2"
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert [card["code"] for card in response.json()["help"]["cards"]] == ["suicide"]


def test_calm_answers_bring_no_help(api):
    response = api().post("/v1/crisis/check", {"answers": {"mood": 3}})

    assert response.json() == {"level": "L0", "help": None}


def test_item_nine_alone_brings_the_card(api):
    response = api().post("/v1/crisis/check", {"instrument": "phq-9", "answers": {"q9": 1}})

    assert response.json()["level"] == "L2"
    assert response.json()["help"] is not None


def test_an_unknown_answer_beside_a_dangerous_one_is_refused_with_help(api):
    body = {"country": "DE", "answers": {"redflags": ["self_harm"], "mood": 77}}

    response = api().post("/v1/crisis/check", body)

    assert response.status_code == 400
    assert response.json()["code"] == "unknown-answer"
    assert response.json()["errors"][0]["pointer"] == "/answers/mood"
    assert response.json()["help"]["emergency"]["number"] == "112"


def test_an_unknown_answer_beside_calm_ones_is_refused_without_help(api):
    response = api().post("/v1/crisis/check", {"answers": {"mood": 77, "sleep": 3}})

    assert response.status_code == 400
    assert response.json()["help"] is None


@pytest.mark.parametrize(
    ("content", "status"),
    [(b'{"answers": {', 400), (b'{"answers": {"x": "' + b"y" * 300_000 + b'"}}', 413), (b"[]", 400)],
)
def test_what_cannot_be_read_brings_help_anyway(api, content, status):
    response = api().post("/v1/crisis/check", content, content_type="application/json")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["help"]["emergency"]["number"] == "112"


@pytest.mark.parametrize(
    ("country", "found", "number"),
    [("UK", "GB", "999"), ("uk", "GB", "999"), ("us", "US", "911"), (None, None, "112")],
)
def test_a_country_is_taken_as_phones_write_it(api, country, found, number):
    response = api().post("/v1/crisis/check", {"country": country, "answers": {"redflags": ["self_harm"]}})

    assert response.status_code == 200
    told = response.json()["help"]
    assert (told["country"], told["emergency"]["number"]) == (found, number)


def test_a_country_that_is_no_text_is_refused_with_help(api):
    response = api().post("/v1/crisis/check", {"country": 7, "answers": {"redflags": ["self_harm"]}})

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/country")
    assert response.json()["help"]["emergency"]["number"] == "112"


@pytest.mark.parametrize("fault", [{"weather": "fine"}, {"answers": [1]}])
def test_a_refused_check_still_brings_the_lines_of_the_country_it_names(api, fault):
    body = {"country": "US", "answers": {"redflags": ["self_harm"]}} | fault

    response = api().post("/v1/crisis/check", body)

    assert response.status_code == 400
    assert response.json()["help"]["country"] == "US"


def test_an_address_that_does_not_exist_brings_help_on_these_routes(api):
    response = api().post("/v1/crisis/check/now", {})

    assert response.status_code == 404
    assert response.json()["help"]["lines"] == []


def test_credentials_are_not_read_here(api, dana):
    phone = api(dana)
    Session.objects.all().delete()

    assert phone.get("/v1/crisis/US").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_lines_are_served_while_the_database_is_read_only(api):
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    try:
        lines = api().get("/v1/crisis/US")
        check = api().post("/v1/crisis/check", {"answers": {"redflags": ["self_harm"]}})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")

    assert (lines.status_code, check.status_code) == (200, 200)
