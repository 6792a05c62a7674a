"""Who asks to be contacted, and the one answer."""

import pytest
import time_machine

from backend.accounts.models import DataClass
from backend.aftercare.models import HelpRequest
from backend.care_team.models import Alert
from tests.console.conftest import text_of
from tests.rewriting import never_granted
from tests.times import utc

pytestmark = pytest.mark.django_db
LIST = "/console/help-requests/"


@pytest.fixture(autouse=True)
def _at_ten():
    with time_machine.travel(utc("2026-11-23T15:00"), tick=False):
        yield


@pytest.fixture
def asked(dana, sam, api):
    made = api(dana).post("/v1/help-requests", {"when": "today", "message": "Could we talk about the weekend?"})
    return f"{LIST}{made.json()['id']}/"


def test_the_list_says_who_asks_and_what_was_promised(asked, sam, console):
    page = text_of(console(sam).get(LIST))

    assert "dana waiting" in page
    assert "Wants to hear today Promised by" in page


def test_their_words_are_on_the_page(asked, sam, console):
    assert "Could we talk about the weekend?" in text_of(console(sam).get(asked))


def test_an_answer_reaches_the_person_and_stops_the_clock(asked, dana, sam, console, api):
    page = text_of(console(sam).post(asked, {"text": "I will call at three."}, follow=True))

    assert "the clock of the alert has stopped" in page
    assert api(dana).get("/v1/help-requests").json()["results"][0]["reply"]["text"] == "I will call at three."
    assert Alert.objects.get().acknowledged_by == sam


def test_there_is_one_answer(asked, sam, console):
    client = console(sam)
    client.post(asked, {"text": "I will call at three."})

    again = client.post(asked, {"text": "At four."})

    assert again.status_code == 422
    assert "There is one answer, and no chat." in text_of(again)
    assert HelpRequest.objects.get().reply == "I will call at three."


def test_an_empty_answer_is_told_beside_the_field(asked, sam, console):
    response = console(sam).post(asked, {"text": " "})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"text"}


def test_without_consent_to_alerts_there_is_nothing(asked, dana, sam, console):
    never_granted(dana, DataClass.ALERTS)
    client = console(sam)

    assert "dana" not in text_of(client.get(LIST))
    assert client.get(asked).status_code == 404


def test_staff_of_another_site_find_nothing(asked, theo, console):
    assert console(theo).get(asked).status_code == 404
    assert console(theo).post(asked, {"text": "Hello."}).status_code == 404
