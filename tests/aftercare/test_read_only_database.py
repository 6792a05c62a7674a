"""No refusal stands before help: what a database that takes nothing refuses is read, and it still knows the country."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import connection

from backend.accounts.models import Session
from backend.crisis.check import NOBODY_WATCHES
from tests.aftercare.factories import SELF_HARM, begin

pytestmark = pytest.mark.django_db(transaction=True)

SLIPS = f"/v1/counters/{uuid.UUID(int=7)}/slips"
WRITES = [
    ("post", "/v1/cravings", {"intensity": 9, "triggers": ["stress"]}),
    ("post", SLIPS, {}),
    ("post", "/v1/help-requests", {"when": "today"}),
    ("put", "/v1/safety-profile", {"answers": {"suicidal_now": "yes"}}),
]


@pytest.fixture
def takes_nothing(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Call it when everything is arranged."""

    def set_to(value: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET default_transaction_read_only = {value}")

    yield lambda: set_to("on")
    set_to("off")


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}], ids=["plain", "with a key"])
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_what_cannot_be_kept_brings_the_help_of_the_account_s_country(
    api, dana, takes_nothing, method, path, body, headers
):
    phone = api(dana)
    takes_nothing()

    response = getattr(phone, method)(path, body, headers=headers)

    assert response.status_code == 500
    assert response.json()["help"]["country"] == "US"
    assert response.json()["help"]["emergency"]["number"] == "911"


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}], ids=["plain", "with a key"])
def test_answers_that_cannot_be_kept_are_read(api, dana, takes_nothing, headers):
    phone, url = api(dana), f"/v1/check-ins/{begin(dana).pk}/response"
    takes_nothing()

    response = phone.post(url, {"answers": SELF_HARM}, headers=headers)

    assert response.status_code == 500
    assert response.json()["help"]["country"] == "US"
    assert [card["code"] for card in response.json()["help"]["cards"]] == ["suicide"]


@pytest.mark.parametrize("path", [SLIPS, f"{SLIPS}/{uuid.UUID(int=8)}/affected"])
def test_a_slip_that_cannot_be_kept_is_read(api, dana, takes_nothing, path):
    phone = api(dana)
    takes_nothing()

    response = phone.post(path, {"affected_now": 2})

    assert response.status_code == 500
    assert response.json()["help"]["country"] == "US"
    assert [card["code"] for card in response.json()["help"]["cards"]] == ["medical-emergency", "overdose-benzo"]
    # What could not be kept, nobody reads.
    assert response.json()["help"]["watching"] == NOBODY_WATCHES


def test_the_first_request_of_a_day_is_answered_although_the_day_cannot_be_noted(api, dana, takes_nothing):
    phone = api(dana)
    Session.objects.update(last_seen_on=date(2026, 11, 1))
    takes_nothing()

    response = phone.get("/v1/safety-plan")

    assert response.status_code == 200
