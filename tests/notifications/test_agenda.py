"""The agenda says what will ring, when and under which id, so that a phone without signal rings alike."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import DataClass, Person
from backend.recurrence import Recurrence
from notifications import ledger, schedules
from notifications.agenda import Agenda, agenda_of
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import DeliveryLog, Notification, NotificationWishes, Preference, Schedule
from notifications.notices import snoozing
from notifications.reminders import open_reminders
from notifications.schedules import FLOATING, Zone
from tests.notifications.factories import NOON, give_device, named, open_notice
from tests.rewriting import expire
from tests.times import utc

pytestmark = pytest.mark.django_db

# 07:00 in New York.
MORNING = utc("2026-11-24T12:00")


def plan(
    person: Person,
    local: str = "2026-11-24T09:00",
    rrule: str | None = "FREQ=DAILY",
    *,
    name: str = "plan",
    again: tuple[timedelta, ...] = (),
    window: timedelta = timedelta(hours=2),
    guard: Guard | None = None,
) -> Schedule:
    schedule = schedules.create(
        person.pk,
        Kind.REMINDER,
        Recurrence(datetime.fromisoformat(local), rrule),
        FLOATING,
        window=window,
        remind_again_after=again,
        about=("reminder", named(name)),
        now=MORNING,
    )
    if guard:
        Schedule.objects.filter(pk=schedule.pk).update(guard_site_id=guard.site_id, guard_data_class=guard.data_class)
    return schedule


def wish(person: Person, **wishes: Any) -> None:
    NotificationWishes.objects.update_or_create(account=person.account, defaults=wishes)


def agenda(person: Person, *, days: int = 1, now: datetime = MORNING) -> Agenda:
    return agenda_of(person.pk, days, now=now)


def rings(person: Person, *, days: int = 1, now: datetime = MORNING) -> list[datetime]:
    return [entry.rings_at for entry in agenda(person, days=days, now=now).entries]


def test_it_lists_what_comes_in_order(dana):
    plan(dana, "2026-11-24T18:00")
    plan(dana, "2026-11-24T09:00")

    assert rings(dana, days=2) == [
        utc("2026-11-24T14:00"),
        utc("2026-11-24T23:00"),
        utc("2026-11-25T14:00"),
        utc("2026-11-25T23:00"),
    ]


def test_what_it_says_rings_under_that_id_at_that_instant(inbox, dana):
    give_device(dana)
    wish(dana, spread_minutes=5, bundle_minutes=15)
    plan(dana)
    [entry] = agenda(dana).entries

    open_reminders(now=entry.rings_at)
    deliver_due(now=entry.rings_at - timedelta(seconds=1))
    assert inbox.pushes == []

    open_reminders(now=entry.rings_at)
    deliver_due(now=entry.rings_at)
    assert [push.notification_id for push in inbox.pushes] == [str(entry.notice.id)]


def test_quiet_hours_put_it_off_in_both(inbox, dana):
    give_device(dana)
    wish(dana, quiet_from=time(8), quiet_until=time(10))
    plan(dana)
    [entry] = agenda(dana).entries

    open_reminders(now=utc("2026-11-24T14:00"))
    deliver_due(now=utc("2026-11-24T14:00"))
    deliver_due(now=entry.rings_at)

    assert entry.rings_at == utc("2026-11-24T15:00")
    assert [push.notification_id for push in inbox.pushes] == [str(entry.notice.id)]


def test_what_quiet_hours_drop_is_not_listed(dana):
    wish(dana, quiet_from=time(8), quiet_until=time(10), quiet_action="drop")
    plan(dana)

    assert rings(dana) == []


def test_quiet_hours_that_only_hush_are_told(dana):
    wish(dana, quiet_from=time(8), quiet_until=time(10), quiet_action="silent")
    plan(dana)

    assert [entry.is_silent for entry in agenda(dana).entries] == [True]


def test_the_app_only_means_no_ring(dana):
    Preference.objects.create(account=dana.account, category="reminders", way="in_app")
    plan(dana)

    assert rings(dana) == []


def test_what_falls_together_names_the_one_that_rings(inbox, dana):
    give_device(dana)
    wish(dana, bundle_minutes=30)
    plan(dana, "2026-11-24T09:05", name="short", window=timedelta(hours=1))
    plan(dana, "2026-11-24T09:10", name="long", window=timedelta(hours=3))
    slot = utc("2026-11-24T14:30")
    entries = agenda(dana).entries

    open_reminders(now=slot)
    deliver_due(now=slot)

    assert [entry.rings_at for entry in entries] == [slot, slot]
    assert {entry.bundle_id for entry in entries} == {max(entries, key=lambda each: each.notice.expires_at).notice.id}
    assert [push.notification_id for push in inbox.pushes] == [str(entries[0].bundle_id)]


def test_one_alone_in_its_slot_rings_by_itself(dana):
    wish(dana, bundle_minutes=30)
    plan(dana)

    assert [entry.bundle_id for entry in agenda(dana).entries] == [None]


def test_a_daily_cap_counts_what_has_rung_today(inbox, dana):
    give_device(dana)
    open_notice(dana, "rung", deliver_at=MORNING)
    deliver_due(now=MORNING)
    wish(dana, daily_cap=2)
    plan(dana, "2026-11-24T09:00")
    plan(dana, "2026-11-24T10:00")

    assert rings(dana, now=utc("2026-11-24T13:00"), days=2) == [
        utc("2026-11-24T14:00"),
        utc("2026-11-25T14:00"),
        utc("2026-11-25T15:00"),
    ]


def test_an_absence_leaves_out_what_falls_into_it(dana):
    wish(dana, away_from=utc("2026-11-24T00:00"), away_until=utc("2026-11-25T00:00"))
    plan(dana)

    assert rings(dana, days=2) == [utc("2026-11-25T14:00")]


def test_a_pause_leaves_out_what_falls_into_it(dana):
    schedules.pause(plan(dana).pk, utc("2026-11-24T00:00"), utc("2026-11-25T00:00"))

    assert rings(dana, days=2) == [utc("2026-11-25T14:00")]


def test_what_was_stopped_is_left_out(dana):
    schedules.stop(plan(dana).pk, now=MORNING)

    assert rings(dana) == []


def test_what_rings_after_consent_has_ended_is_left_out(dana, clinic):
    plan(dana, guard=Guard(dana.pk, clinic.pk, DataClass.PLAN))
    expire(dana, DataClass.PLAN, at=utc("2026-11-25T00:00"))

    assert rings(dana, days=3) == [utc("2026-11-24T14:00")]


def test_a_fixed_zone_is_named(dana):
    schedules.create(
        dana.pk,
        Kind.REMINDER,
        Recurrence(datetime.fromisoformat("2026-11-24T16:00")),
        Zone("fixed", "Europe/Berlin"),
        window=timedelta(hours=1),
        about=("reminder", named("fixed")),
        now=MORNING,
    )

    [entry] = agenda(dana).entries

    assert (entry.notice.tzid, entry.notice.local) == ("Europe/Berlin", datetime.fromisoformat("2026-11-24T16:00"))
    assert entry.rings_at == utc("2026-11-24T15:00")


def test_repeats_until_somebody_acts_are_told(dana):
    plan(dana, again=(timedelta(minutes=30), timedelta(hours=3)))

    assert [entry.again_at for entry in agenda(dana).entries] == [(utc("2026-11-24T14:30"),)]


def test_a_snoozed_notice_rings_when_the_person_said(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)
    snoozing.snooze(dana.pk, notification_id, utc("2026-11-24T13:00"), now=utc("2026-11-24T12:30"))

    entries = agenda(dana, now=utc("2026-11-24T12:30")).entries

    assert [(entry.notice.id, entry.rings_at) for entry in entries] == [(notification_id, utc("2026-11-24T13:00"))]


def test_what_fell_due_a_moment_ago_and_was_not_seen_may_still_have_to_ring(inbox, dana):
    give_device(dana)
    notification_id = open_notice(dana)
    deliver_due(now=NOON)

    assert [entry.notice.id for entry in agenda(dana, now=utc("2026-11-24T12:05")).entries] == [notification_id]
    assert agenda(dana, now=utc("2026-11-24T12:10")).entries == []

    Notification.objects.update(seen_at=NOON)
    assert agenda(dana, now=utc("2026-11-24T12:05")).entries == []


def test_what_was_held_back_a_moment_ago_does_not_ring(inbox, dana):
    give_device(dana)
    Preference.objects.create(account=dana.account, category="reminders", way="in_app")
    open_notice(dana)
    deliver_due(now=NOON)
    Preference.objects.all().delete()

    assert agenda(dana, now=utc("2026-11-24T12:05")).entries == []


def test_what_is_withdrawn_is_gone(dana):
    give_device(dana)
    notification_id = open_notice(dana, deliver_at=utc("2026-11-24T13:00"))
    assert rings(dana) == [utc("2026-11-24T13:00")]

    ledger.withdraw(notification_id, reason="cancelled", now=MORNING)

    assert rings(dana) == []


def test_it_says_how_far_it_reaches(dana):
    assert agenda(dana, now=utc("2026-11-24T12:34")).until == utc("2026-11-25T13:00")


def test_it_holds_five_hundred_and_says_until_when(dana):
    for minute in range(0, 60, 10):
        plan(dana, f"2026-11-24T00:{minute:02}", "FREQ=HOURLY", name=f"plan {minute}", window=timedelta(minutes=5))

    found = agenda(dana, days=14)

    assert len(found.entries) == 500
    assert (found.entries[-1].rings_at, found.until) == (utc("2026-11-27T23:20"), utc("2026-11-27T23:30"))


def test_more_schedules_cost_no_more_queries(dana):
    plan(dana)
    with CaptureQueriesContext(connection) as one:
        agenda(dana)
    for number in range(5):
        plan(dana, name=f"plan {number}")

    with CaptureQueriesContext(connection) as six:
        agenda(dana)

    assert len(six) == len(one) <= 15


def test_the_phone_reads_it_and_hears_when_nothing_has_changed(api, dana):
    plan(dana, "2026-11-24T09:00")
    phone = api(dana)

    first = phone.get("/v1/agenda?days=2")
    again = phone.get("/v1/agenda?days=2", headers={"If-None-Match": first["ETag"]})

    assert first.status_code == 200
    assert again.status_code == 304
    entry = first.json()["results"][0]
    assert entry["target"] == {"type": "reminder", "id": str(named("plan"))}
    assert (entry["tzid"], entry["local"][11:]) == ("America/New_York", "09:00:00")
    assert first.json()["next"] is None
    assert set(entry) == {
        "notification_id",
        "kind",
        "at",
        "local",
        "tzid",
        "rings_at",
        "is_silent",
        "again_at",
        "bundle_id",
        "expires_at",
        "target",
    }


@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"bundle_minutes": 15, "daily_cap": 3},
        {"bundle_minutes": 30, "quiet_from": time(12), "quiet_until": time(13, 10)},
        {"quiet_from": time(17), "quiet_until": time(8), "quiet_action": "drop", "daily_cap": 4},
        {"quiet_from": time(9), "quiet_until": time(9, 30), "daily_cap": 2},
        {"bundle_minutes": 15, "away_from": utc("2026-11-24T16:00"), "away_until": utc("2026-11-24T19:00")},
    ],
)
def test_a_day_goes_as_it_says(inbox, dana, wishes):
    give_device(dana)
    wish(dana, **wishes)
    for number, local in enumerate(("09:00", "09:05", "09:10", "12:40", "12:55", "15:20", "15:20", "18:00")):
        plan(dana, f"2026-11-24T{local}", name=f"plan {number}", window=timedelta(minutes=50 + 7 * number))
    found = agenda(dana).entries
    announced = {(each.bundle_id or each.notice.id, each.rings_at) for each in found}

    # Scans come when something is planned, and when something is said to ring: it is late where it rang between.
    planned = {utc("2026-11-24T14:00") + timedelta(minutes=minutes) for minutes in (0, 5, 10, 220, 235, 380, 540)}
    for now in sorted(planned | {rings_at for _, rings_at in announced}):
        open_reminders(now=now)
        deliver_due(now=now)

    accepted = DeliveryLog.objects.filter(outcome="accepted")
    assert set(accepted.values_list("notification_id", "at")) == announced != set()


@pytest.mark.parametrize("days", ["0", "15", "x", "-1", ""])
def test_days_are_one_to_fourteen(api, dana, days):
    response = api(dana).get(f"/v1/agenda?days={days}")

    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["/days"]


def test_it_is_for_people_and_their_own(api, dana, nora, sam):
    plan(dana)

    assert api(nora).get("/v1/agenda").json()["results"] == []
    assert api(sam).get("/v1/agenda").status_code == 403
    assert api().get("/v1/agenda").status_code == 401
