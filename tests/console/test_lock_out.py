"""Guessing passwords and one-time codes: the lock, how long it lasts, and what it gives away."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axes.models import AccessAttempt
from django.test import Client

from tests.console.conftest import add_second_factor, code_for, text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-23T12:00")
PASSWORD = "correct horse battery staple"
SIGN_IN = "/console/sign-in/login/"
CODE = "/console/sign-in/2fa/authenticate/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def secret(sam):
    """Sam's authenticator; the password is set too."""
    sam.account.set_password(PASSWORD)
    sam.account.save()
    return add_second_factor(sam.account)


def type_password(password, *, login="sam", address="192.0.2.1", **headers):
    return Client(REMOTE_ADDR=address).post(SIGN_IN, {"login": login, "password": password}, **headers)


def at_the_code_page(*, address="192.0.2.1"):
    client = Client(REMOTE_ADDR=address)
    assert client.post(SIGN_IN, {"login": "sam", "password": PASSWORD})["Location"] == CODE
    return client


def wrong_code(secret):
    """A code that no authenticator shows now."""
    return f"{(int(code_for(secret)) + 1) % 1_000_000:06}"


def type_wrong_codes(secret, times):
    client = at_the_code_page()
    return [client.post(CODE, {"code": wrong_code(secret)}).status_code for _ in range(times)]


def test_after_ten_wrong_passwords_the_right_one_waits_a_quarter_of_an_hour(secret, clock):
    wrong = [type_password("wrong wrong wrong").status_code for _ in range(10)]
    at_once = type_password(PASSWORD)
    clock.move_to(NOON + timedelta(minutes=15, seconds=1))
    later = type_password(PASSWORD)

    assert wrong == [200] * 9 + [429]
    assert at_once.status_code == 429
    assert later["Location"] == CODE


def test_the_page_says_how_long(secret, clock):
    for _ in range(10):
        type_password("wrong wrong wrong")
    clock.move_to(NOON + timedelta(minutes=5))

    response = type_password(PASSWORD)

    assert "You can try again in 10 minutes." in text_of(response)
    assert response["Retry-After"] == "600"


def test_trying_in_the_meantime_does_not_make_it_longer(secret, clock):
    for _ in range(10):
        type_password("wrong wrong wrong")
    clock.move_to(NOON + timedelta(minutes=14))
    type_password("wrong wrong wrong")
    clock.move_to(NOON + timedelta(minutes=15, seconds=1))

    assert type_password(PASSWORD)["Location"] == CODE


def test_capitals_and_blanks_are_no_way_around(secret):
    for login in ["sam", "SAM", " sam", "Sam ", "sAm"] * 2:
        type_password("wrong wrong wrong", login=login)

    assert type_password(PASSWORD).status_code == 429


def test_a_stranger_elsewhere_does_not_lock_sam_out(secret):
    for _ in range(12):
        type_password("wrong wrong wrong", address="198.51.100.7")

    assert type_password(PASSWORD, address="192.0.2.1")["Location"] == CODE


def test_behind_a_proxy_what_the_proxy_saw_is_the_address(secret, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for made_up in range(10):
        type_password("wrong wrong wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{made_up}, 198.51.100.7")

    locked = type_password(PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.7")
    elsewhere = type_password(PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.1")

    assert (locked.status_code, elsewhere.status_code) == (429, 302)


def test_a_hundred_wrong_passwords_from_everywhere_lock_a_login_for_an_hour(secret, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "many"}}
    for number in range(100):
        type_password("wrong wrong wrong", address=f"198.51.100.{number}")

    response = type_password(PASSWORD, address="192.0.2.1")

    assert response.status_code == 429
    assert "in 60 minutes" in text_of(response)


def test_a_login_that_does_not_exist_is_locked_in_the_same_words(secret):
    pages = {login: [type_password("wrong wrong wrong", login=login) for _ in range(11)] for login in ("sam", "nobody")}

    assert [page.status_code for page in pages["nobody"]] == [page.status_code for page in pages["sam"]]
    assert text_of(pages["nobody"][-1]) == text_of(pages["sam"][-1])


def test_what_was_typed_is_kept_nowhere(secret):
    type_password("wrong wrong wrong", login="my password by mistake")

    row = AccessAttempt.objects.get()
    assert "mistake" not in f"{row.username} {row.post_data} {row.get_data} {row.path_info}"
    assert "wrong" not in row.post_data


def test_signing_in_forgets_what_was_wrong_before(secret):
    for _ in range(9):
        type_password("wrong wrong wrong")
    at_the_code_page().post(CODE, {"code": code_for(secret)})

    assert type_password("wrong wrong wrong").status_code == 200


def test_after_five_wrong_codes_the_right_one_waits(secret, clock):
    wrong = type_wrong_codes(secret, 5)
    at_once = at_the_code_page().post(CODE, {"code": code_for(secret)})
    clock.move_to(NOON + timedelta(minutes=15, seconds=1))
    later = at_the_code_page().post(CODE, {"code": code_for(secret)})

    assert wrong == [200] * 5
    assert at_once.status_code == 429
    assert "in 15 minutes" in text_of(at_once)
    assert later["Location"] == "/console/"


def test_another_browser_and_another_address_are_no_way_around(secret):
    type_wrong_codes(secret, 5)

    response = at_the_code_page(address="198.51.100.7").post(CODE, {"code": code_for(secret)})

    assert response.status_code == 429


def test_a_wrong_code_after_the_wait_makes_the_next_one_longer(secret, clock):
    type_wrong_codes(secret, 5)
    clock.move_to(NOON + timedelta(minutes=16))
    type_wrong_codes(secret, 1)

    response = at_the_code_page().post(CODE, {"code": code_for(secret)})

    assert "in 30 minutes" in text_of(response)


def test_a_right_code_forgets_the_wrong_ones(secret):
    type_wrong_codes(secret, 4)
    at_the_code_page().post(CODE, {"code": code_for(secret)})

    assert type_wrong_codes(secret, 5) == [200] * 5


def test_recovery_codes_wait_too(secret, sam):
    unused = RecoveryCodes.activate(sam.account).get_unused_codes()[0]
    type_wrong_codes(secret, 5)

    assert at_the_code_page().post(CODE, {"code": unused}).status_code == 429


def test_codes_are_counted_too_where_one_changes_how_one_signs_in(secret, sam, console):
    client = console(sam)
    again = "/console/sign-in/2fa/reauthenticate/"

    statuses = [client.post(again, {"code": wrong_code(secret)}).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]
