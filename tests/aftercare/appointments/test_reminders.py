"""Reminders of appointments move with them, stop with them, and say nothing on a lock screen."""

import pytest

from backend.aftercare.appointments.reminders import open_notices
from notifications.models import Notification, Schedule
from tests.aftercare.appointments.booking import booked, change, path_of
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

DAY_BEFORE, HOUR_BEFORE = utc("2026-11-24T14:00"), utc("2026-11-25T13:00")


def due_times():
    return sorted(Schedule.objects.filter(next_due_at__isnull=False).values_list("next_due_at", flat=True))


def test_a_reminder_is_of_use_until_the_appointment_begins(api, dana, sam):
    made = booked(api(sam), dana)

    open_notices(now=DAY_BEFORE)

    notice = Notification.objects.get(schedule_id__isnull=False)
    assert (notice.target_type, str(notice.target_id)) == ("appointment", made["id"])
    assert notice.expires_at == utc("2026-11-25T14:00")


def test_the_agenda_of_the_person_shows_them(api, dana, sam):
    give_device(dana)
    made = booked(api(sam), dana)

    entries = api(dana).get("/v1/agenda").json()["results"]

    reminders = [each for each in entries if each["at"] != "2026-11-23T15:00:00Z"]
    assert [(each["kind"], each["rings_at"]) for each in reminders] == [
        ("care", "2026-11-24T14:00:00Z"),
        ("care", "2026-11-25T13:00:00Z"),
    ]
    assert {each["target"]["id"] for each in reminders} == {made["id"]}


def test_reminders_move_with_the_appointment(api, dana, sam):
    give_device(dana)
    made = booked(api(sam), dana)
    open_notices(now=DAY_BEFORE)
    old = Notification.objects.get(schedule_id__isnull=False)

    change(api(sam), dana, made, starts_at="2026-11-27T09:00:00")

    assert due_times() == [utc("2026-11-26T14:00"), utc("2026-11-27T13:00")]
    old.refresh_from_db()
    assert old.withdrawn_at is not None


def test_what_is_called_off_rings_no_more_and_the_person_is_told(api, dana, sam):
    give_device(dana)
    made = booked(api(sam), dana)

    change(api(sam), dana, made, outcome="cancelled")

    assert due_times() == []
    news = Notification.objects.filter(account_id=dana.pk, withdrawn_at=None).get()
    assert (news.kind, str(news.target_id), news.expires_at) == ("care", made["id"], utc("2026-11-25T14:00"))


def test_another_place_is_no_news_and_moves_nothing(api, dana, sam):
    give_device(dana)
    made = booked(api(sam), dana)
    before = (due_times(), set(Notification.objects.values_list("pk", "withdrawn_at")))

    change(api(sam), dana, made, place="Room 4")

    assert (due_times(), set(Notification.objects.values_list("pk", "withdrawn_at"))) == before


def test_other_reminders_take_the_place_of_the_first(api, dana, sam):
    made = booked(api(sam), dana, remind_before_minutes=[1440, 60])

    changed = change(api(sam), dana, made, remind_before_minutes=[60, 120])

    assert changed.json()["remind_before_minutes"] == [120, 60]
    assert due_times() == [utc("2026-11-25T12:00"), HOUR_BEFORE]
    assert Schedule.objects.count() == 2


def test_a_reminder_whose_time_is_past_does_not_ring(api, dana, sam):
    booked(api(sam), dana, starts_at="2026-11-23T14:00:00")

    assert due_times() == [utc("2026-11-23T18:00")]


def test_a_zone_that_was_wrong_is_put_right_with_the_reminders(api, dana, sam):
    made = booked(api(sam), dana, tzid="America/Los_Angeles")

    change(api(sam), dana, made, tzid="America/New_York")

    assert due_times() == [DAY_BEFORE, HOUR_BEFORE]
    assert set(Schedule.objects.values_list("tzid", flat=True)) == {"America/New_York"}
    assert api(sam).get(path_of(dana, made)).json()["starts_at"] == "2026-11-25T09:00:00"
