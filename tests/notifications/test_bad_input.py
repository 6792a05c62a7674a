"""Bad input gets a clear problem: the code says what kind, the pointer where, and nothing is kept."""

import pytest

from backend.recurrence import Recurrence
from notifications import reminders
from notifications.models import Notification, PushAddress, Reminder, Schedule, SecondPath
from notifications.reminders import ReminderWish, open_reminders
from notifications.schedules import FLOATING
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

REMINDER = {"text": "Call mum", "dtstart": "2099-03-01T09:00:00", "rrule": "FREQ=DAILY"}
DEVICE = {
    "platform": "android",
    "address": {"kind": "token", "value": "danas-phone"},
    "locale": "en",
    "tzid": "America/New_York",
    "app_version": "1.0",
    "notifications": "allowed",
}
PHONE = "/v1/devices/cQ8xTn5mTzKp3vLrWq9yBs"
THURSDAY = utc("2099-01-01T09:00")
TOO_MANY_DATES = [f"2099-{month:02}-{day:02}T09:00:00" for month in range(1, 13) for day in range(1, 29)] * 30


def said(response) -> tuple[int, str, list[str]]:
    """Status, code, and where it points."""
    body = response.json()
    return response.status_code, body["code"], [error["pointer"] for error in body.get("errors", [])]


