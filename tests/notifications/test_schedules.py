"""Local time is kept: through daylight saving, travel and pauses between scans, and nothing is due twice."""

from datetime import datetime, timedelta

import pytest
from django.db import connections, transaction

from backend.accounts.models import Person
from backend.api.problems import InvalidRequest
from backend.recurrence import Recurrence
from notifications import ledger, schedules
from notifications.kinds import Kind
from notifications.models import Notification, OpenDelivery, Schedule
from notifications.schedules import FLOATING, RuleNeverFires, UnknownZone, Zone
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

AT_NINE = datetime.fromisoformat("2026-10-30T09:00")
EARLY = utc("2026-10-30T12:00")
DAILY_AT_NINE = Recurrence(AT_NINE, "FREQ=DAILY")


def plan(
    person: Person,
    recurrence: Recurrence = DAILY_AT_NINE,
    zone: Zone = FLOATING,
    *,
    now: datetime = EARLY,
) -> Schedule:
    return schedules.create(person.pk, Kind.CHECK_IN, recurrence, zone, window=timedelta(hours=12), now=now)


def take(now: datetime) -> list[datetime]:
    return [due.at for due in schedules.take_due((Kind.CHECK_IN,), now=now).due]


def move(person: Person, tzid: str, now: datetime) -> None:
    Person.objects.filter(pk=person.pk).update(tzid=tzid)
    schedules.replan(person.pk, now=now)


def test_nine_in_the_morning_stays_nine_when_the_clocks_change(dana):
    plan(dana)

    assert take(utc("2026-10-30T13:00")) == [utc("2026-10-30T13:00")]
    assert take(utc("2026-10-31T13:00")) == [utc("2026-10-31T13:00")]
    assert take(utc("2026-11-01T13:59")) == []
    assert take(utc("2026-11-01T14:00")) == [utc("2026-11-01T14:00")]


def test_what_is_due_tells_local_time_zone_and_end(dana):
    schedule = plan(dana)

    [due] = schedules.take_due((Kind.CHECK_IN,), now=utc("2026-10-30T13:00")).due

    assert (due.local, due.tzid, due.closes_at) == (AT_NINE, "America/New_York", utc("2026-10-31T01:00"))
    assert due.occurrence_id == schedules.occurrence_id(schedule.pk, utc("2026-10-30T13:00"))


def test_an_occurrence_is_taken_once(dana):
    plan(dana)

    assert len(take(utc("2026-10-30T13:00"))) == 1
    assert take(utc("2026-10-30T13:00")) == []


def test_days_without_a_scan_are_made_up_one_by_one(dana):
    plan(dana)
    now = utc("2026-11-01T14:00")

    assert [take(now), take(now), take(now), take(now)] == [
        [utc("2026-10-30T13:00")],
        [utc("2026-10-31T13:00")],
        [utc("2026-11-01T14:00")],
        [],
    ]


def test_a_kind_that_was_not_asked_for_is_left_alone(dana):
    plan(dana)

    assert schedules.take_due((Kind.REMINDER,), now=utc("2026-10-30T13:00")).due == []


def test_a_schedule_ends_with_its_rule(dana):
    schedule = plan(dana, Recurrence(AT_NINE, "FREQ=DAILY;COUNT=1"))

    take(utc("2026-10-30T13:00"))

    schedule.refresh_from_db()
    assert schedule.next_due_at is None


def test_a_cancelled_schedule_is_not_due(dana):
    schedule = plan(dana)

    schedules.cancel(schedule.pk, now=utc("2026-10-30T12:30"))

    assert take(utc("2026-10-30T13:00")) == []
    assert schedules.upcoming(Schedule.objects.get(), after=utc("2026-10-30T13:00"), limit=5) == []


def test_travelling_west_does_not_ring_twice_for_one_local_day(dana):
    """RADAR-base/RADAR-Questionnaire#141 and #161."""
    plan(dana)
    take(utc("2026-10-30T13:00"))

    move(dana, "America/Los_Angeles", utc("2026-10-30T15:00"))

    assert take(utc("2026-10-31T15:59")) == []
    assert take(utc("2026-10-31T16:00")) == [utc("2026-10-31T16:00")]


