"""What was found wrong in other reminder and push software, and must not be so here.

Each test names where it was found, and fails there. Some stand where their subject is: bad payloads, malformed
tokens and 503 in test_answers, recycled addresses in test_devices, travellers and the change of clocks in
test_schedules, the plural of a bundle in test_bundling, hidden repeats of the transport in tests/contracts/test_fcm.
Those that need a process to be killed are in tests/faults.
"""

import time
from datetime import timedelta

import pytest

from backend.api.clock import database_now
from backend.recurrence import Recurrence
from notifications import ledger, reminders, tasks
from notifications.delivery import deliver_due
from notifications.fcm import messages
from notifications.fcm.client import Request, client_of
from notifications.fcm.credentials import configured_channel
from notifications.fcm.messages import Push
from notifications.kinds import Kind
from notifications.ledger import Opening, statements
from notifications.ledger.statements import LEASE, Settled
from notifications.models import DeliveryLog, Notification, OpenDelivery, Outcome, PushAddress, Schedule
from notifications.reminders import ReminderWish, open_reminders
from notifications.schedules import FLOATING
from tests.notifications.factories import NOON, address_of_device, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
A_SECOND_AFTER_THE_LEASE = NOON + LEASE + SECOND
PHONE = {
    "platform": "android",
    "address": {"kind": "token", "value": "danas-phone"},
    "locale": "en",
    "tzid": "America/New_York",
    "app_version": "1.0",
    "notifications": "allowed",
}
EVENING = utc("2026-11-24T22:00")


def remind_daily(person, at="2026-11-24T09:00", *, now=NOON - timedelta(days=1)):
    wish = ReminderWish("x", Recurrence(utc(at).replace(tzinfo=None), "FREQ=DAILY"), FLOATING)
    reminder, _ = reminders.schedule_reminder(person.account, wish, body={}, now=now)
    return reminder


def outcomes() -> list[str]:
    return list(DeliveryLog.objects.order_by("at", "attempt").values_list("outcome", flat=True))


def test_more_than_five_hundred_at_once_all_arrive(inbox, dana):
    """jazzband/django-push-notifications: its batch of 1000 is more than firebase-admin takes; ValueError."""
    give_device(dana)
    notices = [named(str(number)) for number in range(620)]
    two_hours_on = NOON + timedelta(hours=2)
    ledger.open_deliveries(
        [Opening(dana.pk, Kind.REMINDER, notice, ("reminder", notice), NOON, two_hours_on) for notice in notices]
    )

    for seconds in range(3):
        deliver_due(now=NOON + seconds * SECOND)

    assert len({push.notification_id for push in inbox.pushes}) == len(inbox.pushes) == 620


def test_what_a_dead_worker_had_claimed_is_sent_by_the_next(inbox, dana):
    """healthchecks/healthchecks `sendalerts` marks an alert as processed before it notifies: a kill loses it."""
    give_device(dana)
    open_notice(dana)

    statements.claim(now=NOON)  # and dies
    deliver_due(now=A_SECOND_AFTER_THE_LEASE)

    assert [push.notification_id for push in inbox.pushes] == [str(named("notice"))]


def test_what_was_sent_and_not_settled_is_sent_once_more_and_replaces_the_first(inbox, dana):
    """onnela-lab/beiwe-backend sends, then archives: a kill repeats at each tick, and nothing replaces it."""
    device = give_device(dana)
    open_notice(dana)
    [claimed] = statements.claim(now=NOON)
    send_without_settling(claimed, address_of_device(device).value)

    for minute in range(0, 60, 6):
        deliver_due(now=NOON + timedelta(minutes=minute))

    first, second = inbox.pushes
    assert first.message["android"]["notification"]["tag"] == second.message["android"]["notification"]["tag"]
    assert first.message["data"] == second.message["data"]


def send_without_settling(claimed, address):
    push = Push(
        notification_id=claimed.notification_id,
        address_kind="token",
        address=address,
        platform="android",
        text="You have a reminder.",
        is_urgent=False,
        expires_at=claimed.expires_at,
    )
    channel = configured_channel()
    assert channel is not None
    list(client_of(channel).send([Request(claimed, messages.encode_push(push, now=NOON))]))


@pytest.mark.parametrize("outage", ["r503", "e500", "drop_before"])
def test_an_outage_of_fcm_blames_no_address(inbox, dana, outage):
    """onnela-lab/beiwe-backend: 720 ticks with any error of sending mark a valid token as unregistered."""
    give_device(dana)
    open_notice(dana, expires_at=EVENING)
    inbox.behave(mix={outage: 1})
    for minute in range(0, 8 * 60, 6):
        deliver_due(now=NOON + timedelta(minutes=minute))
    inbox.behave()

    deliver_due(now=utc("2026-11-24T21:00"))

    assert PushAddress.objects.usable().exists()
    assert len(inbox.pushes) == 1


