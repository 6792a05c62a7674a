"""Changing one's password, and what ends with the old one."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from backend.accounts import sessions
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
PAGE = "/console/password/"
OLD, NEW = "correct horse battery staple", "seven green boats at dawn"


@pytest.fixture
def sam_with_password(sam):
    sam.account.set_password(OLD)
    sam.account.save()
    return sam


def typed(old=OLD, new=NEW, again=NEW):
    return {"oldpassword": old, "password1": new, "password2": again}


def test_the_new_password_opens_and_the_old_one_does_not(sam_with_password, console):
    response = console(sam_with_password).post(PAGE, typed(), follow=True)

    old, new = (
        Client().post("/console/sign-in/login/", {"login": "sam", "password": password}) for password in (OLD, NEW)
    )
    assert "Password changed. You are signed out everywhere else." in text_of(response)
    assert (old.status_code, new.status_code) == (200, 302)


def test_it_ends_every_other_browser_and_every_token(sam_with_password, console):
    here, there, program = console(sam_with_password), console(sam_with_password), APIClient()
    there.get("/console/people/")
    token = sessions.start_session(sam_with_password.account, after_second_factor=True, now=utc("2026-11-23T12:00"))
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    here.post(PAGE, typed())

    assert here.get("/console/people/").status_code == 200
    assert there.get("/console/people/").status_code == 302
    assert program.get("/v1/staff/worklist").json()["reason"] == "revoked"


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (typed(old="wrong wrong wrong"), "oldpassword"),
        (typed(new="short", again="short"), "password1"),
        (typed(again="seven green boats at dusk"), "password2"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(sam_with_password, console, what, field):
    response = console(sam_with_password).post(PAGE, what)

    sam_with_password.account.refresh_from_db()
    assert list(response.context["form"].errors) == [field]
    assert sam_with_password.account.check_password(OLD)


def test_guessing_the_current_password_locks_as_signing_in_does(sam_with_password, console):
    client = console(sam_with_password)

    statuses = [client.post(PAGE, typed(old="wrong wrong wrong")).status_code for _ in range(11)]

    assert statuses == [200] * 9 + [429, 429]


def test_accounts_of_the_demo_have_no_password_to_change(sam, console):
    assert console(sam).get(PAGE).status_code == 403
