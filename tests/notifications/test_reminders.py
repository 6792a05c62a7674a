"""A person's own reminders: set, changed, deleted, and rung with a neutral line."""

import pytest

from notifications.delivery import deliver_due
from notifications.models import Notification, Reminder, Schedule
from notifications.reminders import open_reminders
from tests.notifications.factories import give_device, stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

CALL_MUM = {"text": "Call mum", "dtstart": "2099-03-01T09:00:00", "rrule": "FREQ=DAILY"}
CLIENT_ID = "0b6f8e9a-3f5c-4a57-9a8e-2f1d6f1f8a11"


def set_reminder(client, **different):
    response = client.post("/v1/reminders", CALL_MUM | different)
    assert response.status_code == 201, response.content
    return response


def test_a_new_reminder_shows_when_it_will_ring(api, dana):
    reminder = set_reminder(api(dana)).json()

    assert reminder["text"] == "Call mum"
    assert reminder["zone"] == {"policy": "floating"}
    assert reminder["next_occurrences"][0] == {
        "at": "2099-03-01T14:00:00Z",
        "local": "2099-03-01T09:00:00",
        "tzid": "America/New_York",
        "rings_at": "2099-03-01T14:00:00Z",
    }
    assert len(reminder["next_occurrences"]) == 5


def test_a_due_reminder_rings_with_a_neutral_line(inbox, api, dana):
    give_device(dana)
    set_reminder(api(dana))
    due_at = utc("2099-03-01T14:00")

    open_reminders(now=due_at)
    deliver_due(now=due_at)

    [push] = inbox.pushes
    assert push.body == "You have a reminder."
    assert Notification.objects.get().target_id == Reminder.objects.get().pk


def test_two_scans_open_a_reminder_once(dana, api):
    set_reminder(api(dana))

    assert open_reminders(now=utc("2099-03-01T14:00")) == 1
    assert open_reminders(now=utc("2099-03-01T14:00")) == 0


def test_the_words_are_ciphertext_in_the_table(api, dana):
    set_reminder(api(dana))

    stored = stored_bytes("reminder", "text")

    assert b"Call mum" not in stored


def test_the_same_client_id_again_is_the_same_reminder(api, dana):
    phone = api(dana)
    set_reminder(phone, id=CLIENT_ID)

    again = phone.post("/v1/reminders", CALL_MUM | {"id": CLIENT_ID})

    assert again.status_code == 200
    assert again.json()["id"] == CLIENT_ID
    assert Reminder.objects.count() == 1


def test_another_body_under_the_same_client_id_is_refused(api, dana, nora):
    set_reminder(api(dana), id=CLIENT_ID)

    assert api(dana).post("/v1/reminders", CALL_MUM | {"id": CLIENT_ID, "text": "Else"}).status_code == 409
    assert api(nora).post("/v1/reminders", CALL_MUM | {"id": CLIENT_ID}).json()["code"] == "id-taken"


def test_a_change_moves_what_is_to_come(api, dana):
    phone = api(dana)
    reminder = set_reminder(phone)

    changed = phone.patch(
        f"/v1/reminders/{reminder.json()['id']}",
        {"dtstart": "2099-03-02T10:00:00", "zone": {"policy": "fixed", "tzid": "Europe/Berlin"}},
        headers={"If-Match": reminder["ETag"]},
    )

    assert changed.status_code == 200
    assert [each["at"] for each in changed.json()["next_occurrences"]] == ["2099-03-02T09:00:00Z"]
    assert changed.json()["text"] == "Call mum"


def test_a_change_to_another_version_than_the_one_read_is_refused(api, dana):
    phone = api(dana)
    reminder = set_reminder(phone)
    path = f"/v1/reminders/{reminder.json()['id']}"
    phone.patch(path, {"text": "Call dad"}, headers={"If-Match": reminder["ETag"]})

    late = phone.patch(path, {"text": "Call aunt"}, headers={"If-Match": reminder["ETag"]})

    assert late.status_code == 412
    assert phone.get(path).json()["text"] == "Call dad"


