"""Pauses, absences and "stop these": nothing rings, and everybody can see why."""

from datetime import datetime, time, timedelta

import pytest

from backend.accounts.models import Consent, DataClass, Person
from backend.api.problems import InvalidRequest
from backend.recurrence import Recurrence
from notifications import schedules
from notifications.agenda import agenda_of
from notifications.delivery import deliver_due
from notifications.guards import Guard
from notifications.kinds import Kind
from notifications.ledger import Opening, open_deliveries
from notifications.models import DeliveryLog, Notification, NotificationWishes, OpenDelivery, Schedule
from notifications.reminders import open_reminders
from notifications.schedules import FLOATING
from tests.notifications.factories import give_device, named
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-20T12:00")
FIRST, SECOND, THIRD = (utc(f"2026-11-{day}T14:00") for day in (21, 22, 23))  # 09:00 in New York
MINUTE, HALF_AN_HOUR = timedelta(minutes=1), timedelta(minutes=30)


def plan(person: Person, **more) -> Schedule:
    daily = Recurrence(datetime.fromisoformat("2026-11-21T09:00"), "FREQ=DAILY")
    return schedules.create(person.pk, Kind.CHECK_IN, daily, FLOATING, window=timedelta(hours=2), now=NOW, **more)


def take(now: datetime) -> list[datetime]:
    """As a scan does: on after a batch of which all was left out."""
    taken = schedules.take_due((Kind.CHECK_IN,), now=now)
    return take(now) if taken.left_out and not taken.due else [due.at for due in taken.due]


def test_what_falls_in_a_pause_is_not_due_and_the_rest_is(dana):
    schedule = plan(dana)
    schedules.pause(schedule.pk, FIRST, SECOND)

    assert [take(THIRD), take(THIRD), take(THIRD)] == [[SECOND], [THIRD], []]


def test_what_a_pause_left_out_is_in_the_log_and_in_the_persons_history(dana):
    schedule = plan(dana)
    schedules.pause(schedule.pk, FIRST, None)

    take(FIRST)

    kept = Notification.objects.get()
    assert kept.pk == schedules.occurrence_id(schedule.pk, FIRST)
    assert (kept.schedule_id, kept.target_type, kept.target_id) == (schedule.pk, "check-in", kept.pk)
    assert kept.withdrawn_at is not None
    logged = DeliveryLog.objects.get(notification_id=kept.pk)
    assert (logged.outcome, logged.due_at) == ("paused", FIRST)


def test_a_pause_without_end_lasts_until_it_is_resumed(dana):
    schedule = plan(dana)
    schedules.pause(schedule.pk, FIRST, None)
    take(SECOND)

    schedules.resume(schedule.pk)

    assert take(THIRD) == [THIRD]


def test_a_batch_of_which_all_is_left_out_counts_and_the_next_goes_on(dana, nora):
    Person.objects.filter(pk=nora.pk).update(tzid="America/Los_Angeles")
    schedules.pause(plan(dana).pk, FIRST, None)
    plan(nora, about=("note", named("nora's")))
    late = utc("2026-11-21T18:00")

    first, second = (schedules.take_due((Kind.CHECK_IN,), now=late, limit=1) for _ in range(2))

    assert (first.due, first.count) == ([], 1)
    assert [each.schedule.recipient_id for each in second.due] == [nora.pk]


def test_what_a_scan_leaves_out_counts_as_done_so_that_it_goes_on(dana):
    schedules.pause(plan(dana).pk, FIRST, None)
    Schedule.objects.update(kind=Kind.REMINDER)

    assert open_reminders(now=FIRST) == 1


def test_a_pause_that_ends_before_it_begins_is_refused(dana):
    with pytest.raises(InvalidRequest):
        schedules.pause(plan(dana).pk, SECOND, FIRST)


def test_who_is_away_is_not_asked_and_the_log_says_so(dana):
    schedule = plan(dana)
    NotificationWishes.objects.create(account=dana.account, away_from=FIRST, away_until=SECOND)

    assert take(SECOND) == [SECOND]
    [logged] = DeliveryLog.objects.all()
    assert (logged.outcome, logged.notification_id) == ("away", schedules.occurrence_id(schedule.pk, FIRST))
    assert Notification.objects.get().withdrawn_at is not None


def test_a_preview_leaves_a_pause_out_however_long_it_is(dana):
    schedule = plan(dana)
    schedules.pause(schedule.pk, SECOND, utc("2126-11-22T14:00"))

    schedule.refresh_from_db()
    coming = schedules.upcoming(schedule, after=NOW, limit=2)

    assert [each.at for each in coming] == [FIRST, utc("2126-11-22T14:00")]


def test_a_stopped_schedule_is_still_taken_and_says_so(dana):
    schedule = plan(dana)
    schedules.stop(schedule.pk, now=NOW)

    [due] = schedules.take_due((Kind.CHECK_IN,), now=FIRST).due
    assert due.schedule.stopped_at == NOW

    schedules.start_again(schedule.pk)
    [due] = schedules.take_due((Kind.CHECK_IN,), now=SECOND).due
    assert due.schedule.stopped_at is None


def test_a_schedule_ends_with_its_last_local_date(dana):
    plan(dana, ends_on=datetime.fromisoformat("2026-11-22").date())

    assert [take(THIRD), take(THIRD), take(THIRD)] == [[FIRST], [SECOND], []]


