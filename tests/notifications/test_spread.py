"""The spread that a person agreed to: later by the same little while, always, and never for appointments."""

from datetime import datetime, timedelta

import pytest

from backend.accounts.models import Person
from backend.recurrence import Recurrence
from notifications import schedules
from notifications.kinds import Kind
from notifications.models import NotificationWishes, Schedule
from notifications.schedules import FLOATING
from notifications.wishes.loading import wishes_of
from notifications.wishes.ringing import spread_of
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-20T12:00")
NINE = utc("2026-11-21T14:00")  # in New York
WINDOW = timedelta(hours=2)


def plan(person: Person) -> Schedule:
    daily = Recurrence(datetime.fromisoformat("2026-11-21T09:00"), "FREQ=DAILY")
    return schedules.create(person.pk, Kind.CHECK_IN, daily, FLOATING, window=WINDOW, now=NOW)


def agree(person: Person, minutes: int) -> timedelta:
    NotificationWishes.objects.update_or_create(account=person.account, defaults={"spread_minutes": minutes})
    schedules.replan(person.pk, now=NOW)
    spread = spread_of(person.pk, WINDOW, wishes_of([person.pk])[person.pk])
    assert spread or not minutes, "this person's share is nothing; these tests need another one"
    return spread


def test_nobody_who_has_said_nothing_rings_late(dana):
    assert plan(dana).next_due_at == NINE


def test_it_rings_later_under_the_id_of_its_planned_time(dana):
    spread = agree(dana, 10)
    schedule = plan(dana)

    assert timedelta(0) < spread < timedelta(minutes=10)
    assert schedules.take_due((Kind.CHECK_IN,), now=NINE + spread - timedelta(seconds=1)).due == []
    [due] = schedules.take_due((Kind.CHECK_IN,), now=NINE + spread).due
    assert (due.at, due.rings_at) == (NINE, NINE + spread)
    assert due.occurrence_id == schedules.occurrence_id(schedule.pk, NINE)
    assert due.closes_at == NINE + WINDOW


def test_the_next_one_rings_as_much_later(dana):
    spread = agree(dana, 10)
    plan(dana)

    schedules.take_due((Kind.CHECK_IN,), now=utc("2026-11-21T15:00"))

    schedule = Schedule.objects.get()
    assert (schedule.next_at, schedule.next_due_at) == (utc("2026-11-22T14:00"), utc("2026-11-22T14:00") + spread)


def test_a_new_wish_moves_what_is_planned(dana):
    plan(dana)

    spread = agree(dana, 10)

    schedule = Schedule.objects.get()
    assert schedule.next_due_at == NINE + spread
    assert [each.rings_at for each in schedules.upcoming(schedule, after=NOW, limit=2)] == [
        NINE + spread,
        utc("2026-11-22T14:00") + spread,
    ]
    agree(dana, 0)
    assert Schedule.objects.get().next_due_at == NINE


def test_what_waits_for_its_spread_is_still_to_come(dana):
    spread = agree(dana, 10)
    schedule = plan(dana)

    [coming] = schedules.upcoming(schedule, after=NINE + spread / 2, limit=1)

    assert coming.at == NINE


def test_what_hangs_on_an_event_is_exact(dana):
    agree(dana, 10)

    schedule = schedules.create_relative(
        dana.pk, Kind.REMINDER, anchor_at=NINE, offsets=(timedelta(hours=-1),), window=WINDOW, now=NOW
    )

    assert schedule.next_due_at == utc("2026-11-21T13:00")


def test_what_waits_for_its_spread_outlives_a_change_of_other_things(dana):
    spread = agree(dana, 10)
    schedule = plan(dana)

    schedules.change(
        schedule.pk, schedules.timing_of(schedule), FLOATING, window=timedelta(hours=3), now=NINE + spread / 2
    )

    [due] = schedules.take_due((Kind.CHECK_IN,), now=NINE + spread).due
    assert (due.at, due.closes_at) == (NINE, NINE + timedelta(hours=3))
