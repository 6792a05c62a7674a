"""Legal name and how to reach somebody: optional, sealed, and shown field by field to whom may see it."""

import pytest

from backend.accounts import people, staffing
from backend.accounts.models import AccessLog, AlertAccess, Consent, ContactDetails
from tests.times import utc

pytestmark = pytest.mark.django_db

JOINED_AT = utc("2026-11-01T12:00")
DETAILS = {
    "legal_name": "Erin Doe",
    "phone": "+1 212 555 0100",
    "email": "erin@example.org",
    "address": "1 Harbour Street",
    "emergency_contact": {"name": "Ann Doe", "phone": "+1 212 555 0101", "relation": "sister"},
}
NOTHING = dict.fromkeys(DETAILS)


@pytest.fixture
def erin(api, sam):
    """Followed by Sam, has told everything, and shares nothing."""
    person = people.sign_up(people.Profile(handle="erin", country="US"), now=JOINED_AT).person
    staffing.assign(person, sam, now=JOINED_AT)
    assert api(person).put("/v1/me/contact-details", DETAILS).status_code == 200
    return person


def _grant(person, site, *data_classes, **times):
    Consent.objects.bulk_create(
        Consent(person=person, site=site, data_class=each, **{"granted_at": JOINED_AT} | times) for each in data_classes
    )


def _read(api, staff, person):
    return api(staff).get(f"/v1/staff/people/{person.pk}/contact-details")


def test_nothing_is_asked_for(api, unfollowed):
    assert api(unfollowed).get("/v1/me/contact-details").json() == NOTHING


def test_what_was_told_is_kept_and_can_be_taken_away_one_by_one(api, erin):
    phone = api(erin)

    changed = phone.put("/v1/me/contact-details", {"phone": None})

    assert changed.json() == DETAILS | {"phone": None}
    assert phone.get("/v1/me/contact-details").json() == DETAILS | {"phone": None}


def test_with_all_taken_away_no_row_is_left(api, erin):
    api(erin).put("/v1/me/contact-details", NOTHING)

    assert not ContactDetails.objects.exists()


def test_no_word_of_it_stands_in_the_database_in_clear(erin):
    row = repr(ContactDetails.objects.values().get())

    assert not [value for value in ("Doe", "555", "example", "Harbour Street", "sister") if value in row]


@pytest.mark.parametrize(
    "wrong",
    [
        {"legal_name": "x" * 201},
        {"legal_name": ""},
        {"phone": 7},
        {"email": "erin"},
        {"emergency_contact": {"name": "Ann"}},
        {"emergency_contact": {"name": "Ann", "phone": "1", "age": 40}},
        {"nickname": "E"},
    ],
)
def test_what_makes_no_sense_is_named_and_changes_nothing(api, erin, wrong):
    response = api(erin).put("/v1/me/contact-details", wrong)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"].startswith(f"/{next(iter(wrong))}")
    assert api(erin).get("/v1/me/contact-details").json() == DETAILS


def test_assigned_staff_read_what_is_granted_and_each_look_is_on_record(api, erin, sam):
    _grant(erin, sam.site, "phone", "email")

    response = _read(api, sam, erin)

    assert response.json() == {"phone": DETAILS["phone"], "email": DETAILS["email"]}
    looks = AccessLog.objects.filter(person=erin, staff=sam, purpose="contact")
    assert set(looks.values_list("data_class", flat=True)) == {"phone", "email"}


def test_one_consent_to_all_contact_details_shows_each_of_them(api, erin, sam):
    _grant(erin, sam.site, "contact")

    assert _read(api, sam, erin).json() == DETAILS


def test_a_field_that_may_be_seen_and_was_not_told_is_empty(api, erin, sam):
    _grant(erin, sam.site, "phone")
    api(erin).put("/v1/me/contact-details", NOTHING)

    assert _read(api, sam, erin).json() == {"phone": None}


def test_other_consents_show_nothing_and_leave_no_look(api, erin, sam):
    _grant(erin, sam.site, "plan", "answers", "alerts")

    assert _read(api, sam, erin).status_code == 404
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("over", ["revoked_at", "expires_at"])
def test_a_consent_that_is_over_shows_nothing(api, erin, sam, over):
    _grant(erin, sam.site, "contact", **{over: utc("2026-11-02T12:00")})

    assert _read(api, sam, erin).status_code == 404


def test_staff_elsewhere_people_and_organizers_read_none(api, erin, sam, theo, nora, olive):
    _grant(erin, sam.site, "contact")

    assert [_read(api, who, erin).status_code for who in (theo, nora, olive, None)] == [404, 403, 403, 401]


@pytest.mark.parametrize(("level", "status"), [(None, 404), ("L2", 404), ("L3", 200)])
def test_a_supervisor_reads_them_while_an_alert_of_the_highest_level_is_open(api, erin, sue, level, status):
    _grant(erin, sue.site, "contact")
    if level:
        AlertAccess.objects.create(person=erin, site=sue.site, level=level, since=JOINED_AT)

    assert _read(api, sue, erin).status_code == status


def test_the_export_holds_them(api, erin):
    assert api(erin).get("/v1/me/export").json()["account"]["contact_details"] == DETAILS


def test_erasing_takes_them_along(api, erin):
    api(erin).delete("/v1/me")

    assert not ContactDetails.objects.exists()