def test_the_consent_behind_a_schedule_goes_with_its_notices(dana, clinic):
    give_device(dana)
    guard = Guard(dana.pk, clinic.pk, DataClass.PLAN)
    plan(dana, guard=guard)

    [due] = schedules.take_due((Kind.CHECK_IN,), now=FIRST).due
    open_deliveries(list(schedules.openings_of(due)))

    row = OpenDelivery.objects.get()
    assert (row.guard_person_id, row.guard_site_id, row.guard_data_class) == (dana.pk, clinic.pk, "plan")
    assert Notification.objects.get().site_id == clinic.pk


def test_a_refused_consent_stays_in_the_persons_own_history_and_nowhere_else(dana, sam, clinic):
    guard = Guard(dana.pk, clinic.pk, DataClass.PLAN)
    Consent.objects.filter(person=dana).update(revoked_at=NOW)

    for recipient, name in ((dana, "hers"), (sam, "about her")):
        about = ("note", named(name))
        open_deliveries(
            [Opening(recipient.pk, Kind.FOLLOW_UP, named(name), about, FIRST, SECOND, guard=guard)],
        )

    assert Notification.objects.get().account_id == dana.pk
    assert Notification.objects.get().withdrawn_at is not None
    assert [each.outcome for each in DeliveryLog.objects.all()] == ["consent_withdrawn"] * 2


def plan_ringing_twice(person: Person) -> Schedule:
    daily = Recurrence(datetime.fromisoformat("2026-11-21T09:00"), "FREQ=DAILY")
    again = (timedelta(minutes=30),)
    return schedules.create(
        person.pk,
        Kind.REMINDER,
        daily,
        FLOATING,
        window=timedelta(hours=8),
        remind_again_after=again,
        about=("reminder", named("plan")),
        now=NOW,
    )


def ring(now: datetime) -> None:
    open_reminders(now=now)
    deliver_due(now=now)


def agenda_at(person: Person, now: datetime) -> list[datetime]:
    return [entry.rings_at for entry in agenda_of(person.pk, 1, now=now).entries]


def test_a_pause_keeps_what_rang_before_it_from_ringing_again(inbox, dana):
    give_device(dana)
    schedule = plan_ringing_twice(dana)
    ring(FIRST)

    schedules.pause(schedule.pk, FIRST + MINUTE, None)
    ring(FIRST + HALF_AN_HOUR)

    assert len(inbox.pushes) == 1
    assert not OpenDelivery.objects.exists()
    assert list(DeliveryLog.objects.order_by("stage").values_list("outcome", flat=True)) == ["accepted", "paused"]


def test_what_rings_again_after_the_pause_rings(inbox, dana):
    give_device(dana)
    schedule = plan_ringing_twice(dana)
    ring(FIRST)

    schedules.pause(schedule.pk, FIRST + MINUTE, FIRST + HALF_AN_HOUR)
    ring(FIRST + HALF_AN_HOUR)

    assert len(inbox.pushes) == 2


def test_what_waits_for_the_morning_does_not_ring_inside_a_pause(inbox, dana):
    give_device(dana)
    NotificationWishes.objects.create(account=dana.account, quiet_from=time(8), quiet_until=time(10))
    schedule = plan_ringing_twice(dana)
    ring(FIRST)
    schedules.pause(schedule.pk, FIRST + MINUTE, THIRD)

    shown = agenda_at(dana, FIRST + MINUTE)
    ring(utc("2026-11-21T15:00"))

    assert (shown, inbox.pushes) == ([], [])
    assert set(DeliveryLog.objects.values_list("outcome", flat=True)) == {"deferred", "paused"}


def test_what_waits_for_the_morning_rings_if_the_pause_is_over_by_then(inbox, dana):
    give_device(dana)
    NotificationWishes.objects.create(account=dana.account, quiet_from=time(8), quiet_until=time(10))
    morning = utc("2026-11-21T15:00")
    schedule = plan_ringing_twice(dana)
    open_reminders(now=FIRST)
    schedules.pause(schedule.pk, FIRST + MINUTE, morning)

    shown = agenda_at(dana, FIRST + MINUTE)
    deliver_due(now=FIRST + MINUTE)
    deliver_due(now=morning)

    assert (shown[0], len(inbox.pushes)) == (morning, 1)


def test_the_agenda_leaves_out_what_a_phone_would_still_ring_by_itself_in_a_pause(inbox, dana):
    give_device(dana)
    schedule = plan_ringing_twice(dana)
    ring(FIRST)
    before = agenda_at(dana, FIRST + MINUTE)

    schedules.pause(schedule.pk, FIRST + MINUTE, None)

    assert (before, agenda_at(dana, FIRST + MINUTE)) == ([FIRST, SECOND], [])


def test_the_agenda_leaves_out_a_repeat_that_will_fall_into_a_pause(dana):
    schedule = plan(dana, remind_again_after=(MINUTE, HALF_AN_HOUR))
    schedules.pause(schedule.pk, FIRST + 2 * MINUTE, None)

    [entry] = agenda_of(dana.pk, 2, now=NOW).entries

    assert (entry.rings_at, entry.again_at) == (FIRST, (FIRST + MINUTE,))


def test_somebody_elses_pause_silences_nobody(inbox, dana, nora):
    give_device(dana)
    plan_ringing_twice(dana)
    schedules.pause(plan_ringing_twice(nora).pk, NOW, None)

    ring(FIRST)

    assert len(inbox.pushes) == 1
