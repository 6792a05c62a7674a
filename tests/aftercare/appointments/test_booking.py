"""Appointments are made in the clinic's time, moved, called off, kept or missed."""

import uuid

import pytest

from backend.accounts.models import AccessLog, DataClass
from backend.aftercare.appointments.zone_law import renew_times
from backend.aftercare.models import Appointment, Contact
from backend.care_team.models import Alert
from backend.rights import erasure
from backend.rights.export import export
from notifications.models import Schedule
from tests.aftercare.appointments.booking import book, booked, change, path_of
from tests.aftercare.factories import MONDAY_TEN, follow_too, revoke
from tests.notifications.factories import stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_an_appointment_is_made_in_the_time_of_the_clinic(api, dana, sam):
    response = book(api(sam), dana, place="Room 3", note="Bring your questions.")

    assert response.status_code == 201
    made = response.json()
    assert (made["starts_at"], made["tzid"], made["at"]) == (
        "2026-11-25T09:00:00",
        "America/New_York",
        "2026-11-25T14:00:00Z",
    )
    assert (made["place"], made["note"], made["outcome"]) == ("Room 3", "Bring your questions.", None)
    assert made["remind_before_minutes"] == [1440, 60]
    assert response["ETag"]


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ("2027-03-13", "2027-03-13T14:00:00Z"),  # the day before the clocks go forward
        ("2027-03-14", "2027-03-14T13:00:00Z"),
        ("2027-11-07", "2027-11-07T14:00:00Z"),  # the day on which they go back
    ],
)
def test_nine_stays_nine_through_a_change_of_the_clocks(api, dana, sam, day, at):
    assert booked(api(sam), dana, starts_at=f"{day}T09:00:00")["at"] == at


def test_another_zone_can_be_named(api, dana, sam):
    made = booked(api(sam), dana, tzid="America/Los_Angeles")

    assert (made["tzid"], made["at"]) == ("America/Los_Angeles", "2026-11-25T17:00:00Z")


def test_place_and_note_are_sealed(api, dana, sam):
    booked(api(sam), dana, place="Room 3")

    assert b"Room 3" not in stored_bytes("aftercare_appointment", "words")


def test_the_same_appointment_sent_twice_is_one(api, dana, sam):
    id_ = str(uuid.uuid4())

    statuses = [book(api(sam), dana, id=id_).status_code for _ in range(2)]
    statuses.append(book(api(sam), dana, id=id_, kind="phone").status_code)

    assert statuses == [201, 200, 409]
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"starts_at": "2026-11-25T09:00:00Z"}, "/starts_at"),
        ({"starts_at": "2062-11-25T09:00:00"}, "/starts_at"),
        ({"tzid": "Mars/Olympus"}, "/tzid"),
        ({"duration_minutes": 0}, "/duration_minutes"),
        ({"kind": "seance"}, "/kind"),
        ({"remind_before_minutes": [0]}, "/remind_before_minutes/0"),
        ({"outcome": "kept"}, "/outcome"),
    ],
)
def test_what_is_wrong_with_an_appointment_is_told_by_field(api, dana, sam, body, pointer):
    response = book(api(sam), dana, **body)

    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not Appointment.objects.exists()


def test_an_appointment_in_the_past_is_refused(api, dana, sam):
    response = book(api(sam), dana, starts_at="2026-11-23T09:30:00")

    assert (response.status_code, response.json()["code"]) == (422, "appointment-in-past")


def test_an_appointment_is_moved_by_who_has_read_it(api, dana, sam):
    client = api(sam)
    made = booked(client, dana)
    etag = client.get(path_of(dana, made))["ETag"]
    moved = client.patch(path_of(dana, made), {"starts_at": "2026-11-26T11:00:00"}, headers={"If-Match": etag})

    late = client.patch(path_of(dana, made), {"kind": "video"}, headers={"If-Match": etag})

    assert (moved.status_code, moved.json()["at"]) == (200, "2026-11-26T16:00:00Z")
    assert (late.status_code, late.json()["code"]) == (412, "precondition-failed")
    assert Appointment.objects.get().kind == "in-person"


def test_what_a_change_leaves_out_stays(api, dana, sam):
    made = booked(api(sam), dana, place="Room 3", note="Bring your questions.")

    changed = change(api(sam), dana, made, place="Room 4").json()

    assert changed == made | {"place": "Room 4"}


def test_a_kept_appointment_is_a_contact_that_reached_the_person(api, dana, sam, clock):
    made = booked(api(sam), dana)
    clock.move_to(utc("2026-11-25T15:00"))

    assert change(api(sam), dana, made, outcome="kept").json()["outcome"] == "kept"

    contact = Contact.objects.get()
    assert (contact.how, contact.outcome, contact.occurred_at) == ("in-person", "reached", utc("2026-11-25T14:00"))


def test_a_missed_appointment_is_a_contact_that_did_not_and_no_alert(api, dana, sam, clock):
    made = booked(api(sam), dana)
    clock.move_to(utc("2026-11-25T15:00"))

    change(api(sam), dana, made, outcome="missed")

    assert Contact.objects.get().outcome == "not-reached"
    assert not Alert.objects.exists()