def test_a_version_that_cannot_be_read_is_another(api, dana):
    phone = api(dana)
    reminder = set_reminder(phone)
    path = f"/v1/reminders/{reminder.json()['id']}"

    late = phone.patch(path, {"text": "Call aunt"}, headers={"If-Match": reminder["ETag"].strip('"')})

    assert late.status_code == 412


def test_an_id_and_clocks_may_be_null(api, dana):
    assert set_reminder(api(dana), id=None, occurred_at=None, sent_at=None).status_code == 201


def test_a_deleted_reminder_rings_no_more(inbox, api, dana):
    give_device(dana)
    phone = api(dana)
    reminder_id = set_reminder(phone).json()["id"]
    open_reminders(now=utc("2099-03-01T14:00"))

    assert phone.delete(f"/v1/reminders/{reminder_id}").status_code == 204
    deliver_due(now=utc("2099-03-01T14:00"))

    assert inbox.pushes == []
    assert not Schedule.objects.exists()


def test_reminders_are_listed_for_their_owner_only(api, dana, nora):
    reminder_id = set_reminder(api(dana)).json()["id"]

    assert [each["id"] for each in api(dana).get("/v1/reminders").json()["results"]] == [reminder_id]
    assert api(nora).get("/v1/reminders").json() == {"results": [], "next": None}
    for call in (api(nora).get, api(nora).delete):
        assert call(f"/v1/reminders/{reminder_id}").status_code == 404
    assert api(nora).patch(f"/v1/reminders/{reminder_id}", {"text": "x"}).status_code == 404


def test_a_preview_is_exact_and_keeps_nothing(api, dana):
    response = api(dana).post(
        "/v1/reminders/preview",
        {"dtstart": "2026-03-07T02:30:00", "rrule": "FREQ=DAILY;COUNT=2", "after": "2026-03-01T00:00:00Z"},
    )

    assert [(each["at"], each["local"]) for each in response.json()["next_occurrences"]] == [
        ("2026-03-07T07:30:00Z", "2026-03-07T02:30:00"),
        ("2026-03-08T07:30:00Z", "2026-03-08T03:30:00"),
    ]
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule-never-fires"),
        ({"dtstart": "2001-01-01T09:00:00", "rrule": None}, "rule-never-fires"),
        ({"zone": {"policy": "fixed", "tzid": "Mars/Olympus"}}, "unknown-zone"),
        ({"zone": {"policy": "fixed"}}, "invalid-request"),
        ({"zone": {"policy": "floating", "tz": "UTC"}}, "invalid-request"),
        ({"rrule": "FREQ=SECONDLY"}, "invalid-request"),
        ({"dtstart": "2099-03-01T09:00:00Z"}, "invalid-request"),
        ({"dtstart": "2099-02-30T09:00:00"}, "invalid-request"),
        ({"exdates": ["2099-03-01T09:00:00"] * 10_000}, "invalid-request"),
    ],
)
def test_a_rule_that_cannot_be_gets_a_clear_problem(api, dana, wrong, code):
    for path in ("/v1/reminders", "/v1/reminders/preview"):
        body = CALL_MUM | wrong
        if path.endswith("preview"):
            body = {key: value for key, value in body.items() if key != "text"}
        response = api(dana).post(path, body)

        assert response.status_code == 400
        assert response.json()["code"] == code


@pytest.mark.parametrize("after", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_preview_at_the_end_of_time_is_refused(api, dana, after):
    body = {"dtstart": "2026-03-07T02:30:00", "rrule": "FREQ=DAILY", "after": after}

    assert api(dana).post("/v1/reminders/preview", body).status_code == 400


def test_staff_have_no_reminders_of_their_own(api, sam):
    assert api(sam).get("/v1/reminders").status_code == 403
