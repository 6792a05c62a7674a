"""The envelope: addresses, errors, ETag, compression, other sites, limits."""

import gzip
import json
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, override_settings

from backend.api import limits
from meetings.bmlt.answering.views import POLICY
from meetings.models import FormatTranslation, ServiceBody
from tests.meetings import factories
from tests.meetings.bmlt.asking import answer, ask
from tests.times import utc

pytestmark = pytest.mark.django_db

IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "bmlt"}}
SEARCH = "switcher=GetSearchResults"


@pytest.fixture
def many(db: None) -> None:
    factories.save([factories.unsaved(number) for number in range(1, 41)])


@pytest.mark.parametrize(
    "path",
    [
        "/client_interface/json/",
        "/client_interface/json",
        "//client_interface/json/",
        "////client_interface/json",
        "/main_server/client_interface/json/",
        "/main_server/client_interface/json",
        "//main_server//client_interface/json/",
    ],
)
def test_old_and_new_addresses_lead_here(path, many):
    # The test client would take `//client_interface` for a host.
    response = Client().get("/", {"switcher": "GetSearchResults"}, PATH_INFO=path)

    assert response.status_code == 200
    assert len(response.json()) == 40


@pytest.mark.parametrize("base", ["", "/main_server"])
def test_older_apps_read_the_version_from_xml(base):
    response = Client().get(f"{base}/client_interface/serverInfo.xml")

    assert response["Content-Type"] == "application/xml"
    assert response.content == (
        b'<?xml version="1.0" encoding="utf-8"?><bmltInfo><serverVersion><readableString>4.2.7</readableString>'
        b"</serverVersion></bmltInfo>"
    )


@pytest.mark.parametrize(
    ("data_format", "query"),
    [
        ("json", ""),
        ("json", "switcher="),
        ("json", "switcher=GetNothing"),
        ("json", "switcher=getsearchresults"),
        ("xml", SEARCH),
        ("JSON", SEARCH),
        ("csv", SEARCH),
        ("json", "switcher=GetNAWSDump&sb_id=1"),
        ("jsonp", "switcher=GetNAWSDump&sb_id=1"),
        ("tsml", "switcher=GetFormats"),
        ("csv", "switcher=GetFormats"),
    ],
)
def test_what_is_not_served_is_422(data_format, query):
    response = Client().get(f"/client_interface/{data_format}/?{query}")

    assert response.status_code == 422
    assert list(response.json()) == ["message"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "switcher", ["GetSearchResults", "GetFormats", "GetServiceBodies", "GetChanges", "GetFieldKeys"]
)
def test_jsonp_is_json_in_a_call(switcher, many):
    plain = ask(switcher).getvalue()

    script = ask(f"{switcher}&callback=jQuery_1.draw", data_format="jsonp")

    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert script["X-Content-Type-Options"] == "nosniff"
    assert script.getvalue() == b"/**/jQuery_1.draw(" + plain + b");"
    assert ask(switcher, data_format="jsonp").getvalue().startswith(b"/**/callback(")


@pytest.mark.parametrize(
    "callback", ["alert(1)", "a;b", "1a", "a-b", "a b", "a[0]", "é", "a" * 65, "<script>", "a%0Ab", ".a"]
)
def test_a_callback_that_is_no_name_is_400(callback, many):
    response = ask(f"GetSearchResults&callback={callback}", data_format="jsonp")

    assert response.status_code == 400
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_unchanged_answer_is_304_until_a_listing_changes(many):
    first = ask("GetSearchResults")

    same = ask("GetSearchResults", HTTP_IF_NONE_MATCH=first["ETag"])
    factories.meeting(41)
    other = ask("GetSearchResults", HTTP_IF_NONE_MATCH=first["ETag"])

    assert (same.status_code, same.content) == (304, b"")
    assert same["ETag"] == first["ETag"]
    assert same["Access-Control-Allow-Origin"] == "*"
    assert (other.status_code, len(other.json())) == (200, 41)


def test_a_kept_answer_ends_when_only_formats_or_service_bodies_change(many):
    body = factories.service_body("Harbour Area")
    basic = factories.meeting_format("BT", id=3)
    asked = ("GetServiceBodies", "GetFormats&show_all=1&lang_enum=es", "GetServerInfo")
    before = [answer(query) for query in asked]

    FormatTranslation.objects.create(format=basic, language="es", key="TB", name="Texto")
    ServiceBody.objects.filter(pk=body.pk).update(name="Hill Area")

    assert [row["name"] for row in answer("GetServiceBodies")] == ["Hill Area"]
    assert [row["key_string"] for row in answer("GetFormats&show_all=1&lang_enum=es")] == ["TB"]
    assert all(after != was for after, was in zip(map(answer, asked), before, strict=True))


