"""What phones tell of notices, and what the app lists."""

import pytest

from notifications.delivery import deliver_due
from notifications.models import DeliveryLog, DeliveryReceipt, OpenDelivery, Preference
from notifications.notices import receipts
from notifications.notices.receipts import reach, was_seen
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db


def receipt(event: str = "displayed", *, via: str = "push", name: str = "notice") -> dict[str, str]:
    return {"notification_id": str(named(name)), "event": event, "at": "2026-11-20T12:00:05Z", "via": via}


def test_a_notice_that_was_shown_counts_as_seen(api, dana):
    notification_id = open_notice(dana)

    response = api(dana).post("/v1/receipts", [receipt()])

    assert response.json() == {"recorded": 1, "unknown": []}
    assert was_seen(notification_id)


def test_the_same_receipt_twice_is_kept_once(api, dana):
    open_notice(dana)
    phone = api(dana)

    phone.post("/v1/receipts", [receipt()])
    assert phone.post("/v1/receipts", [receipt()]).status_code == 200

    assert DeliveryReceipt.objects.count() == 1


def test_a_receipt_for_somebody_elses_notice_changes_nothing(api, dana, nora):
    notification_id = open_notice(dana)

    response = api(nora).post("/v1/receipts", [receipt()])

    assert response.json() == {"recorded": 0, "unknown": [str(notification_id)]}
    assert not was_seen(notification_id)


def test_a_phone_that_rang_by_itself_settles_what_is_due(api, dana):
    give_device(dana)
    open_notice(dana, deliver_at=utc("2026-11-20T12:00"), expires_at=utc("2099-01-01T00:00"))

    api(dana).post("/v1/receipts", [receipt(via="local")])

    assert not OpenDelivery.objects.exists()
    assert DeliveryLog.objects.get().outcome == "shown_locally"


def test_an_action_on_one_phone_settles_the_later_steps_on_all(api, dana):
    give_device(dana, "danas-phone")
    give_device(dana, "danas-tablet")
    open_notice(dana)
    open_notice(dana, stage=1, deliver_at=utc("2026-11-24T14:00"))

    api(dana).post("/v1/receipts", [receipt("acted")])

    assert [row.stage for row in OpenDelivery.objects.filter(deliver_at__gt=NOON)] == []
    assert set(DeliveryLog.objects.values_list("outcome", "code")) == {("withdrawn", "acted")}


def test_how_far_a_notice_reached(inbox, dana, nora, sam):
    give_device(dana)
    give_device(sam, "sams-phone")
    sent, nowhere, seen = open_notice(dana, "sent"), open_notice(nora, "nowhere"), open_notice(sam, "seen")
    deliver_due(now=NOON)
    told = receipts.Receipt(seen, "displayed", NOON, "push")
    receipts.record_receipts(sam.account, [told], device_id=named("device"), now=NOON)

    assert [reach(each) for each in (sent, nowhere, seen)] == ["sent_not_seen", "unreachable", "seen"]


def test_the_inbox_lists_what_is_due_newest_first(api, dana, nora):
    open_notice(dana, "first", deliver_at=utc("2026-11-20T08:00"), expires_at=utc("2099-01-01T00:00"))
    open_notice(dana, "second", deliver_at=utc("2026-11-20T09:00"), expires_at=utc("2026-11-20T10:00"))
    open_notice(dana, "not yet", deliver_at=utc("2099-01-01T00:00"))
    open_notice(nora, "hers", deliver_at=utc("2026-11-20T08:00"))

    listed = api(dana).get("/v1/notifications").json()["results"]

    assert [(each["id"], each["state"]) for each in listed] == [
        (str(named("second")), "expired"),
        (str(named("first")), "open"),
    ]
    assert listed[0]["target"] == {"type": "reminder", "id": str(named("target of second"))}


def test_somebody_elses_notice_is_not_found(api, dana, nora):
    open_notice(dana, deliver_at=utc("2026-11-20T08:00"))

    assert api(dana).get(f"/v1/notifications/{named('notice')}").status_code == 200
    assert api(nora).get(f"/v1/notifications/{named('notice')}").status_code == 404


def test_preferences_are_per_category_and_leave_safety_out(api, dana):
    response = api(dana).patch(
        "/v1/notification-preferences", {"categories": [{"category": "reminders", "way": "in_app"}]}
    )

    assert {each["category"]: each["way"] for each in response.json()["categories"]} == {
        "reminders": "in_app",
        "check-ins": "push",
        "messages": "push",
        "work": "push",
    }


def test_safety_cannot_be_switched_off(api, dana):
    response = api(dana).patch(
        "/v1/notification-preferences", {"categories": [{"category": "safety", "way": "in_app"}]}
    )

    assert response.status_code == 400
    assert not Preference.objects.exists()
