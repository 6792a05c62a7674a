"""A new release of the time zone database moves what it must, loses nothing, and is looked at once."""

from datetime import datetime, timedelta

import pytest

from backend.accounts.models import Person
from backend.recurrence import Recurrence
from notifications import schedules
from notifications.kinds import Kind
from notifications.models import Schedule, ZoneData
from notifications.schedules import FLOATING
from notifications.schedules.replanning import zone_data_release
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-20T12:00")
NINE = utc("2026-11-21T14:00")  # in New York
BY_OLD_RULES = utc("2026-11-21T13:00")  # as if summer time lasted


def plan(person: Person) -> Schedule:
    daily = Recurrence(datetime.fromisoformat("2026-11-21T09:00"), "FREQ=DAILY")
    schedule = schedules.create(person.pk, Kind.CHECK_IN, daily, FLOATING, window=timedelta(hours=2), now=NOW)
    Schedule.objects.filter(pk=schedule.pk).update(next_at=BY_OLD_RULES, next_due_at=BY_OLD_RULES)
    return schedule


def test_what_was_planned_by_other_rules_is_planned_again(dana):
    plan(dana)
    ZoneData.objects.create(release="2000a")

    assert schedules.replan_after_zone_data(NOW) == 1

    moved = Schedule.objects.get()
    assert (moved.next_at, moved.next_due_at) == (NINE, NINE)
    assert ZoneData.objects.get().release == zone_data_release()


def test_the_same_release_is_not_gone_through_again(dana):
    ZoneData.objects.create(release=zone_data_release())
    plan(dana)

    assert schedules.replan_after_zone_data(NOW) == 0
    assert Schedule.objects.get().next_at == BY_OLD_RULES


def test_a_time_that_is_past_by_the_new_rules_rings_late_and_is_not_lost(dana):
    plan(dana)
    late = utc("2026-11-21T15:00")
    Schedule.objects.update(next_at=late, next_due_at=late)

    schedules.replan_after_zone_data(utc("2026-11-21T14:30"))

    assert Schedule.objects.get().next_at == NINE


def test_what_has_rung_does_not_ring_again(dana):
    plan(dana)
    Schedule.objects.update(next_at=NINE, next_due_at=NINE)
    schedules.take_due((Kind.CHECK_IN,), now=NINE)

    schedules.replan_after_zone_data(utc("2026-11-21T14:30"))

    assert Schedule.objects.get().next_at == utc("2026-11-22T14:00")


def test_what_is_due_at_this_moment_is_left_alone(dana):
    plan(dana)

    schedules.replan_after_zone_data(utc("2026-11-21T13:30"))

    assert Schedule.objects.get().next_at == BY_OLD_RULES


def test_a_schedule_whose_zone_is_gone_does_not_hold_up_the_others(dana, nora):
    Person.objects.update(tzid="America/New_York")
    plan(dana)
    plan(nora)
    Schedule.objects.filter(recipient_id=dana.pk).update(planned_tzid="Mars/Olympus")

    assert schedules.replan_after_zone_data(NOW) == 1
    assert Schedule.objects.get(recipient_id=nora.pk).next_at == NINE


def test_a_release_has_a_name():
    assert zone_data_release()[:2] == "20"
