"""Operators try help lines and note what they found; nobody else can."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from backend.accounts.models import Account
from backend.crisis.models import LineVerification
from backend.crisis.verifying import last_good
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-26T12:00")
PAGE = "/console/help-lines/"
LINE = "us-988-suicide-crisis-lifeline"
RIGHT, WRONG = f"{PAGE}{LINE}/right/", f"{PAGE}{LINE}/wrong/"
OWN_PAGE = "https://988lifeline.org/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def root(db) -> Account:
    return Account.objects.create_superuser("root", "a long enough password")


@pytest.fixture
def rita(db) -> Account:
    """Another operator."""
    return Account.objects.create_superuser("rita", "a long enough password")


def found(outcome="right", line=LINE, on=NOON, **facts):
    day = on.date() if outcome == "right" else None
    return LineVerification.objects.create(line_id=line, outcome=outcome, verified_on=day, noted_at=on, **facts)


def seen_on(client, line=LINE) -> str:
    html = client.get(f"{PAGE}{line}/").content.decode()
    etag = re.search(r'name="etag" value="(\d+)"', html)
    assert etag is not None
    return etag[1]


def lines_in(html) -> list[str]:
    return re.findall(rf'<a href="{PAGE}([^/]+)/">', html)


def shown_in(country, api) -> list[str]:
    return [line["id"] for line in api().get(f"/v1/crisis/{country}").json()["lines"]]


def test_an_operator_begins_with_the_lines_and_finds_them_in_the_menu(root, console):
    client = console(root)

    begun = client.get("/console/", follow=True)

    assert begun.redirect_chain[-1][0] == PAGE
    assert re.search(r'<a href="/console/help-lines/" aria-current="true">Help lines</a>', begun.content.decode())
    assert "Administration" in text_of(begun) or "/admin/" in begun.content.decode()


def test_every_line_is_listed_with_what_is_known_of_it(root, console):
    found(on=NOON - timedelta(days=6))

    text = text_of(console(root).get(PAGE))

    assert "70 of 71 lines should be looked at." in text
    assert (
        "988 Suicide &amp; Crisis Lifeline verified Country United States Number call or text 988 Hours 24/7 "
        "Last verified 20 Nov 2026, 6 days ago For people it is shown "
        "Status two public sources agree, 22 Nov 2026 Source DennisGross/aidlines:data.js" in text
    )
    assert "Línea 024 look at it Country Spain Number call 024 Hours 24/7 Last verified never" in text


def test_dead_lines_come_first_and_what_is_verified_last(root, console):
    found("wrong", "za-sadag-suicide-crisis-helpline")
    found("right")
    found("right", "us-poison-help", on=NOON - timedelta(days=200))

    listed = lines_in(console(root).get(PAGE).content.decode())

    assert listed[0] == "za-sadag-suicide-crisis-helpline"
    assert listed[-2:] == ["us-poison-help", LINE]


@pytest.mark.parametrize(("country", "lines"), [("BR", ["br-cvv"]), ("GH", []), ("<b>", [])])
def test_one_country_can_be_looked_at_alone(root, console, country, lines):
    response = console(root).get(PAGE, {"country": country})

    assert lines_in(response.content.decode()) == lines
    assert "<b>" not in response.content.decode()


def test_a_line_found_right_is_verified_from_today(root, console, api):
    client = console(root)

    response = client.post(RIGHT, {"etag": seen_on(client), "page": OWN_PAGE}, follow=True)

    noted = LineVerification.objects.get()
    assert (noted.line_id, noted.outcome, noted.page) == (LINE, "right", OWN_PAGE)
    assert (noted.verified_on, noted.noted_at, noted.verified_by) == (date(2026, 11, 26), NOON, root)
    assert "shown as checked, from today for 180 days" in text_of(response)
    line = next(line for line in api().get("/v1/crisis/US").json()["lines"] if line["id"] == LINE)
    assert (line["state"], line["dated_on"], line["age_days"]) == ("verified", "2026-11-26", 0)


def test_a_line_without_a_source_is_shown_once_it_is_verified(root, console, api):
    client, line = console(root), "es-linea-024"
    before = shown_in("ES", api)

    client.post(f"{PAGE}{line}/right/", {"etag": seen_on(client, line), "page": "https://www.sanidad.gob.es/"})

    assert (before, shown_in("ES", api)) == ([], [line])


@pytest.mark.django_db(transaction=True)
def test_a_line_found_dead_is_hidden_at_once_and_every_process_will_know(root, console, api):
    found("right")

    response = console(root).post(WRONG, {"wrong-page": ""}, follow=True)

    assert "hidden everywhere until somebody verifies it" in text_of(response)
    kept = last_good.findings.read()
    assert kept is not None
    assert kept.dead == {LINE: date(2026, 11, 26)}
    assert LINE not in shown_in("US", api)
    assert "988 Suicide" not in api().get("/help/US").content.decode()
    assert LineVerification.objects.count() == 2


def test_a_dead_line_comes_back_when_somebody_verifies_it(root, console, api):
    client = console(root)
    client.post(WRONG)

    client.post(RIGHT, {"etag": seen_on(client), "page": OWN_PAGE})

    assert LINE in shown_in("US", api)
    assert [row.outcome for row in LineVerification.objects.order_by("id")] == ["wrong", "right"]


def test_what_was_found_is_listed_with_who_when_and_which_page(root, rita, console):
    found("right", on=NOON - timedelta(days=40), verified_by=root, page=OWN_PAGE)
    found("wrong", verified_by=None)

    text = text_of(console(rita).get(f"{PAGE}{LINE}/"))

    assert "Thu 26 Nov 2026, 12:00 UTC, somebody who has left dead or wrong" in text
    assert f"Sat 17 Oct 2026, 12:00 UTC, root right {OWN_PAGE}" in text


def test_who_did_not_know_that_a_line_was_found_dead_cannot_bring_it_back(root, rita, console, api):
    mine, hers = console(root), console(rita)
    opened = seen_on(mine)
    hers.post(WRONG)

    refused = mine.post(RIGHT, {"etag": opened, "page": OWN_PAGE})

    assert refused.status_code == 422
    assert "Somebody else has changed this since you opened it" in text_of(refused)
    assert "Found dead. It is hidden everywhere" in text_of(refused)
    assert LINE not in shown_in("US", api)


def test_sent_once_more_with_what_is_known_now_it_counts(root, rita, console, api):
    mine, hers = console(root), console(rita)
    opened = seen_on(mine)
    hers.post(WRONG)
    refused = mine.post(RIGHT, {"etag": opened, "page": OWN_PAGE})
    etag = re.search(r'name="etag" value="(\d+)"', refused.content.decode())
    assert etag is not None

    mine.post(RIGHT, {"etag": etag[1], "page": OWN_PAGE})

    assert LINE in shown_in("US", api)


def test_a_line_can_be_reported_whatever_was_found_meanwhile(root, rita, console, api):
    mine, hers = console(root), console(rita)
    opened = seen_on(mine)
    hers.post(RIGHT, {"etag": opened, "page": OWN_PAGE})

    mine.post(WRONG)

    assert LINE not in shown_in("US", api)


@pytest.mark.parametrize("way", ["right", "wrong"])
def test_sent_twice_it_is_one_finding(root, console, way):
    client = console(root)
    body = {"etag": seen_on(client), "page": OWN_PAGE}

    first, second = (client.post(f"{PAGE}{LINE}/{way}/", body) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert LineVerification.objects.count() == 1


@pytest.mark.parametrize(("way", "field"), [("right", "page"), ("wrong", "wrong-page")])
def test_sent_again_with_another_page_it_is_noted_too(root, console, way, field):
    client = console(root)
    client.post(f"{PAGE}{LINE}/{way}/", {"etag": seen_on(client), field: "https://988lifeline.org/wrnog"})

    client.post(f"{PAGE}{LINE}/{way}/", {"etag": seen_on(client), field: OWN_PAGE})

    assert LineVerification.objects.latest("id").page == OWN_PAGE
    assert LineVerification.objects.count() == 2


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("", "This field is required."),
        ("javascript:alert(1)", "Enter a valid URL."),
        ("ftp://988lifeline.org/", "Enter a valid URL."),
        ("https://988lifeline.org/" + "x" * 500, "at most 500 characters"),
    ],
)
def test_a_page_that_nobody_could_open_is_refused_beside_its_field(root, console, page, said):
    client = console(root)

    response = client.post(RIGHT, {"etag": seen_on(client), "page": page})

    assert response.status_code == 422
    assert said in text_of(response)
    assert not LineVerification.objects.exists()


@pytest.mark.parametrize("etag", ["", "x", "-1", "999", "٣", "1" * 5_000])
def test_a_form_that_was_never_open_verifies_nothing(root, console, etag):
    response = console(root).post(RIGHT, {"etag": etag, "page": OWN_PAGE})

    assert response.status_code == 422
    assert not LineVerification.objects.exists()


def test_the_emergency_number_cannot_be_reported(root, console):
    ways = [f"{PAGE}us-emergency/wrong/", f"{PAGE}911/wrong/", f"{PAGE}nothing/right/", f"{PAGE}nothing/"]
    client = console(root)

    statuses = [client.post(ways[0]), client.post(ways[1]), client.post(ways[2], {"etag": "0", "page": OWN_PAGE})]

    assert [each.status_code for each in (*statuses, client.get(ways[3]))] == [404, 404, 404, 404]
    assert not LineVerification.objects.exists()


def test_the_page_says_that_numbers_come_with_a_release(root, console):
    client = console(root)

    assert "Numbers cannot be corrected here: they come with a release." in text_of(client.get(PAGE))
    assert "A new number has to come with a release" in text_of(client.get(f"{PAGE}{LINE}/"))


def test_nobody_else_opens_it_or_notes_anything(sam, sue, ada, olive, console):
    for who in (sam, sue, ada, olive):
        client = console(who)
        answers = [client.get(PAGE), client.get(f"{PAGE}{LINE}/"), client.post(RIGHT), client.post(WRONG)]
        assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert not LineVerification.objects.exists()


def test_without_signing_in_it_leads_to_the_sign_in_page():
    assert Client().post(WRONG)["Location"].startswith("/console/sign-in/login/")


def test_without_a_second_factor_it_leads_to_its_set_up(root):
    client = Client()
    client.force_login(root, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.post(WRONG)["Location"] == "/console/sign-in/2fa/"


def test_a_form_from_elsewhere_notes_nothing(root, console):
    client = Client(enforce_csrf_checks=True)
    client.cookies = console(root).cookies

    response = client.post(WRONG)

    assert response.status_code == 403
    assert not LineVerification.objects.exists()
