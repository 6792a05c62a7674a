"""Who changes a plan is heard: nothing that was asked for is lost, and nothing rings twice for it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from backend.accounts.models import Person
from backend.recurrence import Recurrence
from notifications import reminders, schedules
from notifications.kinds import Kind
from notifications.models import DeliveryLog, Notification, NotificationWishes, Outcome, Reminder, Schedule
from notifications.reminders import ReminderChange, ReminderWish
from notifications.schedules import FLOATING, Zone
from tests.notifications.factories import give_device, named
from tests.times import utc

pytestmark = pytest.mark.django_db

MORNING = utc("2026-11-24T10:00")


def at(local: str, rrule: str | None = None) -> Recurrence:
    return Recurrence(datetime.fromisoformat(local), rrule)


def remind(person: Person, recurrence: Recurrence, **different) -> Reminder:
    wish = ReminderWish("Call mum", recurrence, FLOATING, **different)
    return reminders.schedule_reminder(person.account, wish, body={}, now=MORNING)[0]


def change(person: Person, reminder: Reminder, now: datetime, **different) -> Schedule:
    wanted = ReminderChange(**different)
    return reminders.change_reminder(person.account, reminder.pk, wanted, check=lambda etag: None, now=now).schedule


def move(person: Person, tzid: str, now: datetime) -> None:
    Person.objects.filter(pk=person.pk).update(tzid=tzid)
    schedules.replan(person.pk, now=now)


def rung() -> list[datetime]:
    found = Notification.objects.filter(withdrawn_at=None).order_by("deliver_at")
    return list(found.values_list("deliver_at", flat=True))


def test_an_earlier_time_asked_for_after_flying_west_rings_today(dana):
    reminder = remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"))
    reminders.open_reminders(now=utc("2026-11-24T14:00"))
    move(dana, "America/Los_Angeles", utc("2026-11-24T14:20"))

    # It is half past six there.
    plan = change(dana, reminder, utc("2026-11-24T14:30"), timing=at("2026-11-24T08:00", "FREQ=DAILY"))

    assert plan.next_at == utc("2026-11-24T16:00")


def test_a_time_that_has_rung_and_stays_does_not_ring_again_further_west(dana):
    reminder = remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"))
    reminders.open_reminders(now=utc("2026-11-24T14:00"))
    move(dana, "America/Los_Angeles", utc("2026-11-24T14:20"))

    plan = change(dana, reminder, utc("2026-11-24T14:30"), ends_on=date(2027, 5, 1))

    assert plan.next_at == utc("2026-11-25T17:00")


def test_a_fixed_zone_further_west_rings_at_the_time_asked_for(dana):
    reminder = remind(dana, at("2026-11-24T09:00"))
    reminders.open_reminders(now=utc("2026-11-24T14:00"))

    plan = change(
        dana,
        reminder,
        utc("2026-11-24T14:10"),
        timing=at("2026-11-24T06:30"),
        zone=Zone("fixed", "America/Los_Angeles"),
    )

    assert plan.next_at == utc("2026-11-24T14:30")


def test_an_hourly_reminder_goes_on_each_hour_on_the_way_west(dana):
    reminder = remind(dana, at("2026-11-24T06:00", "FREQ=HOURLY"))
    reminders.open_reminders(now=utc("2026-11-24T13:00"))

    move(dana, "America/Los_Angeles", utc("2026-11-24T13:20"))

    assert Schedule.objects.get(pk=reminder.schedule_id).next_at == utc("2026-11-24T14:00")


def test_a_change_while_it_waits_for_its_spread_keeps_todays_ring(dana):
    NotificationWishes.objects.create(account=dana.account, spread_minutes=10)
    reminder = remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"))
    rings_at = Schedule.objects.get(pk=reminder.schedule_id).next_due_at
    assert rings_at is not None

    plan = change(dana, reminder, rings_at - timedelta(seconds=5), ends_on=date(2027, 5, 1))

    assert rings_at > utc("2026-11-24T14:00:05")
    assert (plan.next_at, plan.next_due_at) == (utc("2026-11-24T14:00"), rings_at)


def test_a_change_at_the_moment_it_is_due_keeps_todays_ring(dana):
    reminder = remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"))
    without_christmas = replace(
        at("2026-11-24T09:00", "FREQ=DAILY"), exdates=(datetime.fromisoformat("2026-12-25T09:00"),)
    )

    plan = change(dana, reminder, utc("2026-11-24T14:00:30"), timing=without_christmas)

    assert plan.next_at == utc("2026-11-24T14:00")


def test_a_change_that_drops_what_is_due_drops_it(dana):
    reminder = remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"))

    plan = change(dana, reminder, utc("2026-11-24T14:00:30"), timing=at("2026-11-24T10:00", "FREQ=DAILY"))

    assert plan.next_at == utc("2026-11-24T15:00")


def test_what_an_event_has_at_the_same_time_as_before_stays(dana):
    give_device(dana)
    visit = schedules.create_relative(
        dana.pk,
        Kind.REMINDER,
        anchor_at=utc("2026-11-26T15:00"),
        offsets=(timedelta(days=-1),),
        offset_time=time(9),
        window=timedelta(hours=2),
        about=("appointment", named("visit")),
        now=MORNING,
    )
    reminders.open_reminders(now=utc("2026-11-25T14:00"))

    # The same day, later.
    schedules.set_anchor(visit.pk, utc("2026-11-26T20:00"), now=utc("2026-11-25T14:10"))

    assert rung() == [utc("2026-11-25T14:00")]


def test_after_an_outage_the_newest_rings_and_the_rest_is_told(api, dana):
    give_device(dana)
    remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"), window=timedelta(days=7))

    reminders.open_reminders(now=utc("2026-11-27T15:00"))

    assert rung() == [utc("2026-11-27T14:00")]
    assert DeliveryLog.objects.filter(outcome=Outcome.EXPIRED).count() == 3
    overtaken = Notification.objects.earliest("deliver_at")
    history = api(dana).get(f"/v1/notifications/{overtaken.pk}/history").json()
    assert history["code"] == "expired"


def test_after_an_outage_each_persons_reminder_rings(dana, nora):
    for person in (dana, nora):
        give_device(person, f"phone-of-{person.pk}")
        remind(person, at("2026-11-24T09:00"))
        remind(person, at("2026-11-24T09:05"))

    reminders.open_reminders(now=utc("2026-11-24T14:30"))

    assert len(rung()) == 4


def test_a_check_in_is_asked_though_the_next_is_due(dana):
    schedules.create(
        dana.pk, Kind.CHECK_IN, at("2026-11-24T09:00", "FREQ=DAILY"), FLOATING, window=timedelta(days=7), now=MORNING
    )

    taken = [schedules.take_due((Kind.CHECK_IN,), now=utc("2026-11-25T15:00")).due for _ in range(2)]

    assert [[each.at for each in due] for due in taken] == [[utc("2026-11-24T14:00")], [utc("2026-11-25T14:00")]]


def test_a_zone_can_be_told_though_a_plan_cannot_be_read(dana):
    broken = remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"))
    other = remind(dana, at("2026-11-24T09:00", "FREQ=DAILY"))
    Schedule.objects.filter(pk=broken.schedule_id).update(rrule="FREQ=SOMETIMES")

    move(dana, "America/Los_Angeles", utc("2026-11-24T10:20"))

    assert Schedule.objects.get(pk=other.schedule_id).next_at == utc("2026-11-24T17:00")
