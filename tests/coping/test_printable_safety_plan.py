"""The page to print: no script, nothing from anywhere, and what a person wrote is text whatever it looks like."""

import base64
import hashlib
import html
import re

import pytest

from backend.crisis.lines import NO_CRISIS_LINE, UNKNOWN_COUNTRY
from backend.crisis.safety_plan_form import safety_plan_form
from tests.coping.plan_factories import write_safety_plan

pytestmark = pytest.mark.django_db


def page_of(phone) -> str:
    return str(phone.get("/v1/safety-plan/printable").content.decode())


def test_it_holds_the_six_steps_in_order_with_what_is_written(api, dana):
    phone = api(dana)
    write_safety_plan(phone, alone=["Feed the cat", "Swim"])

    page = page_of(phone)

    places = [page.index(f"{number}. {step.title}") for number, step in enumerate(safety_plan_form().steps, 1)]
    assert places == sorted(places)
    assert "<bdi>Feed the cat</bdi>" in page
    assert "Written on 24 November 2026." in page


def test_the_numbers_of_the_person_s_country_stand_first(api, dana):
    page = page_of(api(dana))

    assert page.index("In danger: 911") < page.index(safety_plan_form().steps[0].title)
    assert "Lifeline: call or text 988 (24/7). Two public sources gave this number on 22 November 2026." in page
    assert "Crisis Text Line: text HOME to 741741 (24/7)." in page


@pytest.mark.parametrize(
    ("country", "how"),
    [
        ("NZ", "Lifeline Aotearoa: call 0800 543 354 or text HELP to 4357 ("),
        ("ZA", "SADAG Suicide Crisis Helpline: call 0800 567 567 or text 31393 ("),
        ("GB", "Shout: text SHOUT to 85258 ("),
    ],
)
def test_texts_go_where_they_are_read(api, nora, country, how):
    nora.country = country
    nora.save(update_fields=["country"])

    assert how in html.unescape(page_of(api(nora)))


@pytest.mark.parametrize(("country", "sentence"), [("", UNKNOWN_COUNTRY), ("NG", NO_CRISIS_LINE)])
def test_a_country_without_a_line_gets_its_number_a_sentence_and_the_directory(api, nora, country, sentence):
    nora.country = country
    nora.save(update_fields=["country"])

    page = page_of(api(nora))

    assert "In danger: 112" in page
    assert sentence in html.unescape(page)
    assert 'Find A Helpline: <a href="https://findahelpline.com">https://findahelpline.com</a>' in page


def test_a_country_with_a_line_gets_no_directory(api, dana):
    assert "findahelpline" not in page_of(api(dana))


def test_an_empty_step_has_its_prompt_and_lines_to_write_on(api, dana):
    page = page_of(api(dana))

    assert safety_plan_form().steps[0].prompt in page
    assert page.count('<div class="line"></div>') == 12


@pytest.mark.parametrize("entry", ["<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>"])
def test_what_looks_like_markup_is_text(api, dana, entry):
    phone = api(dana)
    write_safety_plan(phone, alone=[entry])

    page = page_of(phone)

    assert html.escape(entry) in page
    assert "<script" not in page
    assert "<img" not in page


def test_text_from_right_to_left_turns_nothing_else_around(api, dana):
    phone = api(dana)
    write_safety_plan(phone, alone=["\u202eevil", "اتصل بأخي"])

    assert page_of(phone).count("<bdi>") == 7


def test_its_style_is_allowed_by_its_hash_and_nothing_else_is(api, dana):
    response = api(dana).get("/v1/safety-plan/printable")

    [style] = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert not re.search(r"\sstyle=|\son\w+=|<link|<script|src=", response.content.decode())


@pytest.mark.parametrize("accept", ["text/html", "application/json", "application/pdf", "*/*"])
def test_it_comes_as_a_page_whatever_was_asked_for_and_nobody_keeps_it(api, dana, accept):
    response = api(dana).get("/v1/safety-plan/printable", HTTP_ACCEPT=accept)

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response["Cache-Control"] == "no-store"


def test_a_refusal_of_it_is_a_problem(api):
    response = api().get("/v1/safety-plan/printable", HTTP_ACCEPT="text/html")

    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
