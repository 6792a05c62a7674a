import pytest

from tests.journeys.steps import register_phone, sign_up
from tests.times import soon

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reminder_that_a_person_sets_rings_once_on_their_phone(stack, inbox):
    dana = sign_up(stack, tzid="Asia/Kathmandu")
    register_phone(stack, dana, token="phone-of-dana", tzid="Asia/Kathmandu")
    wish = {"text": "Call Ravi", "dtstart": soon(3, "Asia/Kathmandu")}

    created = stack.call("POST", "/v1/reminders", wish, token=dana.token)
    assert created.status == 201, created
    pushes = inbox.wait_for_push("phone-of-dana")

    assert [push.body for push in pushes] == ["You have a reminder."]
    assert "Ravi" not in str(inbox.journal())
    listed = stack.call("GET", f"/v1/notifications/{pushes[0].notification_id}", token=dana.token)
    assert listed.body["target"] == {"type": "reminder", "id": created.body["id"]}
