"""Scheduling check-ins, with the coming dates in the person's zone."""

import pytest
import time_machine

from backend.aftercare.models import CheckIn, CheckInSchedule
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-22T17:00")
DAILY = {
    "id": "0b1c2d3e-0000-4000-8000-000000000001",
    "instrument": "daily-check-in",
    "first_day": "2026-11-23",
    "time_of_day": "09:00",
    "repeat": "daily",
    "zone": "floating",
    "window_hours": "12",
    "remind_again_hours": "2",
}


@pytest.fixture(autouse=True)
def _at_noon_in_new_york():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def form_of(dana):
    return f"/console/people/{dana.pk}/schedules/new/"


@pytest.fixture
def preview_for(dana):
    return f"/console/people/{dana.pk}/schedules/preview/"


def test_a_daily_check_in_is_scheduled(sam, form_of, console):
    page = text_of(console(sam).post(form_of, DAILY, follow=True))

    assert "Scheduled. Their phone will ring by itself." in page
    assert "Daily check-in (own, not validated) , every day Next: Mon 23 Nov 2026, 09:00 EST" in page
    schedule = CheckInSchedule.objects.get().schedule
    assert (schedule.rrule, schedule.next_due_at) == ("FREQ=DAILY", utc("2026-11-23T14:00"))


def test_pressing_the_button_twice_schedules_once(sam, form_of, console):
    client = console(sam)

    client.post(form_of, DAILY)
    again = client.post(form_of, DAILY, follow=True)

    assert "Scheduled." in text_of(again)
    assert CheckInSchedule.objects.count() == 1


def test_a_form_sent_before_with_other_content_is_refused(sam, form_of, console):
    client = console(sam)
    client.post(form_of, DAILY)

    response = client.post(form_of, DAILY | {"time_of_day": "10:00"})

    assert response.status_code == 422
    assert "This form was sent before" in text_of(response)


def test_the_preview_shows_the_next_five_dates_in_the_persons_zone(sam, dana, preview_for, console):
    dana.tzid = "Europe/Berlin"
    dana.save()

    fragment = text_of(console(sam).post(preview_for, DAILY))

    assert "Mon 23 Nov 2026, 09:00" in fragment
    assert "Mon 03:00 at Harbour Clinic" in fragment
    assert "Fri 27 Nov 2026, 09:00" in fragment
    assert "Sat 28" not in fragment


def test_a_fixed_schedule_is_previewed_at_the_hour_it_rings_for_the_person(sam, dana, preview_for, console):
    dana.tzid = "Europe/Berlin"
    dana.save()

    fragment = text_of(console(sam).post(preview_for, DAILY | {"zone": "fixed"}))

    assert "Mon 23 Nov 2026, 15:00" in fragment


def test_without_script_a_button_shows_the_dates_and_schedules_nothing(sam, form_of, console):
    response = console(sam).post(form_of, DAILY | {"action": "preview"})

    assert "Mon 23 Nov 2026, 09:00" in text_of(response)
    assert response.context["form"]["time_of_day"].value() == "09:00"
    assert not CheckInSchedule.objects.exists()


def test_chosen_days_every_other_week_become_a_rule(sam, form_of, console):
    chosen = DAILY | {"repeat": "weekly", "weekdays": ["MO", "TH"], "every_weeks": "2"}

    page = text_of(console(sam).post(form_of, chosen, follow=True))

    assert CheckInSchedule.objects.get().schedule.rrule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"
    assert "every 2 weeks on Monday and Thursday" in page


def test_chosen_days_without_a_tick_mean_the_weekday_of_the_first_day(sam, form_of, console):
    console(sam).post(form_of, DAILY | {"repeat": "weekly"})

    assert CheckInSchedule.objects.get().schedule.rrule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"


def test_a_single_check_in_in_the_past_is_told_beside_the_day(sam, form_of, console):
    response = console(sam).post(form_of, DAILY | {"repeat": "once", "first_day": "2026-11-20"})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"first_day"}
    assert "No date to come fits this rule." in text_of(response)


def test_ringing_again_after_the_window_is_told_beside_the_field(sam, form_of, console):
    response = console(sam).post(form_of, DAILY | {"window_hours": "2", "remind_again_hours": "2"})

    assert response.context["form"].errors.keys() == {"remind_again_hours"}


def test_a_schedule_can_be_ended(sam, dana, form_of, console):
    client = console(sam)
    client.post(form_of, DAILY)
    schedule = CheckInSchedule.objects.get()

    page = text_of(client.post(f"/console/people/{dana.pk}/schedules/{schedule.pk}/end/", follow=True))

    assert "No check-in is scheduled." in page


def test_asking_now_opens_one_check_in_however_often_the_button_is_pressed(sam, dana, console):
    client = console(sam)
    asked = {"id": "0b1c2d3e-0000-4000-8000-000000000002", "instrument": "phq-9"}

    for _ in range(2):
        page = text_of(client.post(f"/console/people/{dana.pk}/check-ins/new/", asked, follow=True))

    assert "Asked. It waits in their app, and their phone rings as they wish." in page
    assert [check_in.instrument for check_in in CheckIn.objects.all()] == ["phq-9"]


def test_staff_of_another_site_can_neither_preview_nor_schedule(theo, dana, form_of, preview_for, console):
    client = console(theo)
    asked = {"id": "0b1c2d3e-0000-4000-8000-000000000002", "instrument": "phq-9"}

    statuses = [
        client.get(form_of).status_code,
        client.post(form_of, DAILY).status_code,
        client.post(preview_for, DAILY).status_code,
        client.post(f"/console/people/{dana.pk}/check-ins/new/", asked).status_code,
    ]

    assert statuses == [404, 404, 404, 404]
    assert not CheckInSchedule.objects.exists()
