from io import StringIO

import pytest
from django.core.management import call_command

from backend.accounts import standing
from backend.accounts.models import JournalPosition
from backend.accounts.standing import Standing
from notifications import tasks
from notifications.models import Heartbeat
from tests.times import utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def put_back(dana):
    """This process works on a backup from before Dana was erased."""
    standing.note_erasure(dana.pk, now=utc("2026-11-24T12:00"))
    JournalPosition.objects.update(mark=utc("2020-01-01T12:00"))
    assert standing.look() is Standing.BEHIND


@pytest.mark.parametrize("path", ["/v1/me", "/v1/meetings/formats", "/console/", "/", "/client_interface/json/"])
def test_nothing_is_served_from_a_backup(api, dana, put_back, path):
    response = api(dana).get(path)

    assert (response.status_code, response.json()["code"]) == (503, "restore-pending")
    assert response["Retry-After"] == "60"


@pytest.mark.parametrize("path", ["/v1/crisis/US", "/v1/warning-signs", "/healthz"])
def test_crisis_help_and_signs_of_life_are_served(api, put_back, path):
    assert api().get(path).status_code == 200


def test_answers_that_call_for_help_get_it(api, put_back):
    asked = {"country": "US", "answers": {"redflags": ["self_harm"]}}

    response = api().post("/v1/crisis/check", asked)

    assert (response.status_code, response.json()["level"]) == (200, "L2")


def test_a_refusal_of_answers_carries_help(api, dana, put_back):
    response = api(dana).post("/v1/check-ins", {"instrument": "phq-9"})

    assert response.status_code == 503
    assert response.json()["help"]["emergency"]["number"]


def test_it_is_not_ready_and_says_why(api, put_back):
    response = api().get("/readyz")

    assert (response.status_code, response.json()["checks"]["journal"]) == (503, "behind")


def test_no_scan_runs(put_back):
    tasks.deliver_due()

    assert not Heartbeat.objects.exists()


def test_all_goes_on_when_it_is_restored(api, nora, put_back):
    call_command("restore", stdout=StringIO())

    response = api().get("/readyz")

    assert response.json()["checks"]["journal"] == "ok"
    assert api(nora).get("/v1/me").status_code == 200


def test_an_erasure_in_normal_running_stops_nothing(api, dana):
    api(dana).delete("/v1/me")

    assert api().get("/readyz").json()["checks"]["journal"] == "ok"
    tasks.deliver_due()
    assert Heartbeat.objects.exists()
