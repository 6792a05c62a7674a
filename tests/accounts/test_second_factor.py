"""Tokens of staff and organizers open something only after a second factor, and while there is one."""

import pytest

from backend.accounts import sessions
from backend.accounts.models import Kind
from tests.console.conftest import add_second_factor
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2099-11-01T12:00")


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.DEMO = False


def refusal_of(response):
    return response.status_code, response.json().get("code")


def client_with_token(api, account, *, after_second_factor):
    made = api()
    token = sessions.start_session(account, after_second_factor=after_second_factor, now=NOW)
    made.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return made


def test_a_token_made_after_the_second_factor_opens_the_worklist(api, sam):
    add_second_factor(sam.account)

    assert api(sam).get("/v1/staff/worklist").status_code == 200


@pytest.mark.parametrize("path", ["/v1/staff/worklist", "/v1/notification-preferences"])
def test_a_staff_token_made_without_one_opens_nothing(api, sam, path):
    add_second_factor(sam.account)
    client = client_with_token(api, sam.account, after_second_factor=False)

    assert refusal_of(client.get(path)) == (403, "second-factor-required")


def test_an_organizers_token_made_without_one_opens_nothing(api, olive):
    add_second_factor(olive.account)
    client = client_with_token(api, olive.account, after_second_factor=False)

    assert refusal_of(client.get("/v1/organizer/meetings")) == (403, "second-factor-required")


def test_a_token_whose_account_has_no_second_factor_any_more_opens_nothing(api, sam):
    add_second_factor(sam.account)
    client = api(sam)
    sam.account.authenticator_set.exclude(type="recovery_codes").delete()

    assert refusal_of(client.get("/v1/staff/worklist")) == (403, "second-factor-required")


def test_recovery_codes_alone_are_no_second_factor(api, sam):
    sam.account.authenticator_set.create(type="recovery_codes", data={})

    assert refusal_of(api(sam).get("/v1/staff/worklist")) == (403, "second-factor-required")


def test_the_wrong_kind_of_account_hears_that_and_nothing_of_factors(api, olive):
    client = client_with_token(api, olive.account, after_second_factor=False)

    assert refusal_of(client.get("/v1/staff/worklist")) == (403, "forbidden")


def test_people_in_recovery_need_no_second_factor(api, dana):
    assert dana.account.kind == Kind.PERSON
    assert api(dana).get("/v1/me").status_code == 200


def test_the_demo_signs_in_by_link_and_its_tokens_are_taken(api, sam, settings):
    settings.DEMO = True
    client = client_with_token(api, sam.account, after_second_factor=False)

    assert client.get("/v1/staff/worklist").status_code == 200
