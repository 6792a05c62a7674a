from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.steps import register_phone, sign_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reminder_due_while_the_worker_is_dead_rings_once_when_it_is_back(stack, inbox):
    dana = sign_up(stack, tzid="UTC")
    register_phone(stack, dana, token="phone-of-dana", tzid="UTC")
    soon = (timezone.now() + timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%S")
    stack.call("POST", "/v1/reminders", {"text": "x", "dtstart": soon}, token=dana.token)

    stack.kill("worker")
    while_dead = inbox.wait_for_push("phone-of-dana", seconds=4)
    stack.start("worker")
    once_back = inbox.wait_for_push("phone-of-dana", seconds=30)
    later = inbox.wait_for_push("phone-of-dana", count=2, seconds=7)

    assert while_dead == []
    assert len(once_back) == 1
    assert later == once_back


def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_under_one_tag(stack, inbox):
    inbox.behave(latency_ms=3000)
    dana = sign_up(stack, tzid="UTC")
    register_phone(stack, dana, token="phone-of-dana", tzid="UTC")
    soon = (timezone.now() + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S")
    stack.call("POST", "/v1/reminders", {"text": "x", "dtstart": soon}, token=dana.token)

    inbox.wait_for_push("phone-of-dana", seconds=10)
    stack.kill("worker")
    stack.start("worker")
    inbox.behave(latency_ms=0)
    # The dead worker's claim is good for a minute; then the row is anybody's again.
    pushes = inbox.wait_for_push("phone-of-dana", count=2, seconds=75)

    tags = {push.message["android"]["notification"]["tag"] for push in pushes}
    assert 1 <= len(pushes) <= 2
    assert len(tags) == 1
