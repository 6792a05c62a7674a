"""When a person's own reminder rings: around an event, several times a day, paused, stopped, again until done."""

import pytest

from notifications.models import Notification, NotificationWishes, OpenDelivery
from notifications.reminders import open_reminders
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

DAILY = {"text": "Call mum", "dtstart": "2099-03-01T09:00:00", "rrule": "FREQ=DAILY"}
DENTIST = {"text": "Dentist", "event_at": "2099-03-10T15:00:00Z"}


def post(client, **body):
    return client.post("/v1/reminders", body)


def ats(response) -> list[str]:
    return [each["at"] for each in response.json()["next_occurrences"]]


def test_an_appointment_rings_a_day_and_an_hour_before(api, dana):
    reminder = post(api(dana), **DENTIST, offsets_minutes=[-60, -24 * 60])

    assert reminder.status_code == 201
    assert ats(reminder) == ["2099-03-09T15:00:00Z", "2099-03-10T14:00:00Z"]
    shown = reminder.json()
    assert (shown["dtstart"], shown["event_at"], shown["offsets_minutes"]) == (
        None,
        "2099-03-10T15:00:00Z",
        [-60, -1440],
    )


def test_three_days_after_discharge_it_rings_at_ten(api, dana):
    reminder = post(
        api(dana), text="Call the clinic", event_at="2099-03-06T20:00:00Z", offsets_days=[3], local_time="10:00"
    )

    # The clocks have changed on the 8th.
    assert ats(reminder) == ["2099-03-09T14:00:00Z"]
    assert (reminder.json()["offsets_days"], reminder.json()["local_time"]) == ([3], "10:00")


def test_an_event_that_moves_takes_its_reminders_along(api, dana):
    phone = api(dana)
    path = f"/v1/reminders/{post(phone, **DENTIST, offsets_minutes=[-60]).json()['id']}"

    assert ats(phone.patch(path, {"event_at": "2099-03-12T15:00:00Z"})) == ["2099-03-12T14:00:00Z"]
    assert ats(phone.patch(path, {"event_at": None})) == []


def test_what_rang_for_the_old_time_is_withdrawn(api, dana):
    give_device(dana)
    phone = api(dana)
    path = f"/v1/reminders/{post(phone, **DENTIST, offsets_minutes=[-60]).json()['id']}"
    open_reminders(now=utc("2099-03-10T14:00"))

    phone.patch(path, {"event_at": "2099-03-12T15:00:00Z"})

    assert Notification.objects.get().withdrawn_at is not None
    assert not OpenDelivery.objects.exists()


def test_twice_a_day_at_unlike_minutes(api, dana):
    reminder = post(api(dana), **DAILY | {"dtstart": "2099-03-01T08:00:00"}, times=["20:30", "08:00"])

    assert ats(reminder)[:3] == ["2099-03-01T13:00:00Z", "2099-03-02T01:30:00Z", "2099-03-02T13:00:00Z"]
    assert reminder.json()["times"] == ["08:00", "20:30"]


def test_it_ends_on_a_local_date(api, dana):
    reminder = post(api(dana), **DAILY, ends_on="2099-03-02")

    assert ats(reminder) == ["2099-03-01T14:00:00Z", "2099-03-02T14:00:00Z"]
    assert reminder.json()["ends_on"] == "2099-03-02"


def test_an_end_can_be_taken_away_again(api, dana):
    phone = api(dana)
    path = f"/v1/reminders/{post(phone, **DAILY, ends_on='2099-03-02').json()['id']}"

    assert len(ats(phone.patch(path, {"ends_on": None}))) == 5


def test_it_reminds_again_under_the_same_id_until_its_window_ends(api, dana):
    give_device(dana)
    reminder = post(api(dana), **DAILY, remind_again_after_minutes=[30, 15, 240])

    open_reminders(now=utc("2099-03-01T14:00"))

    rows = OpenDelivery.objects.order_by("stage")
    assert [(row.stage, row.deliver_at) for row in rows] == [
        (0, utc("2099-03-01T14:00")),
        (1, utc("2099-03-01T14:15")),
        (2, utc("2099-03-01T14:30")),
    ]
    assert len({row.notification_id for row in rows}) == 1
    assert reminder.json()["remind_again_after_minutes"] == [15, 30, 240]


def test_a_paused_reminder_leaves_out_its_days(api, dana):
    phone = api(dana)
    path = f"/v1/reminders/{post(phone, **DAILY).json()['id']}"

    paused = phone.patch(path, {"paused_from": "2099-03-02T00:00:00Z", "paused_until": "2099-03-05T00:00:00Z"})

    assert ats(paused)[:2] == ["2099-03-01T14:00:00Z", "2099-03-05T14:00:00Z"]
    assert ats(phone.patch(path, {"paused_from": None}))[1] == "2099-03-02T14:00:00Z"


def test_a_pause_whose_end_alone_is_taken_away_is_over(api, dana):
    phone = api(dana)
    path = f"/v1/reminders/{post(phone, **DAILY).json()['id']}"
    phone.patch(path, {"paused_until": "2099-03-05T00:00:00Z"})

    resumed = phone.patch(path, {"paused_until": None})

    assert (resumed.json()["paused_from"], ats(resumed)[0]) == (None, "2099-03-01T14:00:00Z")


def test_a_pause_without_end_names_its_beginning(api, dana):
    phone = api(dana)
    path = f"/v1/reminders/{post(phone, **DAILY).json()['id']}"

    paused = phone.patch(path, {"paused_from": "2099-03-02T00:00:00Z", "paused_until": None})

    assert ats(paused) == ["2099-03-01T14:00:00Z"]


