"""The standard check-ins are shown with their dates, and started at once."""

import pytest

from backend.accounts.models import DataClass
from backend.aftercare.models import CheckInSchedule
from tests.aftercare.factories import plan_daily, revoke
from tests.console.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
START = {
    "id": "0b1c2d3e-0000-4000-8000-000000000021",
    "start_on": "2026-11-24",
    "time": "09:00",
    "zone": "floating",
}


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/schedules/standard/"


def test_the_page_shows_what_would_be_asked_from_tomorrow_on(sam, path, console):
    page = text_of(console(sam).get(path))

    assert "PHQ-9 , every 2 weeks Tue 24 Nov 2026, 09:00; Tue 8 Dec 2026, 09:00;" in page
    assert not CheckInSchedule.objects.exists()


def test_another_day_is_shown_before_anything_is_planned(sam, path, console):
    page = text_of(console(sam).post(path, START | {"start_on": "2026-12-01", "action": "preview"}))

    assert "PHQ-9 , every 2 weeks Tue 1 Dec 2026, 09:00" in page
    assert not CheckInSchedule.objects.exists()


def test_all_of_them_are_started_once_however_often_the_button_is_pressed(sam, path, console):
    client = console(sam)

    for _ in range(2):
        page = text_of(client.post(path, START, follow=True))

    assert "Started: 5 check-ins." in page
    assert CheckInSchedule.objects.count() == 5


def test_what_is_asked_already_stays_as_it_is_and_the_page_says_so(sam, dana, path, console):
    plan_daily(dana, sam)
    client = console(sam)

    assert "Harbour Clinic asks this already. It stays as it is." in text_of(client.get(path))
    assert "Started: 4 check-ins." in text_of(client.post(path, START, follow=True))


@pytest.mark.parametrize("start_on", ["2026-11-22", "2027-11-30", "soon"])
def test_a_day_that_cannot_be_is_told_beside_the_field(sam, path, console, start_on):
    response = console(sam).post(path, START | {"start_on": start_on})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"start_on"}
    assert not CheckInSchedule.objects.exists()


@pytest.mark.parametrize("who", ["theo", "sue"])
def test_who_does_not_follow_them_starts_nothing(dana, path, console, request, who):
    client = console(request.getfixturevalue(who))

    assert (client.get(path).status_code, client.post(path, START).status_code) == (404, 404)


def test_without_consent_to_the_plan_there_is_no_page(sam, dana, path, console):
    revoke(dana, DataClass.PLAN)

    assert console(sam).get(path).status_code == 404
