"""What is wrong is named field by field, help comes with it, and nothing half-right is kept."""

import pytest

from backend.coping.models import Craving, CravingRating, Outcome
from tests.coping.factories import log_craving, pointers_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"triggers": ["stress"]}, "/intensity"),
        ({"intensity": 11}, "/intensity"),
        ({"intensity": -1}, "/intensity"),
        ({"intensity": "strong"}, "/intensity"),
        ({"intensity": 6.5}, "/intensity"),
        ({"intensity": "7"}, "/intensity"),
        ({"intensity": True}, "/intensity"),
        ({"intensity": None}, "/intensity"),
        ({"intensity": 5, "triggers": ["stress", "weather"]}, "/triggers/1"),
        ({"intensity": 5, "triggers": "stress"}, "/triggers"),
        ({"intensity": 5, "setting": "the moon"}, "/setting"),
        ({"intensity": 5, "minutes_available": 0}, "/minutes_available"),
        ({"intensity": 5, "minutes_available": 1441}, "/minutes_available"),
        ({"intensity": 5, "note": "a" * 2001}, "/note"),
        ({"intensity": 5, "note": "a\x00b"}, "/note"),
        ({"intensity": 5, "id": "seven"}, "/id"),
        ({"intensity": 5, "occurred_at": "2026-11-24T09:00:00"}, "/occurred_at"),
        ({"intensity": 5, "mood": "low"}, "/mood"),
    ],
)
def test_a_bad_craving_is_refused_with_a_pointer_and_help(api, careful_dana, body, pointer):
    response = api(careful_dana).post("/v1/cravings", body)

    assert (response.status_code, response.data["code"]) == (400, "invalid-request")
    assert pointers_of(response) == [pointer]
    assert response.data["help"]["emergency"]["number"] == "911"
    assert not Craving.objects.exists()
    assert not CravingRating.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", "7"])
def test_a_body_that_is_no_object_still_brings_help(api, careful_dana, body):
    response = api(careful_dana).post("/v1/cravings", body, content_type="application/json")

    assert response.status_code == 400
    assert response.data["help"]["lines"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"intensity_after": 11, "completed": True}, "/intensity_after"),
        ({"intensity_after": -1, "completed": True}, "/intensity_after"),
        ({"intensity_after": 4}, "/completed"),
        ({"intensity_after": 4, "completed": "perhaps"}, "/completed"),
        ({"intensity_after": 4, "completed": "yes"}, "/completed"),
        ({"intensity_after": 4, "completed": "true"}, "/completed"),
        ({"intensity_after": 4, "completed": "off"}, "/completed"),
        ({"intensity_after": 4, "completed": 1}, "/completed"),
        ({"intensity_after": 4, "completed": 0}, "/completed"),
        ({"intensity_after": 4, "completed": None}, "/completed"),
        ({"intensity_after": 4, "completed": []}, "/completed"),
        ({"intensity_after": 4, "completed": True, "happy": True}, "/happy"),
    ],
)
def test_a_bad_outcome_is_refused_with_a_pointer_and_help(api, careful_dana, body, pointer):
    phone = api(careful_dana)
    session = log_craving(phone).data["session"]["id"]

    response = phone.post(f"/v1/exercise-sessions/{session}/outcome", body)

    assert response.status_code == 400
    assert pointers_of(response) == [pointer]
    assert response.data["help"]
    assert not Outcome.objects.exists()
