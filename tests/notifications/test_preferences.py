"""What people can ask for over the API, and what they are told when it makes no sense."""

from datetime import datetime, timedelta

import pytest

from backend.recurrence import Recurrence
from notifications import schedules
from notifications.erasure import erase_person
from notifications.export import export_person
from notifications.kinds import Kind
from notifications.models import NotificationWishes, Schedule
from notifications.wishes.loading import wishes_of
from tests.notifications.factories import NOON
from tests.notifications.wishing import NIGHT, wish
from tests.times import utc

pytestmark = pytest.mark.django_db

PATH = "/v1/notification-preferences"


def test_without_a_wish_nothing_is_held_back(api, dana):
    told = api(dana).get(PATH).json()

    assert told.pop("categories")
    assert told == {
        "quiet_hours": None,
        "daily_cap": None,
        "bundle_minutes": 0,
        "spread_minutes": 0,
        "suggested_spread_minutes": 5,
        "away": None,
    }
    assert not NotificationWishes.objects.exists()


def test_what_is_wished_for_is_told_back(api, dana):
    wished = {
        "quiet_hours": {"from": "22:00", "until": "07:00", "action": "silent"},
        "daily_cap": 8,
        "bundle_minutes": 15,
        "spread_minutes": 5,
        "away": {"from": "2026-12-01T00:00:00Z", "until": "2026-12-08T00:00:00Z"},
    }

    response = api(dana).patch(PATH, wished)

    assert response.status_code == 200
    assert {name: response.json()[name] for name in wished} == wished
    assert {name: api(dana).get(PATH).json()[name] for name in wished} == wished


def test_quiet_hours_put_off_unless_something_else_is_wished(api, dana):
    response = api(dana).patch(PATH, {"quiet_hours": {"from": "22:00", "until": "07:00"}})

    assert response.json()["quiet_hours"] == {"from": "22:00", "until": "07:00", "action": "defer"}


def test_what_is_left_out_stays_and_null_clears(api, dana):
    wish(dana, **NIGHT, daily_cap=8, bundle_minutes=15, away_from=NOON)

    kept = api(dana).patch(PATH, {"daily_cap": 3}).json()
    cleared = (
        api(dana)
        .patch(
            PATH, {"quiet_hours": None, "daily_cap": None, "bundle_minutes": None, "spread_minutes": None, "away": None}
        )
        .json()
    )

    assert (kept["quiet_hours"]["from"], kept["daily_cap"], kept["bundle_minutes"]) == ("22:00", 3, 15)
    assert kept["away"] == {"from": "2026-11-24T12:00:00Z", "until": None}
    assert (cleared["quiet_hours"], cleared["daily_cap"], cleared["bundle_minutes"]) == (None, None, 0)
    assert cleared["away"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"quiet_hours": {"from": "22:00", "until": "7", "action": "defer"}}, "/quiet_hours/until"),
        ({"quiet_hours": {"from": "24:00", "until": "07:00", "action": "defer"}}, "/quiet_hours/from"),
        ({"quiet_hours": {"from": "22:00", "until": "22:00", "action": "defer"}}, "/quiet_hours/until"),
        ({"quiet_hours": {"from": "22:00", "until": "07:00", "action": "shout"}}, "/quiet_hours/action"),
        ({"quiet_hours": {"until": "07:00", "action": "drop"}}, "/quiet_hours/from"),
        ({"quiet_hours": {"from": "22:00", "until": "07:00", "acton": "drop"}}, "/quiet_hours/acton"),
        ({"categories": [{"category": "messages", "way": "push", "how": "loud"}]}, "/categories/0/how"),
        ({"daily_cap": 0}, "/daily_cap"),
        ({"daily_cap": 51}, "/daily_cap"),
        ({"bundle_minutes": 7}, "/bundle_minutes"),
        ({"bundle_minutes": 120}, "/bundle_minutes"),
        ({"spread_minutes": 11}, "/spread_minutes"),
        ({"away": {"from": "2026-12-08T00:00:00Z", "until": "2026-12-01T00:00:00Z"}}, "/away/until"),
        ({"away": {"from": "2026-12-08", "until": None}}, "/away/from"),
        ({"categories": [{"category": "reminders", "way": "loud"}]}, "/categories/0/way"),
        ({"quiet_hour": None}, "/quiet_hour"),
    ],
)
def test_a_wish_that_makes_no_sense_names_its_field(api, dana, body, pointer):
    response = api(dana).patch(PATH, body)

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not NotificationWishes.objects.exists()


def test_wishes_are_nobody_elses(api, dana, nora):
    api(dana).patch(PATH, {"daily_cap": 3})

    assert api(nora).get(PATH).json()["daily_cap"] is None
    assert api().get(PATH).status_code == 401


def test_a_spread_moves_what_is_planned_and_leaves_its_name(api, dana):
    # A wall time has no zone.
    every_day = Recurrence(datetime(2099, 1, 1, 9, 0), "FREQ=DAILY")  # noqa: DTZ001
    schedule = schedules.create(
        dana.pk, Kind.REMINDER, every_day, schedules.FLOATING, window=timedelta(hours=2), now=NOON
    )

    api(dana).patch(PATH, {"spread_minutes": 10})

    moved = Schedule.objects.get(pk=schedule.pk)
    assert moved.next_at == utc("2099-01-01T14:00")
    assert moved.next_due_at
    assert timedelta(0) < moved.next_due_at - moved.next_at < timedelta(minutes=10)


def test_wishes_are_exported_and_erased(dana):
    wish(dana, **NIGHT, daily_cap=3)

    exported = export_person(dana)["wishes"]
    erase_person(dana, now=NOON)

    assert (str(exported["quiet_from"]), exported["daily_cap"]) == ("22:00:00", 3)
    assert wishes_of([dana.pk])[dana.pk].daily_cap is None
