"""What hangs on an event: it rings around it, moves with it, and falls silent without it."""

from datetime import datetime, time, timedelta

import pytest

from backend.accounts.models import Person
from backend.api.problems import InvalidRequest
from notifications import schedules
from notifications.kinds import Kind
from notifications.ledger import open_deliveries
from notifications.models import DeliveryLog, Notification, OpenDelivery, Schedule
from notifications.schedules import FLOATING, Zone
from tests.notifications.factories import give_device, named
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-10-28T12:00")
VISIT = utc("2026-11-02T15:00")  # the clocks change in New York on the 1st
DAY_AND_HOUR_BEFORE = (timedelta(hours=-24), timedelta(hours=-1))


def plan(
    person: Person,
    *,
    at: datetime | None = VISIT,
    offsets: tuple[timedelta, ...] = DAY_AND_HOUR_BEFORE,
    offset_time: time | None = None,
    zone: Zone = FLOATING,
    now: datetime = NOW,
) -> Schedule:
    return schedules.create_relative(
        person.pk,
        Kind.REMINDER,
        anchor_at=at,
        offsets=offsets,
        offset_time=offset_time,
        zone=zone,
        window=timedelta(hours=2),
        about=("appointment", named("visit")),
        now=now,
    )


def take(now: datetime) -> list[datetime]:
    return [due.at for due in schedules.take_due((Kind.REMINDER,), now=now).due]


def open_due(now: datetime) -> None:
    open_deliveries(
        [each for due in schedules.take_due((Kind.REMINDER,), now=now).due for each in schedules.openings_of(due)]
    )


def test_a_day_before_is_24_hours_though_the_clocks_change(dana):
    plan(dana, at=utc("2026-11-01T15:00"))  # 10:00, after the change

    assert take(utc("2026-10-31T14:59")) == []
    assert take(utc("2026-10-31T15:00")) == [utc("2026-10-31T15:00")]  # 11:00, before it
    assert take(utc("2026-11-01T14:00")) == [utc("2026-11-01T14:00")]
    assert Schedule.objects.get().next_due_at is None


def test_days_after_are_calendar_days_at_a_wall_time(dana):
    schedule = plan(dana, at=utc("2026-10-31T02:00"), offsets=(timedelta(days=3),), offset_time=time(10))

    # 22:00 on the 30th in New York: three days later is the 2nd, 10:00 in winter time.
    assert schedule.next_due_at == utc("2026-11-02T15:00")


def test_whole_days_follow_the_person_and_elapsed_time_does_not(dana):
    by_days = plan(dana, offsets=(timedelta(days=-1),), offset_time=time(10))
    by_hours = plan(dana)
    fixed = plan(dana, offsets=(timedelta(days=-1),), offset_time=time(10), zone=Zone("fixed", "America/New_York"))

    Person.objects.filter(pk=dana.pk).update(tzid="Europe/Berlin")
    schedules.replan(dana.pk, now=NOW)

    due = dict(Schedule.objects.values_list("pk", "next_due_at"))
    assert due[by_days.pk] == utc("2026-11-01T09:00")
    assert due[by_hours.pk] == utc("2026-11-01T15:00")
    assert due[fixed.pk] == utc("2026-11-01T15:00")


def test_what_is_over_at_the_start_does_not_ring(dana):
    plan(dana, now=utc("2026-11-02T10:00"))

    assert take(VISIT) == [utc("2026-11-02T14:00")]
    assert take(VISIT) == []


def test_a_moved_event_moves_what_is_to_come(dana):
    schedule = plan(dana)

    schedules.set_anchor(schedule.pk, utc("2026-11-05T15:00"), now=NOW)

    assert take(utc("2026-11-04T14:59")) == []
    assert take(utc("2026-11-04T15:00")) == [utc("2026-11-04T15:00")]


def test_what_was_opened_for_the_old_time_is_withdrawn(dana):
    give_device(dana)
    schedule = plan(dana)
    open_due(utc("2026-11-02T14:00"))
    open_due(utc("2026-11-02T14:00"))

    schedules.set_anchor(schedule.pk, utc("2026-11-05T15:00"), now=utc("2026-11-02T14:01"))

    assert not OpenDelivery.objects.filter(stage=0, deliver_at=utc("2026-11-02T14:00")).exists()
    withdrawn = Notification.objects.get(deliver_at=utc("2026-11-02T14:00"))
    assert withdrawn.withdrawn_at == utc("2026-11-02T14:01")
    assert DeliveryLog.objects.get(notification_id=withdrawn.pk).outcome == "withdrawn"


def test_an_event_moved_back_and_forth_rings_nothing_twice(dana):
    schedule = plan(dana)
    take(utc("2026-11-01T15:00"))

    schedules.set_anchor(schedule.pk, utc("2026-11-05T15:00"), now=utc("2026-11-01T15:10"))
    schedules.set_anchor(schedule.pk, VISIT, now=utc("2026-11-01T15:20"))

    assert take(VISIT) == [utc("2026-11-02T14:00")]


def test_without_an_event_nothing_is_due_until_there_is_one_again(dana):
    schedule = plan(dana)

    schedules.set_anchor(schedule.pk, None, now=NOW)
    schedule.refresh_from_db()
    assert (schedule.next_due_at, schedules.upcoming(schedule, after=NOW, limit=5)) == (None, [])

    schedules.set_anchor(schedule.pk, VISIT, now=NOW)
    schedule.refresh_from_db()
    assert schedule.next_due_at == utc("2026-11-01T15:00")


def test_a_plan_may_wait_for_its_event(dana):
    schedule = plan(dana, at=None)

    assert schedule.next_due_at is None


def test_a_cancelled_plan_stays_so_when_its_event_moves(dana):
    schedule = plan(dana)
    schedules.cancel(schedule.pk, now=NOW)

    schedules.set_anchor(schedule.pk, utc("2026-11-05T15:00"), now=NOW)

    assert take(utc("2026-11-06T00:00")) == []


@pytest.mark.parametrize(
    ("offsets", "offset_time"), [((), None), ((timedelta(hours=1),) * 21, None), ((timedelta(hours=1),), time(10))]
)
def test_offsets_that_mean_nothing_are_refused(dana, offsets, offset_time):
    with pytest.raises(InvalidRequest):
        plan(dana, offsets=offsets, offset_time=offset_time)
