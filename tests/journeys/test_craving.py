import pytest

from tests.journeys.steps import sign_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_with_a_craving_gets_an_exercise_and_tells_how_it_went(stack):
    una = sign_up(stack)

    craving = stack.call("POST", "/v1/cravings", {"intensity": 7, "triggers": ["stress"]}, token=una.token)
    session = craving.body["session"]["id"]
    outcome = stack.call(
        "POST",
        f"/v1/exercise-sessions/{session}/outcome",
        {"intensity_after": 4, "completed": True},
        token=una.token,
    )

    assert craving.status == 201
    assert craving.body["exercise"]["steps"]
    assert craving.body["because"]
    assert len(craving.body["alternatives"]) <= 2
    assert outcome.status == 200


def test_severe_withdrawal_brings_people_and_no_exercise(stack):
    una = sign_up(stack)
    profile = {"answers": {"severe_withdrawal": "yes"}}

    told = stack.call("PUT", "/v1/safety-profile", profile, token=una.token)
    craving = stack.call("POST", "/v1/cravings", {"intensity": 7, "triggers": ["stress"]}, token=una.token)

    assert told.status == 200, told
    assert craving.body["exercise"] is None
    assert craving.body["help"]["emergency"]["number"] == "911"
