"""Cravings belong to the person alone: not to staff, organizers, strangers or other people."""

import pytest

from backend.coping.models import Outcome
from tests.coping.factories import log_craving

pytestmark = pytest.mark.django_db


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