def test_an_outcome_can_be_put_right(api, dana, sam, clock):
    made = booked(api(sam), dana)
    clock.move_to(utc("2026-11-25T15:00"))
    change(api(sam), dana, made, outcome="missed")

    change(api(sam), dana, made, outcome="kept")
    assert [each.outcome for each in Contact.objects.all()] == ["reached"]
    change(api(sam), dana, made, outcome=None)

    assert not Contact.objects.exists()
    assert Appointment.objects.get().outcome == ""


@pytest.mark.parametrize("outcome", ["kept", "missed"])
def test_nobody_has_kept_or_missed_what_is_to_come(api, dana, sam, outcome):
    made = booked(api(sam), dana)

    response = change(api(sam), dana, made, outcome=outcome)

    assert (response.status_code, response.json()["code"]) == (422, "appointment-to-come")
    assert not Contact.objects.exists()


def test_what_has_its_outcome_is_not_moved(api, dana, sam):
    made = booked(api(sam), dana)
    change(api(sam), dana, made, outcome="cancelled")

    response = change(api(sam), dana, made, starts_at="2026-11-27T09:00:00")

    assert (response.status_code, response.json()["code"]) == (422, "appointment-over")


def test_a_mistake_is_deleted_with_all_that_would_ring(api, dana, sam):
    made = booked(api(sam), dana)

    assert api(sam).delete(path_of(dana, made)).status_code == 204

    assert not Appointment.objects.exists()
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("theo", 404), ("sue", 404), ("dana", 403), ("nora", 403), ("olive", 403)])
def test_nobody_else_reads_or_writes_appointments(api, dana, sam, sue, theo, nora, olive, request, who, status):
    made = booked(api(sam), dana)
    client = api(request.getfixturevalue(who))

    assert book(client, dana).status_code == status
    assert client.get(path_of(dana)).status_code == status
    assert client.get(path_of(dana, made)).status_code == status
    assert change(client, dana, made, kind="phone").status_code == status
    assert client.delete(path_of(dana, made)).status_code == status
    assert Appointment.objects.get().kind == "in-person"


def test_without_consent_to_the_plan_staff_find_nothing_and_the_person_still_does(api, dana, sam):
    made = booked(api(sam), dana)
    revoke(dana, DataClass.PLAN)

    assert api(sam).get(path_of(dana)).status_code == 404
    assert change(api(sam), dana, made, kind="phone").status_code == 404
    assert [each["id"] for each in api(dana).get("/v1/appointments").json()["results"]] == [made["id"]]


def test_another_site_neither_reads_nor_changes_it(api, dana, sam, theo):
    made = booked(api(sam), dana)
    follow_too(theo, dana, DataClass.PLAN)

    assert api(theo).get(path_of(dana)).json()["results"] == []
    assert change(api(theo), dana, made, kind="phone").status_code == 404


def test_a_person_reads_their_own_the_next_one_first(api, dana, sam, nora):
    for day in (27, 25, 26):
        booked(api(sam), dana, starts_at=f"2026-11-{day}T09:00:00")

    own = api(dana).get("/v1/appointments").json()["results"]

    assert [each["starts_at"][8:10] for each in own] == ["25", "26", "27"]
    assert own[0]["site"] == "Harbour Clinic"
    assert api(nora).get("/v1/appointments").json()["results"] == []


def test_what_has_been_is_listed_apart_the_last_one_first(api, dana, sam, clock):
    for day in (25, 26):
        booked(api(sam), dana, starts_at=f"2026-11-{day}T09:00:00")
    clock.move_to(utc("2026-11-27T15:00"))

    past = api(dana).get("/v1/appointments?when=past").json()["results"]

    assert [each["starts_at"][8:10] for each in past] == ["26", "25"]
    assert api(dana).get("/v1/appointments").json()["results"] == []
    assert api(dana).get("/v1/appointments?when=never").status_code == 400


def test_a_look_at_appointments_is_on_record(api, dana, sam):
    api(sam).get(path_of(dana))

    assert AccessLog.objects.filter(person=dana, staff=sam, data_class=DataClass.PLAN).exists()


def test_the_person_takes_appointments_along_and_an_erasure_leaves_none(api, dana, sam):
    made = booked(api(sam), dana, note="Bring your questions.")

    [exported] = export(dana, now=MONDAY_TEN)["aftercare"]["appointments"]
    erasure.erase(dana, now=utc("2026-11-24T15:00"))

    assert (exported["id"], exported["note"]) == (made["id"], "Bring your questions.")
    assert not Appointment.objects.exists()
    assert not Schedule.objects.exists()


def test_when_a_country_changes_its_clocks_nine_stays_nine(api, dana, sam):
    booked(api(sam), dana)
    # As if an older release of the zone data had worked it out.
    Appointment.objects.update(starts_at=utc("2026-11-25T13:00"))

    assert renew_times(now=utc("2026-11-23T16:00")) == 1

    assert Appointment.objects.get().starts_at == utc("2026-11-25T14:00")
    assert renew_times(now=utc("2026-11-23T17:00")) == 0