@pytest.mark.parametrize(
    ("wrong", "code", "pointers"),
    [
        pytest.param({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule-never-fires", [], id="never fires"),
        pytest.param({"rrule": "FREQ=DAILY;UNTIL=20990228T090000"}, "rule-never-fires", [], id="UNTIL before DTSTART"),
        pytest.param({"rrule": "FREQ=SECONDLY"}, "invalid-request", ["/rrule"], id="each second"),
        pytest.param({"rrule": "FREQ=MINUTELY"}, "invalid-request", ["/rrule"], id="each minute"),
        pytest.param(
            {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0,1,2"},
            "invalid-request",
            ["/rrule"],
            id="three seconds",
        ),
        pytest.param({"rrule": "FREQ=SOMETIMES"}, "invalid-request", ["/rrule"], id="no rule"),
        pytest.param({"rrule": "FREQ=DAILY;INTERVAL=0"}, "invalid-request", ["/rrule"], id="no interval"),
        pytest.param({"rrule": "FREQ=HOURLY;BYHOUR=9;COUNT=10000"}, "invalid-request", ["/rrule"], id="a long COUNT"),
        pytest.param({"rrule": "FREQ=MONTHLY;BYDAY=1MO,20TU"}, "invalid-request", ["/rrule"], id="20th Tuesday"),
        pytest.param({"rrule": "FREQ=YEARLY;BYDAY=60MO"}, "invalid-request", ["/rrule"], id="60th Monday"),
        pytest.param(
            {"rrule": None, "rdates": [f"2099-03-01T09:00:{second:02}" for second in range(1, 20)]},
            "invalid-request",
            ["/rdates"],
            id="nineteen RDATEs a second apart",
        ),
        pytest.param({"exdates": TOO_MANY_DATES[:10_000]}, "invalid-request", ["/exdates"], id="10,000 EXDATEs"),
        pytest.param({"zone": {"policy": "fixed", "tzid": "Mars/Olympus"}}, "unknown-zone", [], id="unknown zone"),
        pytest.param(
            {"zone": {"policy": "fixed", "tzid": "../../etc/passwd"}}, "unknown-zone", [], id="a zone that is a path"
        ),
        pytest.param({"dtstart": "2099-02-30T09:00:00"}, "invalid-request", ["/dtstart"], id="30 February"),
        pytest.param({"text": "x" * 10_000}, "invalid-request", ["/text"], id="a book"),
    ],
)
def test_a_reminder_that_cannot_be_is_refused_and_not_kept(api, dana, wrong, code, pointers):
    refused = api(dana).post("/v1/reminders", REMINDER | wrong)

    status, said_code, said_pointers = said(refused)
    assert (status, said_code) == (400, code)
    assert said_pointers == pointers
    assert not Reminder.objects.exists()
    assert not Schedule.objects.exists()


def test_a_phone_that_repeats_itself_ends_at_a_limit(api, dana, nora, monkeypatch):
    monkeypatch.setattr(reminders, "MOST_PER_PERSON", 2)
    own_id = {"id": "6f9619ff-8b86-4d01-b42d-00c04fc964ff"}
    made = [api(dana).post("/v1/reminders", REMINDER | more).status_code for more in (own_id, {})]

    refused = api(dana).post("/v1/reminders", REMINDER)
    repeated = api(dana).post("/v1/reminders", REMINDER | own_id)

    assert (made, said(refused)) == ([201, 201], (422, "too-many-reminders", []))
    assert repeated.status_code == 200
    assert Reminder.objects.count() == Schedule.objects.count() == 2
    assert api(nora).post("/v1/reminders", REMINDER).status_code == 201


def test_ten_thousand_dates_are_refused_before_they_are_read(api, dana):
    """The dates fill more than a request may."""
    refused = api(dana).post("/v1/reminders", REMINDER | {"exdates": ["2099-03-01T09:00:00"] * 15_000})

    assert said(refused)[:2] in {(400, "invalid-request"), (413, "body-too-large")}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        pytest.param({"address": {"kind": "token", "value": "x" * 4097}}, "/address/value", id="oversized"),
        pytest.param({"address": {"kind": "token", "value": "a token"}}, "/address/value", id="with a blank"),
        pytest.param({"address": {"kind": "token", "value": ""}}, "/address/value", id="empty"),
        pytest.param({"address": {"kind": "topic", "value": "everybody"}}, "/address/kind", id="a topic"),
        pytest.param({"tzid": "Mars/Olympus"}, "/tzid", id="unknown zone"),
    ],
)
def test_a_phone_that_cannot_be_rung_is_refused(api, dana, wrong, pointer):
    refused = api(dana).put(PHONE, DEVICE | wrong)

    assert said(refused) == (400, "invalid-request", [pointer])
    assert not PushAddress.objects.exists()


def test_another_persons_notice_can_be_neither_told_of_nor_put_off(api, dana, nora):
    notice = ring_at_nine(dana)

    told = api(nora).post("/v1/receipts", [receipt(notice, "acted")])
    put_off = api(nora).post(f"/v1/notifications/{notice.pk}/snooze", {"until": "2099-01-01T09:30:00Z"})

    assert told.status_code < 300  # a phone cannot know whose it is; it is told that it was taken
    assert put_off.status_code == 404
    notice.refresh_from_db()
    assert (notice.acted_at, notice.snoozed_until) == (None, None)


def test_a_snooze_past_the_expiry_is_refused_with_its_place_in_the_list(api, dana):
    notice = ring_at_nine(dana)
    wrong = receipt(notice, "snoozed") | {"snooze_until": "2099-01-01T11:00:01Z"}

    listed = api(dana).post("/v1/receipts", [receipt(notice, "displayed"), wrong])
    alone = api(dana).post(f"/v1/notifications/{notice.pk}/snooze", {"until": "2099-01-01T11:00:01Z"})

    assert said(listed) == (422, "snooze-past-expiry", ["/1/snooze_until"])
    assert said(alone) == (422, "snooze-past-expiry", ["/until"])
    notice.refresh_from_db()
    assert (notice.seen_at, notice.snoozed_until) == (None, None)


@pytest.mark.parametrize(
    "url",
    [
        "http://pager.example.com/handrail",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://2130706433/",
        "file:///etc/passwd",
    ],
)
def test_a_webhook_to_a_private_address_is_refused(api, sam, url):
    refused = api(sam).put("/v1/staff/second-paths/webhook", {"url": url})

    assert said(refused) == (422, "unsafe-webhook", ["/url"])
    assert not SecondPath.objects.exists()


def ring_at_nine(person) -> Notification:
    give_device(person, tzid="UTC")
    wish = ReminderWish("x", Recurrence(THURSDAY.replace(tzinfo=None), None), FLOATING)
    reminders.schedule_reminder(person.account, wish, body={}, now=utc("2098-12-31T09:00"))
    open_reminders(now=THURSDAY)
    return Notification.objects.get()


def receipt(notice: Notification, event: str) -> dict[str, str]:
    return {"notification_id": str(notice.pk), "event": event, "at": "2099-01-01T09:00:00Z", "via": "push"}
