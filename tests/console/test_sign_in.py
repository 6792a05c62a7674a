"""Password, then a second factor; without one nothing but its set-up."""

import pytest
import time_machine
from django.test import Client

from backend.accounts import staffing
from tests.console.conftest import add_second_factor, code_for, text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
SET_UP_APP = "/console/sign-in/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(utc("2026-11-23T12:00"), tick=False):
        yield


def with_password(account):
    account.set_password(PASSWORD)
    account.save()
    return account


def test_a_stranger_is_led_to_the_sign_in_page():
    client = Client()

    response = client.get("/console/people/")

    assert (response.status_code, response["Location"]) == (302, "/console/sign-in/login/?next=/console/people/")


def test_a_password_alone_leads_to_the_code(sam):
    with_password(sam.account)
    add_second_factor(sam.account)
    client = Client()

    response = client.post("/console/sign-in/login/", {"login": "sam", "password": PASSWORD})

    assert response["Location"] == "/console/sign-in/2fa/authenticate/"
    assert client.get("/console/people/").status_code == 302


def test_password_and_code_open_the_worklist(sam):
    with_password(sam.account)
    secret = add_second_factor(sam.account)
    client = Client()
    client.post("/console/sign-in/login/", {"login": "sam", "password": PASSWORD})

    response = client.post("/console/sign-in/2fa/authenticate/", {"code": code_for(secret)}, follow=True)

    assert "Worklist" in text_of(response)


def test_a_wrong_password_says_so_and_opens_nothing(sam):
    with_password(sam.account)
    client = Client()

    response = client.post("/console/sign-in/login/", {"login": "sam", "password": "wrong wrong wrong"})

    assert response.status_code == 200
    assert "do not fit together" in text_of(response)
    assert "_auth_user_id" not in client.session


def test_without_a_second_factor_every_page_leads_to_the_choice_of_one(sam):
    client = Client()
    client.force_login(sam.account, backend="allauth.account.auth_backends.AuthenticationBackend")

    pages = [
        "/console/",
        "/console/people/",
        "/console/api-token/",
        "/console/signed-in/",
        "/console/password/",
        "/admin/",
    ]

    assert {client.get(page)["Location"] for page in pages} == {"/console/sign-in/2fa/"}


@pytest.mark.parametrize("page", ["/console/people/", "/console/sign-in/2fa/recovery-codes/", "/console/sign-in/2fa/"])
def test_a_session_from_before_the_second_factor_ends_with_it(sam, page):
    with_password(sam.account)
    client = Client()
    client.post("/console/sign-in/login/", {"login": "sam", "password": PASSWORD})
    add_second_factor(sam.account)

    response = client.get(page, follow=True)

    assert response.redirect_chain[-1][0].startswith("/console/sign-in/login/?next=")
    assert "sign in again, with your second factor" in text_of(response)


def test_the_stock_admin_is_entered_through_our_sign_in():
    response = Client().post("/admin/login/?next=/admin/", {"username": "root", "password": PASSWORD})

    assert response["Location"] == "/console/sign-in/login/?next=%2Fadmin%2F"


def test_the_first_admin_sets_a_password_and_a_second_factor_and_works():
    code = staffing.open_setup("Harbour Clinic", "America/New_York", now=utc("2026-11-22T12:00"))
    client = Client()
    chosen = {"login": "ada", "password": PASSWORD, "password_again": PASSWORD}

    assert "Your account at Harbour Clinic" in text_of(client.get(f"/console/first-admin/{code}"))
    choice = client.post(f"/console/first-admin/{code}", chosen, follow=True)
    set_up = client.get(SET_UP_APP)
    secret = client.session["mfa.totp.secret"]
    done = client.post(SET_UP_APP, {"code": code_for(secret)}, follow=True)

    assert "A passkey" in text_of(choice)
    assert "An authenticator app" in text_of(choice)
    assert b'src="data:image/svg+xml;base64,' in set_up.content
    assert "Recovery codes" in text_of(done)
    assert client.get("/console/").status_code == 200


def test_opening_the_first_admin_link_does_not_use_it_up():
    code = staffing.open_setup("Harbour Clinic", "America/New_York", now=utc("2026-11-22T12:00"))

    statuses = [Client().get(f"/console/first-admin/{code}").status_code for _ in range(2)]

    assert statuses == [200, 200]


def test_a_used_first_admin_link_says_so():
    code = staffing.open_setup("Harbour Clinic", "America/New_York", now=utc("2026-11-22T12:00"))
    staffing.complete_setup(code, "ada", PASSWORD, now=utc("2026-11-22T13:00"))

    response = Client().get(f"/console/first-admin/{code}")

    assert response.status_code == 410
    assert "has been used or is too old" in text_of(response)


def test_passwords_that_differ_or_are_weak_are_told_beside_the_field():
    code = staffing.open_setup("Harbour Clinic", "America/New_York", now=utc("2026-11-22T12:00"))

    differ = Client().post(
        f"/console/first-admin/{code}", {"login": "ada", "password": PASSWORD, "password_again": "other"}
    )
    weak = Client().post(
        f"/console/first-admin/{code}", {"login": "ada", "password": "short", "password_again": "short"}
    )

    assert differ.context["form"].errors.keys() == {"password_again"}
    assert weak.context["form"].errors.keys() == {"password"}
    assert (differ.status_code, weak.status_code) == (422, 422)


def test_sign_up_mail_and_password_reset_do_not_exist():
    pages = ["signup/", "email/", "password/reset/", "password/change/", "confirm-email/", "login/code/confirm/"]

    statuses = {Client().get(f"/console/sign-in/{page}").status_code for page in pages}

    assert statuses == {404}


def test_signing_out_needs_a_post(sam, console):
    client = console(sam)

    asked = client.get("/console/sign-in/logout/")
    client.post("/console/sign-in/logout/")

    assert asked.status_code == 200
    assert client.get("/console/people/").status_code == 302


def test_one_signs_in_with_what_one_chose_under_the_same_name():
    page = Client().get("/console/sign-in/login/")

    assert "Login Password Sign in" in text_of(page)
    assert b"placeholder" not in page.content