def test_travelling_before_it_rang_rings_at_nine_in_the_new_zone(dana):
    plan(dana)

    move(dana, "America/Los_Angeles", utc("2026-10-30T12:30"))

    assert take(utc("2026-10-30T15:59")) == []
    assert take(utc("2026-10-30T16:00")) == [utc("2026-10-30T16:00")]


def test_what_is_due_at_the_moment_of_a_zone_change_still_rings(dana):
    plan(dana)

    move(dana, "Europe/London", utc("2026-10-30T13:00:03"))

    assert take(utc("2026-10-30T13:00:04")) == [utc("2026-10-30T13:00")]
    assert take(utc("2026-10-31T09:00")) == [utc("2026-10-31T09:00")]


def test_a_fixed_schedule_stays_where_the_clinic_is(dana):
    plan(dana, zone=Zone("fixed", "America/New_York"))

    move(dana, "Asia/Tokyo", utc("2026-10-30T12:30"))

    assert take(utc("2026-10-30T13:00")) == [utc("2026-10-30T13:00")]


def test_a_phone_that_has_travelled_moves_its_owners_schedules(dana):
    give_device(dana, tzid="America/New_York")
    schedule = plan(dana)

    give_device(dana, tzid="America/Chicago", now=utc("2026-10-30T12:30"))

    dana.refresh_from_db()
    schedule.refresh_from_db()
    assert dana.tzid == schedule.planned_tzid == "America/Chicago"
    assert schedule.next_due_at == utc("2026-10-30T14:00")


def test_a_tablet_left_at_home_does_not_move_anybody(dana):
    give_device(dana, "danas-tablet", tzid="America/New_York")
    give_device(dana, "danas-phone", tzid="America/Chicago")

    give_device(dana, "danas-tablet", tzid="America/New_York")

    dana.refresh_from_db()
    assert dana.tzid == "America/Chicago"


def test_a_preview_is_what_will_ring(dana):
    schedule = plan(dana)

    previewed = schedules.preview(DAILY_AT_NINE, "America/New_York", after=utc("2026-10-30T12:00"), limit=3)
    coming = schedules.upcoming(schedule, after=utc("2026-10-30T12:00"), limit=3)

    assert [each.at for each in previewed] == [each.at for each in coming]
    assert [each.at for each in coming] == [
        utc("2026-10-30T13:00"),
        utc("2026-10-31T13:00"),
        utc("2026-11-01T14:00"),
    ]


def test_a_rule_that_never_fires_is_refused(dana):
    with pytest.raises(RuleNeverFires):
        plan(dana, Recurrence(AT_NINE, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))


def test_a_single_time_in_the_past_is_refused(dana):
    with pytest.raises(RuleNeverFires):
        plan(dana, Recurrence(datetime.fromisoformat("2026-10-29T09:00")))


def test_an_unknown_zone_is_refused(dana):
    with pytest.raises(UnknownZone):
        plan(dana, zone=Zone("fixed", "Mars/Olympus"))


def test_an_unreadable_rule_is_refused(dana):
    with pytest.raises(InvalidRequest):
        plan(dana, Recurrence(AT_NINE, "FREQ=NOW_AND_THEN"))


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_take_different_schedules(dana):
    plan(dana)
    plan(dana)
    due = "SELECT id FROM schedule WHERE next_due_at <= %s FOR UPDATE SKIP LOCKED"
    other = connections.create_connection("default")

    try:
        with transaction.atomic():
            [mine] = schedules.take_due((Kind.CHECK_IN,), now=utc("2026-10-30T13:00"), limit=1).due
            with other.cursor() as cursor:
                cursor.execute(due, [utc("2026-10-30T13:00")])
                theirs = [row[0] for row in cursor.fetchall()]
    finally:
        other.close()

    assert len(theirs) == 1
    assert mine.schedule.pk not in theirs


