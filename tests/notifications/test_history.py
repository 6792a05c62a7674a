"""Why did it not ring? Each notice says so, to its recipient and, within consent, to staff."""

import pytest

from backend.accounts.models import AccessLog, Consent, DataClass
from notifications import ledger
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import Device, Notification, NotificationWishes, Preference, SenderState
from notifications.notices import history, receipts
from notifications.notices.receipts import Receipt
from notifications.operations import holds
from tests.notifications.factories import NOON, give_device, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

LATER = utc("2026-11-24T12:30")


def code_of(person, notification_id, *, now=LATER):
    return history.history_of(person.account, notification_id, now=now).explanation.code


def test_what_went_out_without_a_word_from_the_phone_is_accepted(inbox, dana):
    device = give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    found = history.history_of(dana.account, notification_id, now=LATER)

    assert found.explanation.code == "accepted"
    assert [(step.code, step.device_id) for step in found.explanation.steps] == [("accepted", device.pk)]


def test_a_receipt_says_that_it_was_shown(inbox, dana):
    device = give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    told = [Receipt(notification_id, "displayed", NOON, "push")]
    receipts.record_receipts(dana.account, told, device_id=device.pk, now=LATER)

    assert code_of(dana, notification_id) == "shown"


def test_without_a_phone_it_says_so(dana):
    assert code_of(dana, open_notice(dana)) == "no_device"


def test_a_blocked_phone_says_so(inbox, dana):
    give_device(dana, notifications="blocked")
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    assert code_of(dana, notification_id) == "blocked"


def test_a_phone_whose_address_is_gone_says_so(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    Device.objects.all().delete()
    deliver_due(now=NOON)

    assert code_of(dana, notification_id) == "address_gone"


def test_the_app_only_was_a_choice(inbox, dana):
    give_device(dana)
    Preference.objects.create(account=dana.account, category="reminders", way="in_app")
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    assert code_of(dana, notification_id) == "in_app_only"


def test_what_nobody_could_send_in_time_has_expired(dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=utc("2026-11-24T14:00"))

    assert code_of(dana, notification_id, now=utc("2026-11-24T15:00")) == "expired"


def test_what_is_not_due_waits(dana):
    give_device(dana)
    notification_id = open_notice(dana)

    found = history.history_of(dana.account, notification_id, now=utc("2026-11-24T11:00")).explanation

    assert (found.code, found.until) == ("waiting", NOON)


def test_what_is_due_and_held_by_an_operator_is_delayed(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    holds.pause(Kind.REMINDER, now=NOON)
    deliver_due(now=NOON)

    found = history.history_of(dana.account, notification_id, now=LATER).explanation

    assert (found.code, found.until) == ("delayed", None)


def test_what_is_due_while_the_channel_stands_still_is_delayed(inbox, dana):
    give_device(dana)
    SenderState.objects.create(project="handrail-demo", paused_until=LATER, reason="QUOTA_EXCEEDED")
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    assert code_of(dana, notification_id, now=utc("2026-11-24T12:01")) == "delayed"


def test_the_person_reads_it_with_what_each_phone_did(inbox, api, dana):
    device = give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    body = api(dana).get(f"/v1/notifications/{notification_id}/history").json()

    assert (body["notification_id"], body["code"], body["until"]) == (str(notification_id), "accepted", None)
    assert body["text"].endswith(".")
    assert body["events"] == [
        {
            "at": "2026-11-24T12:00:00Z",
            "device": {"id": str(device.pk), "platform": "android"},
            "code": "accepted",
            "text": "It was handed to the phone service.",
            "detail": "",
        }
    ]


def test_somebody_elses_history_is_not_found(api, dana, nora, sam):
    notification_id = open_notice(dana)

    assert api(nora).get(f"/v1/notifications/{notification_id}/history").status_code == 404
    assert api(sam).get(f"/v1/notifications/{notification_id}/history").status_code == 404


def open_plan_notice(dana, clinic, name="planned"):
    guard = Guard(dana.pk, clinic.pk, DataClass.PLAN)
    return open_notice(dana, name, kind=Kind.CHECK_IN, guard=guard, deliver_at=utc("2026-11-20T12:00"))


def test_staff_read_why_what_their_site_planned_did_not_ring(api, dana, sam, clinic):
    notification_id = open_plan_notice(dana, clinic)
    open_notice(dana, "her own", deliver_at=utc("2026-11-20T12:00"))

    response = api(sam).get(f"/v1/staff/people/{dana.pk}/notifications")

    [shown] = response.json()["results"]
    assert (shown["id"], shown["explanation"]["code"]) == (str(notification_id), "no_device")
    look = AccessLog.objects.get()
    assert (look.staff_id, look.person_id, look.data_class, look.purpose) == (sam.pk, dana.pk, "plan", "notifications")


def test_staff_elsewhere_find_nobody(api, dana, theo, clinic):
    open_plan_notice(dana, clinic)

    assert api(theo).get(f"/v1/staff/people/{dana.pk}/notifications").status_code == 404


def test_without_consent_to_the_plan_staff_find_nobody(api, dana, sam, clinic):
    open_plan_notice(dana, clinic)
    Consent.objects.filter(person=dana, data_class=DataClass.PLAN).update(revoked_at=utc("2026-11-21T00:00"))

    assert api(sam).get(f"/v1/staff/people/{dana.pk}/notifications").status_code == 404


def test_people_do_not_read_the_list_of_staff(api, dana):
    assert api(dana).get(f"/v1/staff/people/{dana.pk}/notifications").status_code == 403


def test_more_notices_cost_staff_no_more_queries(dana, django_assert_max_num_queries):
    for number in range(20):
        open_notice(dana, f"notice {number}")
    notices = list(Notification.objects.all())

    with django_assert_max_num_queries(8):
        found = history.explanations_of(notices, now=LATER)

    assert len(found) == 20


def test_a_notice_does_not_count_as_rung_by_another_that_failed(inbox, dana):
    give_device(dana)
    NotificationWishes.objects.create(account=dana.account, bundle_minutes=30)
    follower = open_notice(dana, "follower")
    open_notice(dana, "leader", expires_at=utc("2026-11-24T18:00"))
    inbox.behave(mix={"quota": 1})

    deliver_due(now=NOON)

    assert code_of(dana, follower) == "retrying"


def test_a_notice_that_was_taken_back_unsent_says_so(dana):
    give_device(dana)
    notification_id = open_notice(dana)
    ledger.withdraw(notification_id, reason="cancelled", now=utc("2026-11-24T11:00"))

    assert code_of(dana, notification_id) == "withdrawn"
