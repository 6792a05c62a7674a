"""Cravings belong to the person alone: not to staff, organizers, strangers or other people."""

import re

import pytest

from backend.coping import urls
from backend.coping.models import Outcome
from tests.coping.factories import log_craving

pytestmark = pytest.mark.django_db
SOME_ID = "0b0e6d3a-54d5-4a4e-9d0c-0f6a0d2f7c11"
STAND_INS = {"uuid": SOME_ID, "int": "1", "slug": "intensity"}
# What is read or chosen from a list; and what is for staff.
WITHOUT_HELP = ("exercises", "exercise-choices", "plan-lines", "staff/")
ADDRESSES = [
    "/v1/" + re.sub(r"<(\w+):\w+>", lambda part: STAND_INS[part[1]], str(each.pattern))
    for each in urls.urlpatterns
    if not str(each.pattern).startswith(WITHOUT_HELP)
]


@pytest.mark.parametrize("who", ["sam", "sue", "theo", "olive"])
def test_staff_and_organizers_log_and_read_no_cravings(api, request, who):
    phone = api(request.getfixturevalue(who))

    assert log_craving(phone).status_code == 403
    assert phone.get("/v1/cravings").status_code == 403


def test_without_an_account_a_craving_is_refused_with_help(api):
    response = log_craving(api())

    assert response.status_code == 401
    assert response.data["help"]["emergency"]["number"] == "112"
    assert api().get("/v1/cravings").status_code == 401


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("sam", 403), ("olive", 403), ("nora", 404)])
def test_nobody_else_records_the_outcome_of_a_session(api, careful_dana, request, who, status):
    session = log_craving(api(careful_dana)).data["session"]["id"]
    other = api(request.getfixturevalue(who) if who else None)

    response = other.post(f"/v1/exercise-sessions/{session}/outcome", {"intensity_after": 1, "completed": True})

    assert response.status_code == status
    assert response.data["help"]
    assert not Outcome.objects.exists()


def test_a_session_that_never_was_is_not_found_with_help(api, dana):
    path = "/v1/exercise-sessions/0b0e6d3a-54d5-4a4e-9d0c-0f6a0d2f7c11/outcome"

    response = api(dana).post(path, {"completed": True})

    assert response.status_code == 404
    assert response.data["help"]["emergency"]["number"] == "911"


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_wherever_a_stranger_is_refused_help_comes(api, path, method):
    response = getattr(api(), method)(path)

    assert response.status_code == 401
    assert response.json()["help"]["emergency"]["number"] == "112"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("put", "/v1/safety-plan"),
        ("put", "/v1/slip-plan"),
        ("post", "/v1/supporters"),
        ("put", "/v1/supporters/order"),
        ("post", "/v1/practice"),
        ("post", "/v1/practice-reminders"),
        ("get", "/v1/coping/insights/nothing.svg"),
    ],
)
def test_what_is_refused_in_a_plan_brings_help(api, dana, method, path):
    response = getattr(api(dana), method)(path, {"mood": "low"})

    assert response.status_code in {400, 404}
    assert response.json()["help"]["emergency"]["number"] == "911"
