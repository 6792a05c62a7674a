"""Reminders that staff set for a person: within the plan, neutral on the lock screen, and theirs to stop."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Consent, DataClass
from notifications.agenda import agenda_of
from notifications.models import DeliveryLog, Notification, OpenDelivery, Reminder, Schedule
from notifications.reminders import open_reminders
from tests.aftercare.factories import MONDAY_TEN, revoke
from tests.aftercare.life_events import record, take_back
from tests.notifications.factories import give_device, stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000016"
BRING = {"text": "Bring your insurance card", "dtstart": "2026-11-24T09:00:00", "rrule": "FREQ=DAILY"}
TUESDAY_NINE = utc("2026-11-24T14:00")
WEDNESDAY_NINE = utc("2026-11-25T14:00")


def path_of(person, reminder=None):
    path = f"/v1/staff/people/{person.pk}/reminders"
    return f"{path}/{reminder['id']}" if reminder else path


def set_for(desk, person, **different):
    response = desk.post(path_of(person), BRING | different)
    assert response.status_code == 201, response.content
    return response.json()


def rung(person):
    return OpenDelivery.objects.filter(recipient_id=person.pk).count()


def test_staff_set_one_and_see_when_it_falls_due(api, dana, sam):
    reminder = set_for(api(sam), dana)

    assert reminder["text"] == "Bring your insurance card"
    assert reminder["set_by"] == {"handle": "sam", "site": "Harbour Clinic"}
    assert reminder["next_occurrences"][0] == {
        "at": "2026-11-24T14:00:00Z",
        "local": "2026-11-24T09:00:00",
        "tzid": "America/New_York",
    }
    assert [each["id"] for each in api(sam).get(path_of(dana)).json()["results"]] == [reminder["id"]]


def test_in_a_fixed_zone_it_stays_there(api, dana, sam):
    reminder = set_for(api(sam), dana, zone={"policy": "fixed", "tzid": "Europe/Berlin"})

    assert reminder["next_occurrences"][0]["at"] == "2026-11-24T08:00:00Z"


def test_the_words_lie_sealed_under_the_person_s_key(api, dana, sam):
    set_for(api(sam), dana)

    assert b"insurance" not in stored_bytes("reminder", "text")


def test_it_rings_as_any_reminder_and_the_person_sees_who_set_it(api, dana, sam):
    give_device(dana)
    reminder = set_for(api(sam), dana)

    open_reminders(now=TUESDAY_NINE)

    notice = Notification.objects.get(account=dana.account)
    assert (notice.kind, notice.target_type, str(notice.target_id)) == ("reminder", "reminder", reminder["id"])
    delivery = OpenDelivery.objects.get(recipient_id=dana.pk)
    assert (delivery.guard_person_id, delivery.guard_site_id, delivery.guard_data_class) == (
        dana.pk,
        sam.site_id,
        "plan",
    )
    own = api(dana).get(f"/v1/reminders/{reminder['id']}").json()
    assert (own["text"], own["set_by"]) == (BRING["text"], {"handle": "sam", "site": "Harbour Clinic"})


def test_a_phone_without_signal_knows_it_too(api, dana, sam):
    set_for(api(sam), dana)

    assert TUESDAY_NINE in [entry.rings_at for entry in agenda_of(dana.pk, 2, now=MONDAY_TEN).entries]


def test_without_the_plan_it_is_not_opened(api, dana, sam):
    give_device(dana)
    set_for(api(sam), dana)
    revoke(dana, DataClass.PLAN)

    open_reminders(now=TUESDAY_NINE)

    assert rung(dana) == 0
    assert DeliveryLog.objects.get().outcome == "consent_withdrawn"


def test_the_person_stops_it_and_staff_cannot_start_it_again(api, dana, sam):
    give_device(dana)
    reminder = set_for(api(sam), dana)

    stopped = api(dana).patch(f"/v1/reminders/{reminder['id']}", {"stopped": True})

    assert (stopped.status_code, stopped.json()["stopped"]) == (200, True)
    again = api(sam).patch(path_of(dana, reminder), {"stopped": False})
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (400, "/stopped")
    api(sam).patch(path_of(dana, reminder), {"text": "Bring both cards"})
    assert Schedule.objects.get().stopped_at == MONDAY_TEN


def test_the_person_lets_it_ring_again(api, dana, sam):
    reminder = set_for(api(sam), dana)
    api(dana).patch(f"/v1/reminders/{reminder['id']}", {"stopped": True})

    assert api(dana).patch(f"/v1/reminders/{reminder['id']}", {"stopped": False}).json()["stopped"] is False


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Other"},
        {"dtstart": "2026-11-24T10:00:00"},
        {"paused_from": "2026-11-24T10:00:00Z"},
        {"stopped": True, "text": "Other"},
    ],
)
def test_more_than_that_is_not_the_person_s(api, dana, sam, change):
    reminder = set_for(api(sam), dana)

    refused = api(dana).patch(f"/v1/reminders/{reminder['id']}", change)

    assert (refused.status_code, refused.json()["code"]) == (403, "set-by-staff")
    assert api(dana).delete(f"/v1/reminders/{reminder['id']}").status_code == 403
    assert Schedule.objects.get().stopped_at is None


def test_staff_change_and_delete_it(api, dana, sam):
    reminder = set_for(api(sam), dana)

    changed = api(sam).patch(path_of(dana, reminder), {"text": "Bring both cards", "dtstart": "2026-11-24T10:00:00"})

    assert changed.json()["text"] == "Bring both cards"
    assert changed.json()["next_occurrences"][0]["local"] == "2026-11-24T10:00:00"
    assert api(sam).delete(path_of(dana, reminder)).status_code == 204
    assert not Reminder.objects.exists()


def test_what_somebody_else_has_changed_is_not_written_over(api, dana, sam):
    response = api(sam).post(path_of(dana), BRING)
    read, reminder = response.headers["ETag"], response.json()
    api(sam).patch(path_of(dana, reminder), {"text": "Bring both cards"}, HTTP_IF_MATCH=read)

    assert api(sam).patch(path_of(dana, reminder), {"text": "x"}, HTTP_IF_MATCH=read).status_code == 412
    assert api(sam).delete(path_of(dana, reminder), HTTP_IF_MATCH=read).status_code == 412


def test_the_same_reminder_under_its_id_is_one(api, dana, sam):
    first, again = (api(sam).post(path_of(dana), BRING | {"id": CLIENT_ID}) for _ in range(2))
    other = api(sam).post(path_of(dana), BRING | {"id": CLIENT_ID, "text": "Other"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert Reminder.objects.count() == 1


def test_what_people_remind_themselves_of_is_theirs(api, dana, sam):
    own = api(dana).post("/v1/reminders", BRING).json()

    assert own["set_by"] is None
    assert api(sam).get(path_of(dana)).json()["results"] == []
    assert api(sam).patch(path_of(dana, own), {"text": "x"}).status_code == 404
    assert api(sam).delete(path_of(dana, own)).status_code == 404


def test_another_site_neither_sees_nor_changes_it(api, dana, sam, theo):
    reminder = set_for(api(sam), dana)
    staffing.assign(dana, theo, now=utc("2026-11-20T12:00"))
    Consent.objects.create(person=dana, site=theo.site, data_class=DataClass.PLAN, granted_at=utc("2026-11-20T12:00"))

    assert api(theo).get(path_of(dana)).json()["results"] == []
    assert api(theo).patch(path_of(dana, reminder), {"text": "x"}).status_code == 404


def test_it_is_there_for_nobody_else(api, dana, sam, theo):
    reminder = set_for(api(sam), dana)

    assert api(theo).get(path_of(dana)).status_code == 404
    assert api(theo).post(path_of(dana), BRING).status_code == 404
    assert api(theo).delete(path_of(dana, reminder)).status_code == 404


def test_a_discharge_ends_it_and_the_person_may_clear_it_away(api, dana, sam):
    give_device(dana)
    reminder = set_for(api(sam), dana)

    record(api(sam), dana, "discharged")
    open_reminders(now=TUESDAY_NINE)

    assert not Notification.objects.filter(kind="reminder").exists()
    assert api(dana).get(f"/v1/reminders/{reminder['id']}").json()["next_occurrences"] == []
    assert api(dana).patch(f"/v1/reminders/{reminder['id']}", {"stopped": True}).status_code == 200
    assert api(dana).delete(f"/v1/reminders/{reminder['id']}").status_code == 204


def test_after_death_it_does_not_ring_until_that_is_taken_back(api, clock, dana, sam, sue):
    give_device(dana)
    set_for(api(sam), dana)
    event = record(api(sam), dana, "died")
    open_reminders(now=TUESDAY_NINE)
    assert rung(dana) == 0

    clock.move_to(utc("2026-11-24T20:00"))
    take_back(api(sue), dana, event)
    open_reminders(now=WEDNESDAY_NINE)

    assert rung(dana) == 1


def test_it_is_exported_by_the_name_of_the_site(api, dana, sam):
    set_for(api(sam), dana)

    exported = api(dana).get("/v1/me/export")

    [held] = exported.json()["notifications"]["reminders"]
    assert (held["text"], held["set_by_site"]) == (BRING["text"], "Harbour Clinic")
    assert b'"sam"' not in exported.content


def test_one_of_an_earlier_time_of_care_is_over_for_staff(api, dana, sam):
    reminder = set_for(api(sam), dana)
    record(api(sam), dana, "discharged")
    staffing.assign(dana, sam, now=MONDAY_TEN)

    assert api(sam).get(path_of(dana)).json()["results"] == []
    assert api(sam).patch(path_of(dana, reminder), {"text": "x"}).status_code == 404