def test_after_a_week_of_downtime_only_what_is_of_use_rings(inbox, dana):
    """RADAR-base/RADAR-Appserver: a misfire of Quartz fires everything that was due at once."""
    give_device(dana, tzid="UTC")
    remind_daily(dana)
    back_at = utc("2026-11-30T10:00")

    open_reminders(now=back_at)
    deliver_due(now=back_at)

    assert len(inbox.pushes) == 1
    assert sorted(outcomes()) == ["accepted"] + ["expired"] * 6


def test_an_address_that_is_gone_leaves_the_plan_alone(inbox, dana):
    """RADAR-base/RADAR-Appserver#246: UNREGISTERED deletes what the person had planned."""
    give_device(dana, "old-phone", tzid="UTC")
    remind_daily(dana)
    inbox.behave(addresses={"old-phone": "unregistered"})
    open_reminders(now=utc("2026-11-24T09:00"))
    deliver_due(now=utc("2026-11-24T09:00"))

    give_device(dana, "new-phone", tzid="UTC", now=utc("2026-11-24T20:00"))
    open_reminders(now=utc("2026-11-25T09:00"))
    deliver_due(now=utc("2026-11-25T09:00"))

    assert len(inbox.pushes_to("new-phone")) == 1
    assert Schedule.objects.get().next_at == utc("2026-11-26T09:00")


def test_a_worker_that_slept_past_its_lease_sends_nothing_any_more(inbox, dana):
    """dimagi/commcare-hq acts under a lock that times out: whoever slept acts a second time."""
    give_device(dana)
    open_notice(dana)
    [slept] = statements.claim(now=NOON)
    deliver_due(now=A_SECOND_AFTER_THE_LEASE)

    channel = configured_channel()
    assert channel is not None
    [[reply]] = client_of(channel).send([Request(slept, b"{}", start_until=time.monotonic())])
    settled = statements.settle([Settled(slept, Outcome.ACCEPTED)], at=A_SECOND_AFTER_THE_LEASE)

    assert (reply.outcome, settled) == (None, 0)
    assert len(inbox.journal()) == 1
    assert outcomes() == ["accepted"]


def test_what_waits_for_another_try_does_not_hold_up_what_is_fresh(inbox, dana, nora):
    """zulip/zulip#13518, #39179: retries stand in the same queue as what is new; a failed message is not retried."""
    give_device(dana)
    give_device(nora, "noras-phone")
    inbox.behave(addresses={"danas-phone": ["e500"] * 2})
    open_notice(dana, "failing")
    deliver_due(now=NOON)
    open_notice(nora, "fresh", deliver_at=NOON + SECOND)

    deliver_due(now=NOON + SECOND)
    fresh = inbox.pushes
    for minute in range(1, 10):
        deliver_due(now=NOON + timedelta(minutes=minute))

    assert [push.notification_id for push in fresh] == [str(named("fresh"))]
    assert [push.notification_id for push in inbox.pushes][1:] == [str(named("failing"))]


@pytest.mark.parametrize("missed_minutes", [1, 11, 119])
def test_a_tick_that_was_missed_is_made_up_for(inbox, dana, missed_minutes):
    """celery beat keeps its clock in memory: a missed tick is gone. procrastinate looks back ten minutes only."""
    give_device(dana, tzid="UTC")
    remind_daily(dana)
    late = utc("2026-11-24T09:00") + timedelta(minutes=missed_minutes)

    open_reminders(now=late)
    deliver_due(now=late)

    assert len(inbox.pushes) == 1


def test_twenty_bells_for_one_reminder_ring_it_once(inbox, dana):
    """learningequality/studio#3395, celery/kombu#337: a task with an ETA was delivered up to twenty times."""
    now = database_now()
    give_device(dana, now=now)
    open_notice(dana, deliver_at=now - SECOND)

    for _ in range(20):
        tasks.ring_delivery()

    assert len(inbox.pushes) == 1


def test_a_reminder_is_queued_once_however_often_the_scan_runs(dana):
    """civicrm/civicrm-core#31600: the same reminder was queued again by each run of the job."""
    give_device(dana, tzid="UTC")
    remind_daily(dana)

    for second in range(10):
        open_reminders(now=utc("2026-11-24T09:00") + second * SECOND)

    assert Notification.objects.count() == OpenDelivery.objects.count() == 1


def test_a_token_that_two_installations_report_rings_once(inbox, api, dana):
    """xtrinch/fcm-django#64, #147, jazzband/django-push-notifications#216: registering twice rang twice."""
    for installation in ("cQ8xTn5mTzKp3vLrWq9yBs", "dR9yUo6nUaLq4wMsXr0zCt"):
        registered = api(dana).put(f"/v1/devices/{installation}", PHONE)
        assert registered.status_code == 200, registered.content
    open_notice(dana)

    deliver_due(now=NOON)

    assert len(inbox.pushes) == 1


def test_one_reminder_is_not_told_as_several(inbox, dana):
    """onnela-lab/beiwe-backend: `len()` of a JSON text chose the plural, so one survey was "surveys"."""
    give_device(dana)
    open_notice(dana)

    deliver_due(now=NOON)

    assert [push.body for push in inbox.pushes] == ["You have a reminder."]
