"""Where one is signed in, for how long, and ending it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from backend.accounts import sessions
from backend.accounts.models import Account, Session
from backend.console.models import ConsoleSession
from notifications.models import Device
from tests.console.conftest import text_of
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-23T12:00")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1"
TIME = "/console/sign-in/time/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def browse(client, path="/console/people/", **headers):
    response = client.get(path, **headers)
    assert response.status_code == 200, response
    return response


def program(account):
    """A client with an API token, as the console makes them."""
    made = APIClient()
    token = sessions.start_session(account, after_second_factor=True, now=NOON)
    made.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return made


def test_who_is_at_work_stays_signed_in(sam, console, clock):
    client = console(sam)
    statuses = []

    for minutes in range(0, 120, 29):
        clock.move_to(NOON + timedelta(minutes=minutes))
        statuses.append(client.get("/console/people/").status_code)

    assert statuses == [200] * 5


def test_half_an_hour_without_a_request_signs_out_and_says_so(sam, console, clock):
    client = console(sam)
    browse(client)
    clock.move_to(NOON + timedelta(minutes=30))

    response = client.get("/console/people/", follow=True)

    assert response.redirect_chain == [("/console/sign-in/login/?next=/console/people/", 302)]
    assert "nothing had happened for 30 minutes" in text_of(response)
    assert "_auth_user_id" not in client.session


def test_after_twelve_hours_the_busiest_are_signed_out(sam, console, clock):
    client = console(sam)
    for minutes in range(0, 720, 29):
        clock.move_to(NOON + timedelta(minutes=minutes))
        browse(client)
    clock.move_to(NOON + timedelta(hours=12))

    response = client.get("/console/people/", follow=True)

    assert "more than 12 hours" in text_of(response)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(sam, console, clock):
    client = console(sam)
    browse(client)
    clock.move_to(NOON + timedelta(minutes=28))
    asked = client.get(TIME)
    clock.move_to(NOON + timedelta(minutes=30))

    assert asked.json() == {"seconds": 120, "longest_seconds": 12 * 3600 - 28 * 60}
    assert client.get("/console/people/").status_code == 302


def test_a_click_on_stay_signed_in_does(sam, console, clock):
    client = console(sam)
    browse(client)
    clock.move_to(NOON + timedelta(minutes=28))
    stayed = client.post(TIME)
    clock.move_to(NOON + timedelta(minutes=57))

    assert stayed.json()["seconds"] == 1800
    browse(client)


def test_no_time_is_left_to_whoever_is_not_signed_in():
    assert Client().get(TIME).json() == {"seconds": 0, "longest_seconds": 0}


def test_what_was_to_be_done_is_not_repeated_after_signing_in_again(sam, console, clock):
    client = console(sam)
    browse(client)
    clock.move_to(NOON + timedelta(minutes=31))

    response = client.post("/console/second-paths/trial/")

    assert response["Location"] == "/console/sign-in/login/?next=/console/"


def test_operators_are_signed_out_too(console, clock):
    client = console(Account.objects.create_superuser("root", "a long enough password"))
    browse(client, "/admin/")
    clock.move_to(NOON + timedelta(minutes=30))

    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/console/sign-in/login/")


def test_the_list_names_each_browser_and_says_which_one_this_is(sam, console, clock):
    browse(console(sam), HTTP_USER_AGENT=SAFARI)
    clock.move_to(NOON + timedelta(minutes=5))

    response = browse(console(sam), "/console/signed-in/", HTTP_USER_AGENT=FIREFOX)

    assert "Firefox this one Since Mon 23 Nov 2026, 07:05 EST" in text_of(response)
    assert "Safari on a phone Since Mon 23 Nov 2026, 07:00 EST, last used 5 min ago" in text_of(response)


def test_nobody_elses_sessions_are_on_it(sam, theo, console):
    browse(console(theo), HTTP_USER_AGENT=SAFARI)

    assert "Safari" not in text_of(browse(console(sam), "/console/signed-in/"))


def test_a_browser_that_signed_out_or_was_closed_is_on_it_no_more(sam, console, clock):
    browse(console(sam), HTTP_USER_AGENT=SAFARI)
    console(sam).post("/console/sign-in/logout/")
    clock.move_to(NOON + timedelta(minutes=31))

    browse(console(sam), HTTP_USER_AGENT=FIREFOX)

    assert [session.browser for session in ConsoleSession.objects.all()] == ["Firefox"]


def test_no_address_is_kept(sam, console):
    client = console(sam)
    client.get("/console/people/", REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT=FIREFOX)

    assert set(ConsoleSession.objects.values().get()) == {
        "id",
        "account_id",
        "browser",
        "began_at",
        "last_active_at",
    }
    assert "192.0.2.77" not in str(dict(client.session))


def test_a_browser_signed_out_from_elsewhere_is_out_at_its_next_request(sam, console):
    desk, lost = console(sam), console(sam)
    browse(lost, HTTP_USER_AGENT=SAFARI)
    session = ConsoleSession.objects.get(browser="Safari on a phone")

    desk.post(f"/console/signed-in/browsers/{session.pk}/end/")
    response = lost.get("/console/people/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/console/sign-in/login/")
    assert "signed out here from another place" in text_of(response)
    browse(desk)


def test_another_accounts_browser_cannot_be_signed_out(sam, theo, console):
    hers = console(theo)
    browse(hers)
    session = ConsoleSession.objects.get(account=theo.account)

    response = console(sam).post(f"/console/signed-in/browsers/{session.pk}/end/")

    assert response.status_code == 404
    browse(hers)


def test_a_token_ended_on_the_page_opens_nothing(sam, console):
    client = program(sam.account)
    session = Session.objects.get(user=sam.account)

    console(sam).post(f"/console/signed-in/tokens/{session.public_id}/end/")

    assert client.get("/v1/staff/worklist").json()["reason"] == "revoked"


def test_another_accounts_token_cannot_be_ended(sam, theo, console):
    client = program(theo.account)
    session = Session.objects.get(user=theo.account)

    response = console(sam).post(f"/console/signed-in/tokens/{session.public_id}/end/")

    assert response.status_code == 404
    assert client.get("/v1/staff/worklist").status_code == 200


def test_a_phone_rings_longer_than_its_token_lasts_and_can_be_stopped(sam, console, clock):
    give_device(sam, now=NOON)
    clock.move_to(NOON + timedelta(hours=13))
    client = console(sam)
    session = Session.objects.get(user=sam.account)

    listed = text_of(browse(client, "/console/signed-in/"))
    client.post(f"/console/signed-in/tokens/{session.public_id}/end/")

    assert "Phone with the app (Android)" in listed
    assert "Its token has ended; alerts still ring there" in listed
    assert not Device.objects.filter(account=sam.account).exists()


def test_signing_out_everywhere_else_leaves_this_browser_alone(sam, console):
    here, there, token = console(sam), console(sam), program(sam.account)
    browse(here)
    browse(there)

    here.post("/console/signed-in/end-others/")

    assert there.get("/console/people/").status_code == 302
    assert token.get("/v1/staff/worklist").json()["reason"] == "revoked"
    browse(here)
