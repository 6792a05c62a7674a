""" "Stop these": what falls due still stands in the app, and rings no more until the person wants it again."""

from datetime import datetime, timedelta

import pytest

from backend.recurrence import Recurrence
from notifications import schedules
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.models import DeliveryLog, Notification, OpenDelivery, Preference, Schedule
from notifications.notices import stopping
from notifications.reminders import open_reminders
from notifications.schedules import FLOATING
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

FIRST = utc("2026-11-24T14:00")
SECOND = utc("2026-11-25T14:00")


def plan(person):
    return schedules.create(
        person.pk,
        Kind.REMINDER,
        Recurrence(datetime.fromisoformat("2026-11-24T09:00"), "FREQ=DAILY"),
        FLOATING,
        window=timedelta(hours=2),
        remind_again_after=(timedelta(minutes=30),),
        about=("reminder", named("plan")),
        now=NOON,
    )


def ring_once(person):
    plan(person)
    open_reminders(now=FIRST)
    deliver_due(now=FIRST)
    return Notification.objects.get()


def test_repeats_end_at_once_and_the_next_ones_only_stand_in_the_app(inbox, dana):
    give_device(dana)
    notice = ring_once(dana)

    stopping.stop(dana.account, notice.pk, now=FIRST)
    assert not OpenDelivery.objects.exists()

    open_reminders(now=SECOND)
    deliver_due(now=SECOND)
    assert len(inbox.pushes) == 1
    assert Notification.objects.count() == 2


def test_let_again_the_next_one_rings(inbox, dana):
    give_device(dana)
    notice = ring_once(dana)
    stopping.stop(dana.account, notice.pk, now=FIRST)

    stopping.resume(dana.account, notice.pk, now=FIRST)
    open_reminders(now=SECOND)
    deliver_due(now=SECOND)

    assert len(inbox.pushes) == 2


def test_without_a_schedule_its_category_is_kept_in_the_app(api, dana):
    give_device(dana)
    notification_id = open_notice(dana, deliver_at=utc("2099-01-01T00:00"))
    phone = api(dana)

    response = phone.post(f"/v1/notifications/{notification_id}/stop")

    assert response.json() == {"scope": "category", "category": "reminders"}
    assert Preference.objects.get().way == "in_app"
    assert DeliveryLog.objects.get().outcome == "stopped"

    assert phone.delete(f"/v1/notifications/{notification_id}/stop").status_code == 204
    assert not Preference.objects.exists()


def test_stopping_a_schedule_says_so(inbox, api, dana):
    give_device(dana)
    notice = ring_once(dana)

    response = api(dana).post(f"/v1/notifications/{notice.pk}/stop")

    assert response.json() == {"scope": "schedule", "category": "reminders"}
    assert Schedule.objects.get().stopped_at is not None


def test_safety_notices_cannot_be_stopped(api, sam):
    notification_id = open_notice(sam, kind=Kind.ALERT)

    response = api(sam).post(f"/v1/notifications/{notification_id}/stop")

    assert (response.status_code, response.json()["code"]) == (409, "safety-cannot-be-stopped")


@pytest.mark.parametrize("method", ["post", "delete"])
def test_somebody_elses_notice_is_not_found(api, dana, nora, method):
    notification_id = open_notice(dana)

    response = getattr(api(nora), method)(f"/v1/notifications/{notification_id}/stop")

    assert response.status_code == 404
