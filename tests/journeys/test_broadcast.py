"""A counsellor writes to their people: one neutral push each, the words in the app, the count for the counsellor."""

from datetime import timedelta

import pytest

from backend.care_team.broadcasts import opening, writing
from backend.care_team.broadcasts.counting import counts_of
from backend.care_team.broadcasts.writing import Draft, Plan
from notifications.delivery import deliver_due
from notifications.models import Notification
from tests.notifications.factories import NOON, give_device

pytestmark = pytest.mark.django_db
WORDS = "The group meets in the garden on Thursday."


@pytest.fixture
def inbox(inbox, settings):
    """The push inbox, with this process sending to it."""
    settings.FCM_BASE_URL, settings.PUSH_INBOX_CREDENTIALS = inbox.url, inbox.credentials
    return inbox


def test_a_broadcast_rings_neutrally_and_is_read_in_the_app(api, sam, dana, inbox):
    give_device(dana)
    broadcast, _ = writing.send(sam, Draft(WORDS, Plan(NOON)), now=NOON - timedelta(hours=1))

    opening.open_due(now=NOON)
    deliver_due(now=NOON)
    notice = Notification.objects.get()
    receipt = {"notification_id": str(notice.pk), "event": "displayed", "at": "2026-11-20T12:00:05Z", "via": "push"}
    api(dana).post("/v1/receipts", [receipt])

    assert [push.body for push in inbox.pushes] == ["You have a reminder."]
    assert "garden" not in str(inbox.journal())
    assert api(dana).get(f"/v1/broadcasts/{broadcast.pk}").json()["words"] == WORDS
    counts = counts_of(broadcast, now=NOON)
    assert (counts.due, counts.accepted, counts.displayed, counts.others) == (1, 1, 1, {})


def test_a_cancelled_broadcast_leaves_the_phone_that_shows_it(api, sam, dana, inbox):
    give_device(dana)
    broadcast, _ = writing.send(sam, Draft(WORDS, Plan(NOON)), now=NOON - timedelta(hours=1))
    opening.open_due(now=NOON)
    deliver_due(now=NOON)

    writing.cancel(sam, broadcast.pk, now=NOON + timedelta(minutes=1))
    deliver_due(now=NOON + timedelta(minutes=1))

    shown, taken_away = inbox.pushes
    assert shown.notification_id == taken_away.notification_id
    assert (shown.body, taken_away.body) == ("You have a reminder.", "")
    assert api(dana).get(f"/v1/broadcasts/{broadcast.pk}").status_code == 404
    assert counts_of(broadcast, now=NOON).accepted == 1
