"""Contacts outside alerts: written by who may write the plan, read by the site, told to the person with their note."""

import uuid

import pytest

from backend.accounts.models import AccessLog, AlertAccess, DataClass
from backend.aftercare.models import Contact
from backend.rights.export import export
from tests.aftercare.factories import FRIDAY, MONDAY_TEN, follow_too, revoke
from tests.notifications.factories import stored_bytes

pytestmark = pytest.mark.django_db

CALL = {"how": "phone", "outcome": "reached", "note": "Sounded tired, sleeps badly."}


def log(api, who, person, **body):
    return api(who).post(f"/v1/staff/people/{person.pk}/contacts", CALL | body)


def listed(api, who, person):
    return api(who).get(f"/v1/staff/people/{person.pk}/contacts")


def test_a_contact_is_kept_and_listed_with_who_made_it(api, dana, sam):
    made = log(api, sam, dana, occurred_at="2026-11-23T13:30:00Z")

    assert made.status_code == 201
    [shown] = listed(api, sam, dana).json()["results"]
    assert shown == made.json()
    assert (shown["how"], shown["outcome"], shown["occurred_at"]) == ("phone", "reached", "2026-11-23T13:30:00Z")
    assert shown["note"] == "Sounded tired, sleeps badly."
    assert shown["staff"] == {"id": str(sam.pk), "handle": "sam"}


def test_a_contact_says_when_it_was_and_is_now_where_nothing_is_said(api, dana, sam):
    made = log(api, sam, dana).json()

    assert made["occurred_at"] == made["logged_at"] == "2026-11-23T15:00:00Z"


def test_a_contact_cannot_lie_in_the_future(api, dana, sam):
    assert log(api, sam, dana, occurred_at="2026-11-24T15:00:00Z").json()["occurred_at"] == "2026-11-23T15:00:00Z"


def test_the_note_is_sealed(api, dana, sam):
    log(api, sam, dana)

    assert b"tired" not in stored_bytes("aftercare_contact", "note")


def test_the_same_contact_sent_twice_is_one(api, dana, sam):
    id_ = str(uuid.uuid4())
    first = log(api, sam, dana, id=id_)

    again = log(api, sam, dana, id=id_)
    other = log(api, sam, dana, id=id_, outcome="not-reached")

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("body", [{"how": "pigeon"}, {"outcome": "shrugged"}, {"note": 7}, {"mood": "good"}])
def test_a_contact_that_is_not_right_is_refused_and_nothing_kept(api, dana, sam, body):
    response = log(api, sam, dana, **body)

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("theo", 404), ("sue", 404), ("dana", 403), ("nora", 403), ("olive", 403)])
def test_nobody_else_writes_or_reads_contacts(api, dana, sue, theo, nora, olive, request, who, status):
    somebody = request.getfixturevalue(who)

    assert log(api, somebody, dana).status_code == status
    assert listed(api, somebody, dana).status_code == status
    assert not Contact.objects.exists()


def test_while_an_alert_is_open_a_supervisor_reads_contacts_and_writes_its_outcome_instead(api, dana, sam, sue):
    log(api, sam, dana)
    AlertAccess.objects.create(person=dana, site=sue.site, level="L1", since=FRIDAY)

    assert len(listed(api, sue, dana).json()["results"]) == 1
    assert log(api, sue, dana).status_code == 404


def test_without_consent_to_the_plan_there_is_nothing(api, dana, sam):
    log(api, sam, dana)
    revoke(dana, DataClass.PLAN)

    assert log(api, sam, dana).status_code == 404
    assert listed(api, sam, dana).status_code == 404


def test_another_site_reads_nothing_of_it(api, dana, sam, theo):
    log(api, sam, dana)
    follow_too(theo, dana, DataClass.PLAN)

    assert listed(api, theo, dana).json()["results"] == []


def test_a_look_at_contacts_is_on_record(api, dana, sam):
    listed(api, sam, dana)

    assert AccessLog.objects.filter(person=dana, staff=sam, data_class=DataClass.PLAN).exists()


def test_the_person_reads_what_was_noted_and_not_by_whom(api, dana, sam):
    log(api, sam, dana)

    [told] = export(dana, now=MONDAY_TEN)["aftercare"]["contacts"]

    assert told.keys() == {"id", "how", "outcome", "note", "occurred_at", "site_name"}
    assert (told["how"], told["outcome"], told["site_name"]) == ("phone", "reached", "Harbour Clinic")
    assert told["note"] == "Sounded tired, sleeps badly."


def test_pages_turn_the_last_contact_first(api, dana, sam):
    for day in (20, 21, 22):
        log(api, sam, dana, occurred_at=f"2026-11-{day}T12:00:00Z")

    first = api(sam).get(f"/v1/staff/people/{dana.pk}/contacts?limit=2").json()
    rest = api(sam).get(f"/v1/staff/people/{dana.pk}/contacts?limit=2&cursor={first['next']}").json()

    days = [each["occurred_at"][8:10] for each in (*first["results"], *rest["results"])]
    assert (days, rest["next"]) == (["22", "21", "20"], None)