FLIGHTS = {
    # Rang at 09:00 on the 30th in New York; where it is then, and when it rings next.
    "west, the same day": (("America/Los_Angeles", "2026-10-30T15:00", "2026-10-31T16:00"),),
    "west within three hours": (("America/Chicago", "2026-10-30T13:30", "2026-10-31T14:00"),),
    "east": (("Europe/London", "2026-10-30T20:00", "2026-10-31T09:00"),),
    "east and back": (
        ("Asia/Tokyo", "2026-10-30T14:00", "2026-10-31T00:00"),
        ("America/New_York", "2026-10-31T03:00", "2026-11-01T14:00"),
    ),
    "over the date line": (
        ("Pacific/Auckland", "2026-10-30T14:00", "2026-10-30T20:00"),
        ("Pacific/Honolulu", "2026-10-31T02:00", "2026-11-01T19:00"),
    ),
}


@pytest.mark.parametrize("flights", FLIGHTS.values(), ids=FLIGHTS)
def test_no_flight_rings_twice_for_one_local_day(dana, flights):
    """RADAR-base/RADAR-Questionnaire#141 and #161."""
    plan(dana)
    [rung] = schedules.take_due((Kind.CHECK_IN,), now=utc("2026-10-30T13:00")).due
    days = [rung.local.date()]

    for tzid, landed_at, rings_at in flights:
        move(dana, tzid, utc(landed_at))
        [due] = schedules.take_due((Kind.CHECK_IN,), now=utc(rings_at)).due
        assert due.at == utc(rings_at)
        days.append(due.local.date())

    assert len(set(days)) == len(days)


def test_times_of_one_day_are_each_rung_once_wherever_they_fall(dana):
    twice = Recurrence(datetime.fromisoformat("2026-10-30T09:00"), "FREQ=DAILY;BYHOUR=9,20;BYMINUTE=0")
    plan(dana, twice)
    take(utc("2026-10-30T13:00"))

    move(dana, "America/Los_Angeles", utc("2026-10-30T14:00"))

    assert take(utc("2026-10-31T03:00")) == [utc("2026-10-31T03:00")]  # 20:00, and no second 09:00


def test_a_zone_change_takes_back_what_was_opened_for_a_time_to_come(dana):
    give_device(dana)
    schedule = plan(dana)
    [due] = schedules.take_due((Kind.CHECK_IN,), now=utc("2026-10-30T13:00")).due
    ledger.open_deliveries(list(schedules.openings_of(due)))

    # The server's clock was set back after it had rung.
    move(dana, "America/Los_Angeles", utc("2026-10-30T12:30"))

    assert Notification.objects.get(schedule_id=schedule.pk).withdrawn_at == utc("2026-10-30T12:30")
    assert not OpenDelivery.objects.filter(stage=0).exists()


BROKEN = [{"planned_tzid": "Mars/Olympus"}, {"rrule": "FREQ=SOMETIMES"}]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_schedule_that_cannot_be_planned_rings_and_holds_up_nobody(dana, nora, broken):
    Schedule.objects.filter(pk=plan(dana).pk).update(**broken)
    plan(nora, zone=Zone("fixed", "America/New_York"))

    due = schedules.take_due((Kind.CHECK_IN,), now=utc("2026-10-30T13:00")).due

    assert {each.schedule.recipient_id for each in due} == {dana.pk, nora.pk}
    assert take(utc("2026-10-30T13:00")) == []


def test_a_schedule_that_could_not_be_planned_goes_on_when_it_can(dana):
    schedule = plan(dana)
    Schedule.objects.update(planned_tzid="Mars/Olympus")
    take(utc("2026-10-30T13:00"))
    Schedule.objects.update(planned_tzid="America/New_York")

    [again] = schedules.take_due((Kind.CHECK_IN,), now=utc("2026-10-30T14:00")).due

    assert again.occurrence_id == schedules.occurrence_id(schedule.pk, utc("2026-10-30T13:00"))
    assert take(utc("2026-10-31T13:00")) == [utc("2026-10-31T13:00")]


def test_what_is_returned_again_rings_once(dana):
    give_device(dana)
    plan(dana)
    Schedule.objects.update(planned_tzid="Mars/Olympus")

    for hour in (13, 14, 23):
        now = utc(f"2026-10-30T{hour}:00")
        [due] = schedules.take_due((Kind.CHECK_IN,), now=now).due
        ledger.open_deliveries(list(schedules.openings_of(due)))

    assert OpenDelivery.objects.get().deliver_at == utc("2026-10-30T13:00")
