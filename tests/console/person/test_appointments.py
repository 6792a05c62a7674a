"""Appointments are booked, changed and called off from a person's pages."""

import pytest

from backend.accounts.models import DataClass
from backend.aftercare.appointments.reminders import minutes_of
from backend.aftercare.models import Appointment, Contact
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BOOKING = {
    "id": "0b1c2d3e-0000-4000-8000-000000000041",
    "day": "2026-11-25",
    "time": "09:00",
    "duration_minutes": "50",
    "kind": "in-person",
    "place": "Room 3",
    "note": "Bring your card.",
    "remind_before": ["1440", "60"],
}


@pytest.fixture
def new(dana):
    return f"/console/people/{dana.pk}/appointments/new/"


@pytest.fixture
def booked(sam, new, console):
    """Book one, and return the address of its page."""
    console(sam).post(new, BOOKING)
    appointment = Appointment.objects.get()
    return new.replace("new", str(appointment.pk))


def version_of(client, path):
    return client.get(path).context["version"]


def test_an_appointment_is_booked_once_in_the_clinics_time(sam, new, console):
    client = console(sam)

    for _ in range(2):
        page = text_of(client.post(new, BOOKING, follow=True))

    assert "Booked. It stands in their app" in page
    assert "Wed 25 Nov 2026, 09:00 EST In person, 50 min, Room 3" in page
    appointment = Appointment.objects.get()
    assert appointment.starts_at == utc("2026-11-25T14:00")
    assert minutes_of(appointment) == [1440, 60]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "2026-11-20"}, "day"),
        ({"day": "2036-11-20"}, "day"),
        ({"duration_minutes": "0"}, "duration_minutes"),
        ({"remind_before": ["10080", "2880", "1440", "120", "60", "15"]}, "remind_before"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(sam, new, console, wrong, field):
    response = console(sam).post(new, BOOKING | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not Appointment.objects.exists()


def test_it_is_moved_and_its_reminders_with_it(sam, booked, console):
    client = console(sam)
    held = client.get(booked).context["form"].initial

    moved = BOOKING | {"version": held["version"], "time": "10:30", "remind_before": ["120"]}
    page = text_of(client.post(booked, moved, follow=True))

    assert "Wed 25 Nov 2026, 10:30 EST" in page
    assert minutes_of(Appointment.objects.get()) == [120]


def test_what_a_colleague_has_changed_meanwhile_is_not_written_over(sam, booked, console):
    client = console(sam)
    seen = version_of(client, booked)
    client.post(booked, BOOKING | {"version": seen, "place": "Room 4"})

    response = client.post(booked, BOOKING | {"version": seen, "place": "Room 5"})

    assert response.status_code == 422
    assert "Somebody has changed this since you opened it." in text_of(response)
    assert Appointment.objects.get().place == "Room 4"


def test_it_is_called_off_and_that_is_taken_back(sam, booked, console):
    client = console(sam)

    off = text_of(
        client.post(f"{booked}outcome/", {"version": version_of(client, booked), "outcome": "cancelled"}, follow=True)
    )
    client.post(f"{booked}outcome/", {"version": version_of(client, booked), "outcome": ""})

    assert "Called off." in off
    assert Appointment.objects.get().outcome == ""


def test_once_it_has_begun_staff_say_whether_they_came(sam, booked, clock, console):
    clock.move_to(utc("2026-11-25T15:00"))
    client = console(sam)
    asked = text_of(client.get(booked))

    client.post(f"{booked}outcome/", {"version": version_of(client, booked), "outcome": "kept"})

    assert "They did not come" in asked
    assert Contact.objects.get().outcome == "reached"


def test_nobody_has_kept_one_that_is_to_come(sam, booked, console):
    client = console(sam)

    response = client.post(f"{booked}outcome/", {"version": version_of(client, booked), "outcome": "kept"})

    assert response.status_code == 422
    assert "It has not begun" in text_of(response)


def test_what_was_written_by_mistake_is_deleted(sam, booked, console):
    client = console(sam)

    client.post(f"{booked}delete/", {"version": version_of(client, booked)})

    assert not Appointment.objects.exists()


@pytest.mark.parametrize("who", ["theo", "sue"])
def test_who_does_not_follow_them_neither_books_nor_changes(new, booked, console, request, who):
    client = console(request.getfixturevalue(who))

    statuses = [
        client.get(new).status_code,
        client.post(new, BOOKING).status_code,
        client.get(booked).status_code,
        client.post(booked, BOOKING).status_code,
        client.post(f"{booked}outcome/", {"version": "x", "outcome": "cancelled"}).status_code,
        client.post(f"{booked}delete/").status_code,
    ]

    assert statuses == [404] * 6


def test_without_consent_to_the_plan_there_is_no_page(sam, dana, new, booked, console):
    revoke(dana, DataClass.PLAN)
    client = console(sam)

    assert (client.get(new).status_code, client.get(booked).status_code) == (404, 404)
