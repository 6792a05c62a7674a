from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.steps import register_phone, sign_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reminder_of_next_week_rings_when_the_clock_is_there(driven):
    stack, inbox, clock = driven
    dana = sign_up(stack)
    register_phone(stack, dana, token="phone-of-dana")
    next_week = clock.now() + timedelta(days=7)
    local = next_week.astimezone(ZoneInfo("America/New_York"))
    stack.call("POST", "/v1/reminders", {"text": "x", "dtstart": f"{local:%Y-%m-%dT%H:%M:%S}"}, token=dana.token)

    clock.move_to(next_week - timedelta(minutes=1))
    before = inbox.wait_for_push("phone-of-dana", seconds=5)
    clock.move_to(next_week + timedelta(seconds=1))
    after = inbox.wait_for_push("phone-of-dana")

    assert before == []
    assert [push.body for push in after] == ["You have a reminder."]
