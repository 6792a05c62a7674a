"""An exercise that is taken back is practised no more, by plans that lead to it either, also where it has rung."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.coping.practice import silencing
from backend.coping.practice.opening import open_practice
from notifications.ledger import stages
from notifications.models import Notification, OpenDelivery
from tests.coping.exercise_texts import publish, read, take_back
from tests.coping.plan_factories import make_plan, remind
from tests.notifications.factories import address_of_device, give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

# Nine in New York, the first time that it rings.
NINE = utc("2026-11-25T14:00")
SURF = {"exercise": "urge-surfing"}


def asked_to_keep_still() -> set[str]:
    """The addresses that were told to take a notice away."""
    return {str(row.address_id) for row in OpenDelivery.objects.filter(stage=stages.WITHDRAWAL)}


def rung(api, person, *, count: int = 1, at: datetime = NINE) -> list[str]:
    """Let reminders of a plan that leads to surfing ring, and say which they are."""
    phone = api(person)
    plan = make_plan(phone, then=SURF).data["id"]
    made = [remind(phone, "if-then-plan", plan).data["id"] for _ in range(count)]
    open_practice(now=at)
    return made


def ringing() -> set[str]:
    return {str(each.target_id) for each in Notification.objects.filter(withdrawn_at=None)}


def test_taking_an_exercise_back_takes_back_what_rang_for_plans_that_lead_to_it(
    api, careful_dana, django_capture_on_commit_callbacks
):
    device = give_device(careful_dana)
    other = remind(api(careful_dana), id="long-sigh").data["id"]
    rung(api, careful_dana)

    with django_capture_on_commit_callbacks(execute=True):
        take_back("urge-surfing")

    assert ringing() == {other}
    assert asked_to_keep_still() == {str(address_of_device(device).pk)}


def test_nothing_is_taken_back_before_the_commit(api, careful_dana, django_capture_on_commit_callbacks):
    [made] = rung(api, careful_dana)

    with django_capture_on_commit_callbacks(execute=False) as after_commit:
        take_back("urge-surfing")

    assert ringing() == {made}
    assert len(after_commit) > 0


def test_many_notices_are_taken_back_batch_by_batch_with_the_same_queries_for_each(
    api, careful_dana, monkeypatch, django_assert_num_queries
):
    next_day = utc("2026-11-26T14:00")
    monkeypatch.setattr(silencing, "BATCH", 2)
    rung(api, careful_dana, count=2)
    take_back("urge-surfing")
    with CaptureQueriesContext(connection) as early:
        silencing.silence_held_back(now=NINE)
    one_batch = len(early)
    read("urge-surfing", language="en")
    publish("urge-surfing", language="en")
    rung(api, careful_dana, count=2, at=next_day)
    take_back("urge-surfing")

    # Beside the one that finds what rings.
    with django_assert_num_queries(1 + 2 * (one_batch - 1)):
        silencing.silence_held_back(now=next_day)

    assert ringing() == set()


def test_what_was_broken_off_goes_on_when_it_is_taken_back_once_more(
    api, careful_dana, django_capture_on_commit_callbacks
):
    rung(api, careful_dana)
    take_back("urge-surfing")
    with django_capture_on_commit_callbacks(execute=True):
        take_back("urge-surfing")

    assert ringing() == set()
