import pytest

from tests.journeys.steps import join_site, register_phone, sign_up, staff_phone

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_a_broker_a_risky_answer_gets_its_card_and_staff_are_rung(stack_without_broker, inbox, sam):
    stack = stack_without_broker
    sam_token = staff_phone(stack, sam, token="phone-of-sam")
    dana = sign_up(stack)
    register_phone(stack, dana, token="phone-of-dana")
    join_site(stack, dana, sam_token)
    check_in = stack.call("POST", "/v1/check-ins", {"instrument": "phq-9"}, token=dana.token).body["id"]
    answers = {"answers": {"q9": 1}, "final": False}

    answered = stack.call("POST", f"/v1/check-ins/{check_in}/response", answers, token=dana.token)
    staff_rang = inbox.wait_for_push("phone-of-sam")

    assert answered.status == 200
    assert answered.body["help"]["cards"][0]["code"] == "suicide"
    assert len(staff_rang) == 1


def test_without_a_broker_crisis_help_answers_and_readiness_says_degraded(stack_without_broker):
    lines = stack_without_broker.call("GET", "/v1/crisis/US")
    ready = stack_without_broker.call("GET", "/readyz")

    assert lines.status == 200
    assert (ready.status, ready.body["status"], ready.body["checks"]["broker"]) == (200, "degraded", "down")
