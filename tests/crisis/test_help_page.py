"""The page of help: whole in one small request, for whoever opens it from wherever."""

import base64
import gzip
import hashlib
import re
from datetime import date

import pytest
import time_machine
from django.test import Client

from backend.crisis.lines import countries, packaged_lines
from backend.crisis.models import LineVerification
from backend.crisis.pages.names import country_names
from backend.crisis.pages.words import HOURS_WORDS, KIND_WORDS, STATE_WORDS, sms, tel
from tests.rules.plain_words import faults_in, grade
from tests.times import utc

pytestmark = pytest.mark.django_db
# Ten packets: what a new connection is sent before it has answered.
LARGEST_BYTES = 14_000


@pytest.fixture
def _on_that_day():
    with time_machine.travel(utc("2026-11-26T12:00"), tick=False):
        yield


def page(path: str, **headers: str):
    return Client(headers=headers).get(path)


def text(response) -> str:
    html = re.sub(r"<(style|title)>.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def verify_everything():
    LineVerification.objects.bulk_create(
        LineVerification(line_id=line["id"], verified_on=date(2026, 11, 20), noted_at=utc("2026-11-20T12:00"))
        for _, line in packaged_lines()
    )


def test_the_emergency_number_comes_first_and_is_one_tap():
    html = page("/help/US").content.decode()

    links = re.findall(r'href="((?:tel|sms):[^"]+)"', html)
    assert links[:4] == ["tel:911", "tel:988", "sms:988", "sms:741741?&amp;body=HOME"]


def test_each_line_has_its_hours_its_state_and_its_day():
    shown = text(page("/help/DE"))

    assert "TelefonSeelsorge When you think of suicide, or it is all too much. Call 0800 111 0 111" in shown
    assert "Open day and night. Two public sources gave this number on 22 November 2026. We have not checked" in shown


@pytest.mark.usefixtures("_on_that_day")
def test_a_verified_line_says_when_it_was_checked():
    verify_everything()

    assert "We checked this number on 20 November 2026." in text(page("/help/ES"))


@pytest.mark.parametrize("rest", ["", "/", "/ZZ", "/XK", "/../", "/USA", "/%2e%2e/US", f"/{'x' * 4_000}"])
def test_whatever_stands_in_the_address_the_default_comes(rest):
    response = page(f"/help{rest}")

    assert response.status_code == 200
    assert 'href="tel:112"' in response.content.decode()
    assert "911" not in text(response)
    assert "988" not in text(response)


@pytest.mark.parametrize("path", ["/help/US", "/help/us", "/help/US/", "/help/Us"])
def test_a_country_is_found_in_any_case(path):
    assert "Help now: United States" in text(page(path))


def test_a_country_with_112_by_law_and_no_line_has_the_directory():
    response = page("/help/EE")

    assert "Help now: Estonia" in text(response)
    assert 'href="tel:112"' in response.content.decode()
    assert "https://findahelpline.com" in response.content.decode()


def test_the_list_names_every_country_in_alphabetical_order():
    found = re.findall(r'<li><a href="/help/([A-Z]{2})">([^<]+)', page("/help").content.decode())

    assert sorted(code for code, _ in found) == countries()
    assert [name for _, name in found] == sorted(name for _, name in found)
    assert ("GB", "United Kingdom") in found


@pytest.mark.parametrize(
    ("languages", "likely"),
    [
        ("en-US,en;q=0.9", "United States"),
        ("de", None),
        ("de-DE;q=0.5, zh-Hant-HK", "Germany"),
        ("zh-Hant-HK", "Hong Kong"),
        ("en-419,xx-ZZ", None),
        ("*", None),
        ("-" * 5_000, None),
    ],
)
def test_what_the_browser_is_set_to_is_offered_and_not_decided(languages, likely):
    response = page("/help", **{"Accept-Language": languages})

    assert 'href="tel:112"' in response.content.decode()
    assert ("Your browser is set to this one:" in text(response)) == (likely is not None)
    assert likely is None or f"set to this one: {likely}" in text(response)
    assert "Accept-Language" in response["Vary"]


def test_the_browser_does_not_override_what_somebody_chose():
    assert page("/help/DE", **{"Accept-Language": "en-US"}).content == page("/help/DE").content


@pytest.mark.usefixtures("_on_that_day")
@pytest.mark.parametrize("code", ["", *countries()])
def test_every_page_is_small_and_whole_in_one_request(code):
    small = page(f"/help/{code}")
    verify_everything()
    largest = page(f"/help/{code}")

    for response in (small, largest):
        html = response.content.decode()
        assert len(response.content) < LARGEST_BYTES
        assert "<script" not in html
        assert not re.findall(r'(?:src|srcset|action)=|@import|url\(|rel="stylesheet"', html)


def test_the_policy_lets_this_style_through_and_nothing_else():
    response = page("/help/US")

    style = re.search(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert response["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert "style=" not in response.content.decode()


def test_no_cookie_is_set_and_none_is_read():
    client = Client()
    client.cookies["sessionid"] = "whatever"

    response = client.get("/help/US")

    assert not response.cookies
    assert "Cookie" not in response["Vary"]


def test_it_may_be_kept_for_a_short_while_and_is_not_sent_again():
    first = page("/help/US")

    again = page("/help/US", **{"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_it_comes_compressed_to_who_takes_that():
    response = page("/help/US", **{"Accept-Encoding": "gzip"})

    assert gzip.decompress(response.content) == page("/help/US").content


def test_a_line_found_dead_is_gone_from_it():
    LineVerification.objects.create(line_id="us-poison-help", outcome="wrong", noted_at=utc("2026-11-26T12:00"))

    assert "Poison Help" not in text(page("/help/US"))


@pytest.mark.parametrize("path", ["/help", "/help/US"])
def test_another_method_is_refused_with_help(path):
    response = Client().post(path, {"country": "US"})

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response.json()["help"]["emergency"]["number"] == "112"


def test_head_sends_nothing():
    head, got = Client().head("/help/US"), page("/help/US")

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == got["Content-Length"]


def test_the_words_of_a_number_are_plain_and_blame_nobody():
    assert faults_in([*KIND_WORDS.values(), *STATE_WORDS.values(), *HOURS_WORDS.values()]) == []


@pytest.mark.parametrize("path", ["/help", "/help/US", "/help/DE", "/help/GH"])
def test_the_whole_page_reads_at_grade_six(path):
    html = page(path).content.decode()
    # Names of countries and services, and the small print of sources, are what they are.
    own = re.sub(
        r'<ul class="list">.*?</ul>|<h3>.*?</h3>|<footer>.*?</ul>|<style>.*?</style>', "", html, flags=re.DOTALL
    )
    pieces = [" ".join(piece.split()) for piece in re.split(r"<[^>]+>", own)]

    assert grade(". ".join(piece.rstrip(".") for piece in pieces if piece)) <= 6


def test_every_kind_and_every_text_of_the_package_has_words_and_a_link():
    for _, line in packaged_lines():
        assert line["kind"] in KIND_WORDS or line["kind"] == "overdose_spotting"
        assert line["text"] is None or re.fullmatch(r"sms:\d+(\?&body=\w+)?", sms(line["text"]))
        assert re.fullmatch(r"tel:[\d*]+", tel(line["number"]))


def test_every_country_has_a_name():
    assert all(country_names()[code] for code in countries())


def test_another_method_is_refused_with_help_and_says_which_there_are():
    response = Client(enforce_csrf_checks=True).post("/help/US")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["help"]["emergency"]["number"]
