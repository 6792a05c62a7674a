"""What holds for every page: who may open it, what it may load, and that it can be used."""

import re
from itertools import pairwise

import pytest
from django.test import Client

from backend.accounts.models import Account
from tests.console.conftest import text_of

pytestmark = pytest.mark.django_db
STAFF_PAGES = [
    "/console/people/",
    "/console/broadcasts/",
    "/console/broadcasts/new/",
    "/console/invitations/new/",
    "/console/second-paths/",
    "/console/site/",
    "/console/site/on-call/",
    "/console/site/staff/",
    "/console/site/covers/",
    "/console/site/covers/new/",
    "/console/site/questionnaires/",
    "/console/site/questionnaires/daily-check-in/",
]
ORGANIZER_PAGES = ["/console/meetings/", "/console/meetings/new/"]
OPERATOR_PAGES = ["/console/help-lines/", "/console/help-lines/us-poison-help/"]
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)


def all_pages(sam, olive, dana, console):
    staff, organizer = console(sam), console(olive)
    yield Client().get("/console/sign-in/login/")
    yield staff.get("/console/nothing/here/")
    for path in ["/console/", *STAFF_PAGES, f"/console/people/{dana.pk}/", "/console/api-token/"]:
        yield staff.get(path)
    yield staff.get(f"/console/people/{dana.pk}/schedules/new/")
    for path in ["/console/sign-in/2fa/", "/console/sign-in/logout/", "/console/signed-in/"]:
        yield staff.get(path)
    for path in ORGANIZER_PAGES:
        yield organizer.get(path)
    operator = console(Account.objects.create_superuser("root", "a long enough password"))
    for path in OPERATOR_PAGES:
        yield operator.get(path)


def labels_and_inputs(html: str) -> tuple[set[str], set[str]]:
    inputs = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    named = {m[1] for tag in inputs if 'type="hidden"' not in tag and (m := re.search(r'\bid="([^"]+)"', tag))}
    assert len(named) == sum('type="hidden"' not in tag for tag in inputs), "an input without an id"
    return set(re.findall(r'<label[^>]*\bfor="([^"]+)"', html)), named


def test_organizers_do_not_reach_pages_of_staff(olive, console):
    client = console(olive)

    assert {client.get(path).status_code for path in STAFF_PAGES} == {403}


def test_staff_do_not_reach_pages_of_organizers(sam, console):
    client = console(sam)

    assert {client.get(path).status_code for path in ORGANIZER_PAGES} == {403}


def test_people_have_the_app_and_no_console(dana, console):
    client = console(dana.account)
    pages = ["/console/", *STAFF_PAGES, *ORGANIZER_PAGES, *OPERATOR_PAGES]

    assert {client.get(path).status_code for path in pages} == {403}


def test_every_page_carries_the_strict_policy_and_stays_out_of_caches(sam, olive, dana, console):
    for response in all_pages(sam, olive, dana, console):
        policy = response["Content-Security-Policy"]
        assert sorted(part.strip() for part in policy.split(";")) == sorted(POLICY)
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"


def test_no_page_has_inline_style_or_script(sam, olive, dana, console):
    for response in all_pages(sam, olive, dana, console):
        html = response.content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", html)
        assert not re.search(r'(?:src|href)="https?://', html)


def test_every_input_has_a_label_and_headings_come_in_order(sam, olive, dana, console):
    for response in all_pages(sam, olive, dana, console):
        html = response.content.decode()
        labels, inputs = labels_and_inputs(html)
        assert inputs <= labels, response.request["PATH_INFO"]
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        assert levels[:1] == [1]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_page_has_a_language_a_title_a_skip_link_and_a_place_for_messages(sam, olive, dana, console):
    for response in all_pages(sam, olive, dana, console):
        html = response.content.decode()
        assert '<html lang="en">' in html
        assert re.search(r"<title>[^<]+ · Handrail</title>", html)
        assert '<a class="skip" href="#main">' in html
        assert '<div role="status">' in html


def test_a_form_from_elsewhere_does_nothing(sam, console):
    client = Client(enforce_csrf_checks=True)
    client.cookies = console(sam).cookies

    response = client.post("/console/invitations/new/")

    assert response.status_code == 403
    assert "nothing was done" in text_of(response)


def test_an_unknown_address_is_a_page(sam, console):
    response = console(sam).get("/console/nothing/here/")

    assert response.status_code == 404
    assert "There is nothing here for you." in text_of(response)


def test_the_console_leads_each_kind_of_account_to_its_own_start(sam, olive, console):
    assert "Worklist" in text_of(console(sam).get("/console/"))
    assert console(olive).get("/console/")["Location"] == "/console/meetings/"


def test_a_token_made_here_opens_the_api_and_is_shown_once(sam, console, api):
    client = console(sam)

    made = client.post("/console/api-token/")
    token = made.context["token"]
    opened = api().get("/v1/staff/people", HTTP_AUTHORIZATION=f"Bearer {token}")

    assert opened.status_code == 200
    assert token not in client.get("/console/api-token/").content.decode()
