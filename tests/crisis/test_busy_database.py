"""Help lines come while no connection of the pool is free, and nobody else waits for long."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection

from backend.config import env
from backend.config.settings import QUICK_ANSWER_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)
# Whoever needs a connection waits so long for one; who does not has answered well before.
PATIENCE_SECONDS = 60


@pytest.fixture
def busy_database(transactional_db: None) -> Iterator[None]:
    """The pool of the web server, with every connection in other hands."""
    wrapper: Any = connection
    options = env.database("DATABASE_URL", pool=True)["OPTIONS"]
    wrapper.close()
    wrapper.settings_dict["OPTIONS"] |= options
    wrapper.pool.open()
    try:
        with ExitStack() as held:
            for _ in range(options["pool"]["max_size"]):
                held.enter_context(wrapper.pool.connection(timeout=30))
            yield
    finally:
        wrapper.close()
        wrapper.close_pool()
        del wrapper.settings_dict["OPTIONS"]["pool"]


@pytest.fixture
def patience(busy_database: None, settings: Any) -> None:
    wrapper: Any = connection
    wrapper.pool.timeout = PATIENCE_SECONDS
    settings.QUICK_ANSWER_SECONDS = QUICK_ANSWER_SECONDS


def test_help_lines_do_not_wait_for_a_connection(api, patience):
    started = time.monotonic()

    response = api().get("/v1/crisis/US")

    assert response.status_code == 200
    assert any(line["number"] == "988" for line in response.json()["lines"])
    assert time.monotonic() - started < PATIENCE_SECONDS / 2


def test_a_check_does_not_wait_for_a_connection(api, patience):
    started = time.monotonic()

    response = api().post("/v1/crisis/check", {"country": "US", "answers": {"redflags": ["self_harm"]}})

    assert (response.status_code, response.json()["level"]) == (200, "L2")
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert time.monotonic() - started < PATIENCE_SECONDS / 2


def test_who_needs_the_database_is_told_to_ask_again(api, dana, request):
    phone = api(dana)
    request.getfixturevalue("busy_database")

    response = phone.get("/v1/agenda")

    assert response.status_code == 503
    assert (response.json()["code"], response["Retry-After"]) == ("unavailable", "5")