def test_an_etag_is_of_the_content_so_that_a_change_elsewhere_does_not_end_it(many):
    first = ask("GetSearchResults&meeting_ids=1")

    factories.meeting(41)

    assert ask("GetSearchResults&meeting_ids=1", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


def test_a_repeated_question_costs_one_query(many, django_assert_num_queries):
    ask("GetSearchResults&weekdays=3&_=1795449900")

    with django_assert_num_queries(1):
        repeated = ask("GetSearchResults&_=1795449901&weekdays=3")

    assert len(repeated.json()) == 40


@pytest.mark.parametrize("accepted", ["gzip", "br;q=1.0, gzip;q=0.5", "GZIP"])
def test_a_large_answer_is_compressed_for_those_who_can_read_it(accepted, many):
    plain = ask("GetSearchResults")

    packed = ask("GetSearchResults", HTTP_ACCEPT_ENCODING=accepted)

    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding, Authorization"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 5
    assert packed["ETag"] != plain["ETag"]
    assert ask("GetSearchResults", HTTP_IF_NONE_MATCH=packed["ETag"]).status_code == 304


@pytest.mark.parametrize("accepted", ["", "gzip;q=0", "br", "identity", "gzip;q=0.0"])
def test_others_get_it_as_it_is(accepted, many):
    response = ask("GetSearchResults", HTTP_ACCEPT_ENCODING=accepted)

    assert "Content-Encoding" not in response
    assert len(response.json()) == 40


def test_a_compressed_script_is_one_sound_file(many):
    packed = ask("GetSearchResults&callback=draw", data_format="jsonp", HTTP_ACCEPT_ENCODING="gzip")

    script = gzip.decompress(packed.content).decode()

    assert len(json.loads(script.removeprefix("/**/draw(").removesuffix(");"))) == 40


def test_an_answer_longer_than_a_piece_is_streamed_whole():
    factories.save([factories.unsaved(number, notes="x" * 9_000) for number in range(1, 41)])

    response = ask("GetSearchResults")

    assert response.streaming
    content = response.getvalue()
    assert len(content) == int(response["Content-Length"])
    assert len(json.loads(content)) == 40


def test_head_has_the_headers_and_no_body(many):
    asked = ask("GetSearchResults")

    response = Client().head(f"/client_interface/json/?{SEARCH}")

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == asked["ETag"]
    assert response["Content-Length"] == asked["Content-Length"]


def test_pages_of_any_site_may_ask_without_cookies(many):
    preflight = Client().options(
        "/client_interface/json/?switcher=GetSearchResults", HTTP_ORIGIN="https://area.example"
    )
    response = ask("GetSearchResults", HTTP_ORIGIN="https://area.example")

    assert preflight.status_code == 204
    for each in (preflight, response):
        assert each["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in each
        assert not each.cookies
    assert "Authorization" in preflight["Access-Control-Allow-Headers"]
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(method):
    response = getattr(Client(), method)("/client_interface/json/?switcher=GetSearchResults")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_what_is_logged_names_no_place(many, caplog):
    ask("GetSearchResults&lat_val=40.7128&long_val=-74.0060&geo_width=5&SearchString=Riverbank")

    assert "40.7128" not in caplog.text
    assert "Riverbank" not in caplog.text
    assert "<bmlt_base:base>client_interface/<bmlt_format:data_format>" in caplog.text


@pytest.fixture
def counting() -> Any:
    with override_settings(CACHES=IN_MEMORY):
        cache.clear()
        yield
        cache.clear()


def test_a_dear_question_takes_more_of_the_budget_and_a_repeated_one_nothing(counting, many):
    dear = ask("GetSearchResults")
    cheap = ask("GetSearchResults&meeting_ids=1")
    repeated = ask("GetSearchResults")
    unchanged = ask("GetSearchResults", HTTP_IF_NONE_MATCH=dear["ETag"])

    assert dear["RateLimit-Policy"] == '"bmlt";q=6000;w=60'
    assert dear["RateLimit"].startswith('"bmlt";r=5990;t=')
    assert cheap["RateLimit"].startswith('"bmlt";r=5989;t=')
    assert repeated["RateLimit"].startswith('"bmlt";r=5989;t=')
    # It looks nothing up: those who keep a copy are the cheapest there are.
    assert (unchanged.status_code, "RateLimit" in unchanged) == (304, False)


def test_a_forwarded_address_that_anybody_can_write_buys_no_other_budget(counting, many):
    ask("GetSearchResults", HTTP_X_FORWARDED_FOR="192.0.2.1")

    other = ask("GetSearchResults&meeting_ids=1", HTTP_X_FORWARDED_FOR="192.0.2.2")

    assert other["RateLimit"].startswith('"bmlt";r=5989;t=')


@time_machine.travel("2026-11-25T12:00:20Z", tick=False)
def test_who_asks_too_much_is_told_when_to_come_back(counting, many):
    first = ask("GetSearchResults")
    limits.spend(POLICY, "127.0.0.1", POLICY.quota, now=utc("2026-11-25T12:00:20"))

    refused = ask("GetSearchResults&page_size=1000")
    kept = ask("GetSearchResults")

    assert refused.status_code == 429
    assert refused.json() == {"message": "Too many requests. Please wait a little."}
    assert refused["Retry-After"] == "40"
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert kept.getvalue() == first.getvalue()


def test_without_the_cache_everything_passes(many):
    assert len(answer("GetSearchResults")) == 40
