"""Second factors of an account: one more, another in its place, one less, never none."""

import json
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from backend.accounts import sessions
from backend.accounts.factors import factors_of
from backend.accounts.models import Account
from tests.console.conftest import add_second_factor, code_for, text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-23T12:00")
PASSWORD = "correct horse battery staple"
SET_UP_APP = "/console/sign-in/2fa/totp/activate/"
ADD_PASSKEY = "/console/sign-in/2fa/passkeys/add/"
MALFORMED = ["", "not json", "1", "[]", "{}", '"x"', '{"id": "a"}', '{"id": "a", "rawId": "b"}', '{"rawId": "!"}']


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def proven(client):
    """The session has just proven again who it is."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": NOON.timestamp()},
        {"method": "password", "at": NOON.timestamp(), "reauthenticated": True},
    ]
    session.save()
    return client


def add_passkey(account, name="work laptop"):
    """A row as it is after adding one; what signs is in a real browser (test_passkeys_in_browser)."""
    return Authenticator.objects.create(user=account, type="webauthn", data={"name": name, "credential": {}})


def remove(client, factor):
    return client.post(f"/console/sign-in/2fa/{factor.pk}/remove/", follow=True)


def test_right_after_the_password_nobody_types_it_again_to_set_up_the_first(sam):
    sam.account.set_password(PASSWORD)
    sam.account.save()
    client = Client()
    client.post("/console/sign-in/login/", {"login": "sam", "password": PASSWORD})

    opened = [client.get(page, HTTP_HOST="localhost").status_code for page in (SET_UP_APP, ADD_PASSKEY)]
    done = client.post(SET_UP_APP, {"code": code_for(client.session["mfa.totp.secret"])}, follow=True)

    assert opened == [200, 200]
    assert "Recovery codes" in text_of(done)


def test_later_one_proves_first_who_one_is(sam, console):
    client = console(sam)
    app = factors_of(sam.account).get()

    pages = [SET_UP_APP, ADD_PASSKEY, f"/console/sign-in/2fa/{app.pk}/remove/"]

    assert {client.get(page)["Location"].partition("?")[0] for page in pages} == {
        "/console/sign-in/2fa/reauthenticate/"
    }


def test_a_new_phone_takes_the_place_of_the_old_one(sam, console):
    client = proven(console(sam))
    old = factors_of(sam.account).get().data

    client.get(SET_UP_APP)
    secret = client.session["mfa.totp.secret"]
    response = client.post(SET_UP_APP, {"code": code_for(secret)}, follow=True)

    app = factors_of(sam.account).get()
    assert "new authenticator app counts from now on" in text_of(response)
    assert app.data != old
    assert secret not in json.dumps(app.data)
    assert app.wrap().validate_code(code_for(secret))


def test_a_wrong_code_of_the_new_phone_leaves_the_old_one(sam, console):
    client = proven(console(sam))
    old = factors_of(sam.account).get().data

    client.get(SET_UP_APP)
    client.post(SET_UP_APP, {"code": "000000"})

    assert factors_of(sam.account).get().data == old


def test_the_last_second_factor_stays(sam, console):
    client = proven(console(sam))
    app = factors_of(sam.account).get()

    asked = client.get(f"/console/sign-in/2fa/{app.pk}/remove/")
    response = remove(client, app)

    assert "It is your only second factor." in text_of(asked)
    assert response.status_code == 409
    assert "Set up another one first" in text_of(response)
    assert factors_of(sam.account).get() == app


def test_recovery_codes_do_not_count_as_another_one(sam, console):
    client = proven(console(sam))
    Authenticator.objects.create(user=sam.account, type="recovery_codes", data={})

    assert remove(client, factors_of(sam.account).get()).status_code == 409


def test_with_another_one_in_place_it_goes(sam, console):
    client = proven(console(sam))
    app, passkey = factors_of(sam.account).get(), add_passkey(sam.account)

    response = remove(client, app)

    assert "Removed." in text_of(response)
    assert factors_of(sam.account).get() == passkey
    assert client.get("/console/people/").status_code == 200


def test_what_it_has_opened_elsewhere_ends(sam, console, api):
    here, there, program = proven(console(sam)), console(sam), api()
    there.get("/console/people/")
    token = sessions.start_session(sam.account, after_second_factor=True, now=NOON)
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    remove(here, add_passkey(sam.account))

    assert there.get("/console/people/").status_code == 302
    assert program.get("/v1/staff/worklist").json()["reason"] == "revoked"


def test_another_accounts_cannot_be_removed_renamed_or_seen(sam, theo, console):
    client = proven(console(sam))
    passkey = add_passkey(theo.account)
    add_second_factor(theo.account)

    statuses = [
        client.get(f"/console/sign-in/2fa/{passkey.pk}/remove/").status_code,
        remove(client, passkey).status_code,
        client.post(f"/console/sign-in/2fa/passkeys/{passkey.pk}/rename/", {"name": "mine"}).status_code,
    ]

    passkey.refresh_from_db()
    assert statuses == [404, 404, 404]
    assert passkey.data["name"] == "work laptop"


def test_a_passkey_is_listed_by_its_name_and_gets_another(sam, console):
    client = proven(console(sam))
    passkey = add_passkey(sam.account)

    client.post(f"/console/sign-in/2fa/passkeys/{passkey.pk}/rename/", {"name": "key on my ring"})

    assert "key on my ring Since Mon 23 Nov 2026" in text_of(client.get("/console/sign-in/2fa/"))


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_name_is_neither_empty_nor_endless(sam, console, name):
    client = proven(console(sam))
    passkey = add_passkey(sam.account)

    client.post(f"/console/sign-in/2fa/passkeys/{passkey.pk}/rename/", {"name": name})

    passkey.refresh_from_db()
    assert passkey.data["name"] == "work laptop"


@pytest.mark.parametrize("credential", MALFORMED)
def test_what_is_no_passkey_is_not_taken_for_one(sam, console, credential):
    client = proven(console(sam))
    client.get(ADD_PASSKEY, HTTP_HOST="localhost")

    response = client.post(ADD_PASSKEY, {"name": "x", "credential": credential}, HTTP_HOST="localhost")

    assert "The passkey was not accepted." in text_of(response)
    assert factors_of(sam.account).get().type == "totp"


@pytest.mark.parametrize("credential", MALFORMED)
def test_what_is_no_passkey_signs_nobody_in(sam, credential):
    sam.account.set_password(PASSWORD)
    sam.account.save()
    add_second_factor(sam.account)
    client = Client()
    client.post("/console/sign-in/login/", {"login": "sam", "password": PASSWORD})

    response = client.post("/console/sign-in/2fa/authenticate/", {"credential": credential})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_at_an_address_of_numbers_no_passkey_is_offered(sam, console):
    client = proven(console(sam))

    pages = [client.get(page, HTTP_HOST="127.0.0.1:8000") for page in ("/console/sign-in/2fa/", ADD_PASSKEY)]

    assert ["Passkeys work under a name" in text_of(page) for page in pages] == [True, True]


def test_operators_choose_one_too(console):
    client = console(Account.objects.create_superuser("root", "a long enough password"))

    assert "How you sign in" in text_of(client.get("/console/sign-in/2fa/"))


def test_a_browser_whose_second_factor_has_vanished_is_led_to_a_new_one(sam, console):
    client = console(sam)
    client.get("/console/people/")

    factors_of(sam.account).delete()

    assert client.get("/console/people/")["Location"] == "/console/sign-in/2fa/"


def test_an_operator_resets_what_somebody_has_lost_and_nothing_stays_open(sam, console, api):
    theirs, program = console(sam), api(sam)
    theirs.get("/console/people/")

    call_command("reset_second_factor", "sam", stdout=StringIO())

    assert not Authenticator.objects.filter(user=sam.account).exists()
    assert theirs.get("/console/people/")["Location"].startswith("/console/sign-in/login/")
    assert program.get("/v1/staff/worklist").json()["reason"] == "revoked"


def test_a_login_that_nobody_has_cannot_be_reset(db):
    with pytest.raises(CommandError, match="Nobody has this login"):
        call_command("reset_second_factor", "nobody")


def test_an_operator_sets_a_password_and_browsers_are_signed_out(sam, console, monkeypatch):
    client = console(sam)
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: PASSWORD)

    call_command("changepassword", "sam", stdout=StringIO())

    assert client.get("/console/people/")["Location"].startswith("/console/sign-in/login/")
