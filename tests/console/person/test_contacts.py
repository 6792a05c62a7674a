"""Contacts are logged by the button that says what came of it; contact details are shown by field, and noted."""

import pytest

from backend.accounts.contact_details import change_details
from backend.accounts.models import AlertAccess, DataClass
from backend.aftercare.models import Contact
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")  # noon in New York
CALLED = {"id": "0b1c2d3e-0000-4000-8000-000000000031", "how": "phone", "outcome": "reached", "note": "Doing well."}


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/contacts/"


@pytest.fixture
def details(dana):
    change_details(dana, {"phone": "555 0100", "emergency_contact": {"name": "Kim", "phone": "555 0199"}})
    return f"/console/people/{dana.pk}/contact-details/"


def test_a_contact_is_logged_once_however_often_the_button_is_pressed(sam, path, console):
    client = console(sam)

    for _ in range(2):
        page = text_of(client.post(path, CALLED, follow=True))

    assert "Logged. The person can read it in their export." in page
    assert "Reached: we spoke , by phone Mon 23 Nov 2026, 12:00 EST, by sam Doing well." in page
    assert Contact.objects.count() == 1


def test_one_that_was_earlier_is_taken_at_the_clinics_time(sam, path, console):
    console(sam).post(path, CALLED | {"day": "2026-11-20", "time": "15:30"})

    assert Contact.objects.get().occurred_at == utc("2026-11-20T20:30")


@pytest.mark.parametrize(
    ("wrong", "field"), [({"how": "pigeon"}, "how"), ({"outcome": ""}, "outcome"), ({"day": "2026-11-20"}, "time")]
)
def test_what_is_missing_is_told_beside_its_field(sam, path, console, wrong, field):
    response = console(sam).post(path, CALLED | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not Contact.objects.exists()


def test_a_form_sent_before_with_other_content_is_refused(sam, path, console):
    client = console(sam)
    client.post(path, CALLED)

    response = client.post(path, CALLED | {"outcome": "message-left"})

    assert response.status_code == 422
    assert "This form was sent before" in text_of(response)


def test_who_only_answers_an_alert_reads_contacts_and_logs_none(dana, sue, sam, path, console):
    console(sam).post(path, CALLED)
    AlertAccess.objects.create(person=dana, site=sue.site, level="L1", since=NOW)
    client = console(sue)

    page = text_of(client.get(path))

    assert "Doing well." in page
    assert "Log a contact" not in page
    assert client.post(path, CALLED).status_code == 404


@pytest.mark.parametrize("who", ["theo", "sue"])
def test_nobody_else_reads_or_logs(path, console, request, who):
    client = console(request.getfixturevalue(who))

    assert (client.get(path).status_code, client.post(path, CALLED).status_code) == (404, 404)


def test_without_consent_to_the_plan_there_is_no_page(sam, dana, path, console):
    revoke(dana, DataClass.PLAN)

    assert console(sam).get(path).status_code == 404


def test_contact_details_are_shown_by_field_and_each_look_is_on_record(sam, dana, details, console):
    revoke(dana, DataClass.CONTACT, DataClass.ADDRESS)

    page = text_of(console(sam).get(details))

    assert "Phone number 555 0100" in page
    assert "Whom to call in an emergency Kim 555 0199" in page
    assert "Legal name shared, and not filled in" in page
    assert "Not shared with Harbour Clinic: address." in page
    looked = dana.accesslog_set.filter(purpose="contact").values_list("data_class", flat=True)
    assert set(looked) == {"legal-name", "phone", "email", "in-emergency"}


def test_the_page_of_contacts_shows_none_of_them(sam, dana, path, details, console):
    page = text_of(console(sam).get(path))

    assert "Show how to reach them" in page
    assert "555" not in page
    assert not dana.accesslog_set.filter(purpose="contact").exists()


def test_without_consent_to_any_field_there_is_no_way_to_them(sam, dana, path, details, console):
    revoke(dana, DataClass.CONTACT, *DataClass)
    client = console(sam)

    assert client.get(details).status_code == 404


def test_a_supervisor_reaches_somebody_while_an_l3_is_open(dana, sue, details, console):
    AlertAccess.objects.create(person=dana, site=sue.site, level="L2", since=NOW)
    client = console(sue)
    on_l2 = client.get(details).status_code
    AlertAccess.objects.update(level="L3")

    assert on_l2 == 404
    assert "555 0100" in text_of(client.get(details))
