import pytest

from tests.journeys.steps import register_phone, remind, sign_up
from tests.times import soon

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reminder_due_while_the_worker_is_dead_rings_once_when_it_is_back(stack, inbox):
    dana = sign_up(stack, tzid="UTC")
    register_phone(stack, dana, token="phone-of-dana", tzid="UTC")
    remind(stack, dana, at=soon(5))

    stack.kill("worker")
    while_dead = inbox.wait_for_push("phone-of-dana", seconds=8)
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
    remind(stack, dana, at=soon(3))

    assert len(inbox.wait_for_push("phone-of-dana", seconds=30)) == 1
    stack.kill("worker")
    stack.start("worker")
    inbox.behave(latency_ms=0)
    # The dead worker's claim is good for a minute; then the row is anybody's again.
    pushes = inbox.wait_for_push("phone-of-dana", count=2, seconds=75)

    tags = {push.message["android"]["notification"]["tag"] for push in pushes}
    assert 1 <= len(pushes) <= 2
    assert len(tags) == 1
