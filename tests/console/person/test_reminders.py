"""Staff set reminders for a person on their pages; what the person sets is not there."""

import pytest

from backend.accounts.models import AlertAccess, DataClass
from notifications.models import Reminder
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")
BRING = {
    "id": "0b1c2d3e-0000-4000-8000-000000000071",
    "text": "Bring your insurance card.",
    "first_day": "2026-11-24",
    "time_of_day": "09:00",
    "repeat": "daily",
    "zone": "floating",
}


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/reminders/"


@pytest.fixture
def page_of_one(sam, path, console):
    """Set one, and return the address of its page."""
    console(sam).post(f"{path}new/", BRING)
    return f"{path}{Reminder.objects.get().pk}/"


def test_one_is_set_once_however_often_the_button_is_pressed(sam, path, console):
    client = console(sam)

    for _ in range(2):
        page = text_of(client.post(f"{path}new/", BRING, follow=True))

    assert "Set. They see who set it, and can stop it from ringing." in page
    assert "Bring your insurance card. , every day Next: Tue 24 Nov 2026, 09:00 EST. Set by sam." in page
    assert Reminder.objects.count() == 1


def test_its_dates_are_shown_before_it_says_anything_and_before_it_is_set(sam, path, console):
    client = console(sam)

    fragment = text_of(client.post(f"{path}preview/", BRING | {"text": ""}))
    page = text_of(client.post(f"{path}new/", BRING | {"action": "preview"}))

    assert "Sat 28 Nov 2026, 09:00" in fragment
    assert "Sat 28 Nov 2026, 09:00" in page
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": ""}, "text"), ({"repeat": "once", "first_day": "2026-11-20"}, "first_day"), ({"zone": "moon"}, "zone")],
)
def test_what_cannot_be_is_told_beside_its_field(sam, path, console, wrong, field):
    response = console(sam).post(f"{path}new/", BRING | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not Reminder.objects.exists()


def test_its_words_are_changed_and_it_rings_as_before(sam, page_of_one, console):
    client = console(sam)
    version = client.get(page_of_one).context["line"].version

    page = text_of(client.post(page_of_one, {"version": version, "text": "Bring your card."}, follow=True))

    assert "Bring your card. , every day Next: Tue 24 Nov 2026, 09:00 EST." in page


@pytest.mark.parametrize(("sent", "words"), [({"text": ""}, "This field is required."), ({"version": "x"}, "afresh")])
def test_a_change_that_cannot_be_is_refused(sam, page_of_one, console, sent, words):
    response = console(sam).post(page_of_one, {"version": "x", "text": "Bring your card."} | sent)

    assert response.status_code == 422
    assert words in text_of(response)
    assert Reminder.objects.get().text == "Bring your insurance card."


def test_one_is_deleted(sam, page_of_one, console):
    client = console(sam)
    version = client.get(page_of_one).context["line"].version

    page = text_of(client.post(f"{page_of_one}delete/", {"version": version}, follow=True))

    assert "Deleted." in page
    assert not Reminder.objects.exists()


def test_one_that_the_person_has_stopped_is_shown_as_stopped(sam, dana, path, page_of_one, console, api):
    api(dana).patch(f"/v1/reminders/{Reminder.objects.get().pk}", {"stopped": True})

    assert "They have stopped it from ringing." in text_of(console(sam).get(path))


def test_what_the_person_reminds_themselves_of_is_not_there(sam, dana, path, console, api):
    own = api(dana).post("/v1/reminders", {"text": "Call Kim", "dtstart": "2026-11-24T09:00:00"}).json()
    client = console(sam)

    assert "Kim" not in text_of(client.get(path))
    assert client.get(f"{path}{own['id']}/").status_code == 404


def test_who_only_answers_an_alert_reads_them_and_changes_none(dana, sue, path, page_of_one, console):
    AlertAccess.objects.create(person=dana, site=sue.site, level="L1", since=NOW)
    client = console(sue)

    assert "Bring your insurance card." in text_of(client.get(path))
    assert client.get(page_of_one).status_code == 404
    assert client.post(f"{page_of_one}delete/").status_code == 404


@pytest.mark.parametrize("who", ["theo", "sue"])
def test_nobody_else_reads_or_sets_any(path, page_of_one, console, request, who):
    client = console(request.getfixturevalue(who))

    statuses = [
        client.get(path).status_code,
        client.get(f"{path}new/").status_code,
        client.post(f"{path}new/", BRING).status_code,
        client.post(f"{path}preview/", BRING).status_code,
        client.get(page_of_one).status_code,
    ]

    assert statuses == [404] * 5


def test_without_consent_to_the_plan_there_is_no_page(sam, dana, path, console):
    revoke(dana, DataClass.PLAN)

    assert console(sam).get(path).status_code == 404