def test_a_stopped_reminder_still_comes_and_does_not_ring(api, dana):
    phone = api(dana)
    path = f"/v1/reminders/{post(phone, **DAILY).json()['id']}"

    stopped = phone.patch(path, {"stopped": True}).json()

    assert stopped["stopped"] is True
    assert stopped["next_occurrences"][0]["at"] == "2099-03-01T14:00:00Z"
    assert stopped["next_occurrences"][0]["rings_at"] is None
    assert phone.patch(path, {"stopped": False}).json()["next_occurrences"][0]["rings_at"] == "2099-03-01T14:00:00Z"


@pytest.mark.parametrize(("action", "rings_at"), [("defer", "2099-03-01T15:00:00Z"), ("drop", None)])
def test_what_is_shown_respects_quiet_hours(api, dana, action, rings_at):
    NotificationWishes.objects.create(
        account=dana.account, quiet_from="22:00", quiet_until="10:00", quiet_action=action
    )
    phone = api(dana)

    shown = post(phone, **DAILY).json()["next_occurrences"]
    previewed = phone.post("/v1/reminders/preview", {"dtstart": DAILY["dtstart"], "rrule": "FREQ=DAILY"}).json()

    assert shown[0]["rings_at"] == rings_at
    assert previewed["next_occurrences"] == shown


def test_a_preview_takes_the_body_that_will_be_sent(api, dana):
    phone = api(dana)
    body = DAILY | {"id": None, "remind_again_after_minutes": [15], "ends_on": None, "sent_at": "2026-11-24T12:00:00Z"}

    previewed = phone.post("/v1/reminders/preview", body).json()["next_occurrences"]

    assert previewed == post(phone, **body).json()["next_occurrences"]


def test_a_preview_of_an_event_is_what_will_come(api, dana):
    phone = api(dana)
    plan = {"event_at": "2099-03-10T15:00:00Z", "offsets_minutes": [-60, -30]}

    previewed = phone.post("/v1/reminders/preview", plan).json()["next_occurrences"]

    assert previewed == post(phone, text="Dentist", **plan).json()["next_occurrences"]


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({}, "invalid-request", "/dtstart"),
        ({"rrule": "FREQ=DAILY"}, "invalid-request", "/dtstart"),
        (DAILY | {"event_at": "2099-03-10T15:00:00Z"}, "invalid-request", "/event_at"),
        (DENTIST, "invalid-request", "/offsets_minutes"),
        (DENTIST | {"offsets_minutes": []}, "invalid-request", "/offsets_minutes"),
        (DENTIST | {"offsets_days": [1]}, "invalid-request", "/local_time"),
        (DENTIST | {"offsets_minutes": [1], "local_time": "10:00"}, "invalid-request", "/local_time"),
        (DENTIST | {"offsets_minutes": [1], "offsets_days": [1]}, "invalid-request", "/offsets_minutes"),
        ({"offsets_minutes": [-60]}, "invalid-request", "/event_at"),
        ({"event_at": "2001-03-10T15:00:00Z", "offsets_minutes": [-60]}, "rule-never-fires", None),
        ({"event_at": "9999-12-31T23:59:59Z", "offsets_minutes": [600000]}, "invalid-request", None),
        ({"event_at": "9999-12-31T23:59:59Z", "offsets_minutes": [6]}, "invalid-request", None),
        (DAILY | {"times": ["8 o'clock"]}, "invalid-request", "/times/0"),
        (DAILY | {"times": ["08:00", "08:05"]}, "invalid-request", "/rrule"),
        (DAILY | {"rrule": "FREQ=MONTHLY", "times": ["08:00"]}, "invalid-request", "/times"),
        ({"dtstart": "2099-03-01T09:00:00", "times": ["08:00"]}, "invalid-request", "/rrule"),
        (DAILY | {"ends_on": "2099-02-28"}, "rule-never-fires", None),
        (DAILY | {"rrule": "FREQ=DAILY;UNTIL=20990101"}, "rule-never-fires", None),
        (DAILY | {"rrule": "FREQ=SECONDLY"}, "invalid-request", "/rrule"),
        (DAILY | {"rrule": "FREQ=DAILY;BYSECOND=0,1"}, "invalid-request", "/rrule"),
        (DAILY | {"remind_again_after_minutes": [0]}, "invalid-request", "/remind_again_after_minutes/0"),
        (DAILY | {"remind_again_after_minutes": list(range(1, 11))}, "invalid-request", "/remind_again_after_minutes"),
    ],
)
def test_a_plan_that_cannot_be_gets_a_clear_problem(api, dana, body, code, pointer):
    response = post(api(dana), **{"text": "x"} | body)

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert pointer is None or pointer in [each["pointer"] for each in response.json()["errors"]]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"event_at": "2099-03-10T15:00:00Z"}, "/event_at"),
        ({"rrule": "FREQ=WEEKLY"}, "/dtstart"),
        ({"offsets_minutes": [5]}, "/event_at"),
        ({"paused_from": "2099-03-02T00:00:00Z", "paused_until": "2099-03-01T00:00:00Z"}, "/paused_until"),
        ({"paused_from": None, "paused_until": "2099-03-01T00:00:00Z"}, "/paused_from"),
    ],
)
def test_a_change_that_cannot_be_leaves_the_reminder_alone(api, dana, change, pointer):
    phone = api(dana)
    reminder = post(phone, **DAILY)
    path = f"/v1/reminders/{reminder.json()['id']}"

    response = phone.patch(path, change)

    assert response.status_code == 400
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]
    assert phone.get(path)["ETag"] == reminder["ETag"]
