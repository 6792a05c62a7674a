"""Help lines that cannot be read in time cost nobody what they told: the last good ones have to do."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from backend.api.problems import Unavailable
from backend.care_team.help import help_to
from backend.care_team.models import Alert
from backend.coping.models import Craving
from tests.coping.factories import NOON, log_craving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_waits_for_long(settings: Any) -> None:
    settings.QUICK_ANSWER_SECONDS = 0.5


@pytest.fixture
def another(transactional_db: None) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection of somebody else's, and all that it has begun."""
    given = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    with psycopg.connect(**given) as other:
        yield other
        other.rollback()


def test_a_craving_is_kept_and_answered_while_the_lines_are_locked(api, careful_dana, another):
    phone = api(careful_dana)
    log_craving(phone, intensity=9)
    another.execute("LOCK TABLE crisis_lineverification IN ACCESS EXCLUSIVE MODE")

    response = log_craving(phone, intensity=9)

    assert response.status_code == 201
    assert response.data["help"]["emergency"]["number"] == "911"
    assert Craving.objects.filter(pk=response.data["id"], intensity=9).exists()


def test_who_asks_for_a_person_in_that_minute_is_heard(api, careful_dana, another):
    """The lines are looked for in the transaction that opens the alert, and it goes on without them."""
    another.execute("LOCK TABLE crisis_lineverification IN ACCESS EXCLUSIVE MODE")

    response = api(careful_dana).post("/v1/help-requests", {"when": "today"})

    assert (response.status_code, Alert.objects.get().level) == (201, "L2")
    assert response.data["help"]["lines"]


def test_a_transaction_whose_connection_is_lost_does_not_go_on_as_if_it_were_there(careful_dana, another):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()

    def lose_it_on_the_way() -> None:
        with transaction.atomic():
            another.execute("SELECT pg_terminate_backend(%s, 5000)", ours)
            help_to(careful_dana, now=NOON)

    with pytest.raises(Unavailable):
        lose_it_on_the_way()
