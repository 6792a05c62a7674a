"""What phones tell of notices, and what the app lists."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from backend.accounts.models import Consent, DataClass
from backend.recurrence import Recurrence
from notifications import schedules
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import DeliveryLog, DeliveryReceipt, Notification, OpenDelivery, Preference, Schedule
from notifications.notices import receipts
from notifications.notices.history import history_of
from notifications.notices.receipts import Receipt
from notifications.notices.stopping import stop
from notifications.reminders import open_reminders
from notifications.schedules import FLOATING
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db


def was_seen(notification_id: UUID) -> bool:
    return Notification.objects.filter(pk=notification_id, seen_at__isnull=False).exists()


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


NINE = utc("2026-11-24T14:00")
NINE_TWO = utc("2026-11-24T14:02")


def plan(person, *, guard=None):
    """A reminder each day at nine in New York, repeated after half an hour."""
    schedule = schedules.create(
        person.pk,
        Kind.REMINDER,
        Recurrence(datetime.fromisoformat("2026-11-24T09:00"), "FREQ=DAILY"),
        FLOATING,
        window=timedelta(hours=2),
        remind_again_after=(timedelta(minutes=30),),
        about=("reminder", named("plan")),
        now=NOON,
    )
    if guard:
        Schedule.objects.update(guard_site_id=guard.site_id, guard_data_class=guard.data_class)
    return schedules.upcoming(schedule, after=NOON, limit=1)[0].occurrence_id


def tell(person, device, occurrence_id, event="displayed", *, via="local", now=NINE_TWO):
    told = [Receipt(occurrence_id, event, now, via)]
    return receipts.record_receipts(person.account, told, device_id=device.pk, now=now)


def test_a_phone_ahead_of_the_server_settles_the_first_notice_on_all(inbox, dana):
    phone = give_device(dana, "danas-phone")
    give_device(dana, "danas-tablet")
    occurrence_id = plan(dana)

    tell(dana, phone, occurrence_id)
    open_reminders(now=NINE_TWO)
    deliver_due(now=NINE_TWO)

    assert inbox.pushes == []
    assert was_seen(occurrence_id)
    assert set(DeliveryLog.objects.values_list("outcome", "due_at")) == {("shown_locally", NINE)}


@pytest.mark.parametrize("event", ["displayed", "opened", "dismissed"])
def test_what_a_phone_says_of_a_push_ahead_of_the_server_takes_no_ring_away(inbox, dana, event):
    phone = give_device(dana)
    occurrence_id = plan(dana)

    tell(dana, phone, occurrence_id, event, via="push", now=utc("2026-11-24T13:58"))
    assert Notification.objects.get().deliver_at == NINE
    open_reminders(now=NINE_TWO)
    deliver_due(now=NINE_TWO)

    assert [push.notification_id for push in inbox.pushes] == [str(occurrence_id)]
    assert [row.outcome for row in DeliveryLog.objects.all()] == ["accepted"]


def test_a_phone_that_rings_after_another_spoke_settles_the_first_notice(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)

    tell(dana, phone, occurrence_id, via="push")
    tell(dana, phone, occurrence_id, via="local")
    open_reminders(now=NINE_TWO)
    deliver_due(now=NINE_TWO)

    assert inbox.pushes == []


@pytest.mark.parametrize(
    ("event", "until", "code"), [("acted", None, "acted"), ("snoozed", utc("2026-11-24T14:20"), "snoozed")]
)
def test_what_is_settled_ahead_of_the_server_says_why(inbox, dana, event, until, code):
    phone = give_device(dana)
    occurrence_id = plan(dana)

    told = [Receipt(occurrence_id, event, NINE_TWO, "push", until)]
    receipts.record_receipts(dana.account, told, device_id=phone.pk, now=NINE_TWO)
    open_reminders(now=NINE_TWO)
    deliver_due(now=NINE_TWO)

    assert inbox.pushes == []
    first = DeliveryLog.objects.get(stage=0)
    assert (first.outcome, first.code) == ("withdrawn", code)
    assert history_of(dana.account, occurrence_id, now=NINE_TWO).explanation.code == code


def test_stopping_what_is_not_opened_yet_says_so(inbox, dana):
    give_device(dana)
    occurrence_id = plan(dana)

    stop(dana.account, occurrence_id, now=NINE_TWO)
    open_reminders(now=NINE_TWO)
    deliver_due(now=NINE_TWO)
    deliver_due(now=utc("2026-11-24T14:30"))

    assert inbox.pushes == []
    assert history_of(dana.account, occurrence_id, now=NINE_TWO).explanation.code == "stopped"


def test_a_notice_of_a_schedule_that_cannot_be_planned_is_acted_on_all_the_same(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)
    Schedule.objects.update(planned_tzid="Mars/Olympus")
    open_reminders(now=NINE)

    tell(dana, phone, occurrence_id, "acted")

    assert not OpenDelivery.objects.exists()


def test_its_repeats_ring_all_the_same(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)

    tell(dana, phone, occurrence_id)
    open_reminders(now=NINE_TWO)
    deliver_due(now=utc("2026-11-24T14:30"))

    assert [push.notification_id for push in inbox.pushes] == [str(occurrence_id)]


def test_an_action_ahead_of_the_server_ends_the_repeats_too(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)

    tell(dana, phone, occurrence_id)
    tell(dana, phone, occurrence_id, "acted")
    open_reminders(now=NINE_TWO)
    deliver_due(now=utc("2026-11-24T14:30"))

    assert inbox.pushes == []


def test_a_scan_that_comes_first_is_settled_as_well(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)
    open_reminders(now=NINE)

    tell(dana, phone, occurrence_id)
    deliver_due(now=NINE_TWO)

    assert inbox.pushes == []


def test_a_retry_that_would_come_later_is_settled_with_its_stage(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)
    open_reminders(now=NINE)
    OpenDelivery.objects.filter(stage=0).update(deliver_at=utc("2026-11-24T14:20"), failures=3)

    tell(dana, phone, occurrence_id)

    assert [row.stage for row in OpenDelivery.objects.all()] == [1]


def test_a_phone_whose_clock_is_behind_settles_the_first_stage(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)
    open_reminders(now=NINE)
    told = [Receipt(occurrence_id, "displayed", utc("2026-11-24T08:00"), "local")]

    receipts.record_receipts(dana.account, told, device_id=phone.pk, now=NINE_TWO)

    assert [row.stage for row in OpenDelivery.objects.all()] == [1]


def test_an_occurrence_that_is_far_off_is_not_known_yet(dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)

    known = tell(dana, phone, occurrence_id, now=utc("2026-11-24T12:30"))

    assert known == []
    assert not DeliveryLog.objects.exists()


def test_a_phone_is_known_however_long_the_server_was_behind(dana):
    phone = give_device(dana)
    often = Recurrence(datetime.fromisoformat("2026-11-20T09:00"), "FREQ=HOURLY")
    schedule = schedules.create(
        dana.pk, Kind.REMINDER, often, FLOATING, window=timedelta(hours=2), now=utc("2026-11-20T13:00")
    )
    latest = schedules.occurrence_id(schedule.pk, NINE)

    assert [known.notification_id for known in tell(dana, phone, latest)] == [latest]


def test_somebody_elses_occurrence_is_not_written_ahead(dana, nora):
    occurrence_id = plan(dana)

    known = tell(nora, give_device(nora), occurrence_id)

    assert known == []
    assert not Notification.objects.exists()


def test_without_consent_nothing_is_written_ahead(dana, clinic):
    occurrence_id = plan(dana, guard=Guard(dana.pk, clinic.pk, DataClass.PLAN))
    Consent.objects.filter(person=dana).update(revoked_at=NOON)

    assert tell(dana, give_device(dana), occurrence_id) == []


def test_swiping_away_is_not_acting(dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)
    open_reminders(now=NINE)

    tell(dana, phone, occurrence_id, "dismissed", via="push")

    assert sorted(row.stage for row in OpenDelivery.objects.all()) == [0, 1]
    assert was_seen(occurrence_id)


def test_a_receipt_that_comes_a_day_late_is_kept_and_rings_nothing(inbox, dana):
    phone = give_device(dana)
    occurrence_id = plan(dana)
    open_reminders(now=NINE)
    deliver_due(now=NINE)

    known = tell(dana, phone, occurrence_id, now=utc("2026-11-25T09:00"))

    assert len(known) == 1
    assert len(inbox.pushes) == 1
