import pytest

from tests.journeys.steps import join_site, register_phone, sign_up, staff_phone
from tests.times import soon

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_check_in_rings_and_a_risky_answer_brings_help_and_reaches_staff(stack, inbox, sam):
    sam_token = staff_phone(stack, sam, token="phone-of-sam")
    dana = sign_up(stack, tzid="UTC")
    register_phone(stack, dana, token="phone-of-dana", tzid="UTC")
    join_site(stack, dana, sam_token)
    plan = {
        "instrument": "daily-check-in",
        "dtstart": soon(3),
        "rrule": "FREQ=DAILY",
        "zone": {"policy": "floating"},
        "window_minutes": 720,
        "remind_again_after_minutes": [120],
        "missed_policy": "default",
    }

    planned = stack.call("POST", f"/v1/staff/people/{dana.person_id}/check-in-schedules", plan, token=sam_token)
    assert planned.status == 201, planned
    rang = inbox.wait_for_push("phone-of-dana")
    answers = {"answers": {"mood": 1, "redflags": ["self_harm"]}, "final": True}
    answered = stack.call("POST", f"/v1/check-ins/{rang[0].notification_id}/response", answers, token=dana.token)
    staff_rang = inbox.wait_for_push("phone-of-sam")

    assert len(planned.body["next_occurrences"]) == 5
    assert [push.body for push in rang] == ["You have a reminder."]
    assert answered.status == 201
    assert answered.body["level"] == "L2"
    assert answered.body["help"]["emergency"]["number"] == "911"
    assert answered.body["help"]["cards"][0]["code"] == "suicide"
    assert "administer:asq" in answered.body["actions"]
    assert answered.body["next"]["instrument"] in ("asq", {"code": "asq", "version": 1})
    assert answered.body["monitoring"]["status"] in {"will_be_read", "out_of_hours"}
    assert len(staff_rang) == 1
    assert "dana" not in str(inbox.journal()).lower()
    row = stack.call("GET", "/v1/staff/worklist", token=sam_token).body["results"][0]
    acknowledged = stack.call("POST", f"/v1/staff/alerts/{row['alert_id']}/acknowledge", {}, token=sam_token)
    assert (row["level"], acknowledged.status) == ("L2", 200)
    follow_ups = stack.call("GET", "/v1/monitoring", token=dana.token).body["follow_ups"]
    assert [each["state"] for each in follow_ups] == ["seen"]
    looks = stack.call("GET", "/v1/me/access-log", token=dana.token).body["results"]
    assert any(look["staff"] == "sam" for look in looks)


def test_consent_taken_back_stops_what_was_planned(stack, inbox, sam):
    sam_token = staff_phone(stack, sam, token="phone-of-sam")
    dana = sign_up(stack, tzid="UTC")
    register_phone(stack, dana, token="phone-of-dana", tzid="UTC")
    join_site(stack, dana, sam_token)
    plan = {
        "instrument": "daily-check-in",
        "dtstart": soon(10),
        "zone": {"policy": "floating"},
        "window_minutes": 60,
    }
    planned = stack.call("POST", f"/v1/staff/people/{dana.person_id}/check-in-schedules", plan, token=sam_token)

    assert planned.status == 201, planned
    for consent in stack.call("GET", "/v1/consents", token=dana.token).body["results"]:
        stack.call("POST", f"/v1/consents/{consent['id']}/revoke", {}, token=dana.token)
    rang = inbox.wait_for_push("phone-of-dana", seconds=18)

    assert rang == []
    assert stack.call("GET", f"/v1/staff/people/{dana.person_id}", token=sam_token).status == 404
