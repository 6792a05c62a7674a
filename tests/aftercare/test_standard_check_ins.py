"""The standard check-ins of aftercare: shown first, started all at once, and never twice."""

import copy
import json

import pytest

from backend.accounts.models import DataClass
from backend.aftercare import opening
from backend.aftercare.cadences.loading import DATA, CadenceError, cadences, cadences_from
from backend.aftercare.models import CheckIn, CheckInSchedule, InstrumentSwitch
from tests.aftercare.factories import MONDAY_TEN, plan_daily, revoke
from tests.aftercare.life_events import record
from tests.times import utc

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000014"
START = {"start_on": "2026-11-24", "time": "09:00"}
EACH = ["daily-check-in", "phq-9", "gad-7", "bam", "phq-2"]

needs_database = pytest.mark.django_db


def path(person, preview=False):
    return f"/v1/staff/people/{person.pk}/check-in-schedules/standard{'/preview' if preview else ''}"


def codes(body):
    return [each["instrument"] for each in body["results"]]


@needs_database
def test_a_preview_shows_when_each_would_ring_and_stores_nothing(api, dana, sam):
    shown = api(sam).post(path(dana, preview=True), START).json()["results"]

    local = {each["instrument"]: [ring["local"][:10] for ring in each["next_occurrences"][:3]] for each in shown}
    assert local == {
        "daily-check-in": ["2026-11-24", "2026-11-25", "2026-11-26"],
        "phq-9": ["2026-11-24", "2026-12-08", "2026-12-22"],
        "gad-7": ["2026-11-24", "2026-12-08", "2026-12-22"],
        "bam": ["2026-11-25", "2026-12-25", "2027-01-24"],
        "phq-2": ["2026-11-27", "2026-12-04", "2026-12-11"],
    }
    assert {ring["tzid"] for each in shown for ring in each["next_occurrences"]} == {"America/New_York"}
    assert not CheckInSchedule.objects.exists()


@needs_database
def test_what_was_shown_is_what_is_started(api, dana, sam):
    desk = api(sam)
    shown = desk.post(path(dana, preview=True), START).json()["results"]

    started = desk.post(path(dana), START)

    assert started.status_code == 201
    assert codes(started.json()) == EACH
    assert [each["next_occurrences"] for each in started.json()["results"]] == [
        each["next_occurrences"] for each in shown
    ]
    assert {each["missed_policy"] for each in started.json()["results"]} == {"default"}


@needs_database
def test_started_they_open_on_their_day(api, dana, sam):
    api(sam).post(path(dana), START)

    opening.open_check_ins(now=utc("2026-11-24T14:00"))

    assert set(CheckIn.objects.values_list("instrument", flat=True)) == {"daily-check-in", "phq-9", "gad-7"}


@needs_database
def test_the_same_start_under_its_id_is_one(api, dana, sam):
    body = START | {"id": CLIENT_ID}

    first, again = (api(sam).post(path(dana), body) for _ in range(2))
    other = api(sam).post(path(dana), body | {"time": "10:00"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert CheckInSchedule.objects.count() == 5


@needs_database
def test_what_the_site_asks_already_stays_as_it_is(api, dana, sam):
    planned = plan_daily(dana, sam)

    shown = api(sam).post(path(dana, preview=True), START).json()["results"]
    started = api(sam).post(path(dana), START).json()

    assert [each["instrument"] for each in shown if each["is_planned"]] == ["daily-check-in"]
    assert codes(started) == EACH[1:]
    assert started["already_planned"] == ["daily-check-in"]
    assert CheckInSchedule.objects.get(instrument="daily-check-in") == planned


@needs_database
def test_what_the_site_has_switched_off_is_not_started(api, dana, sam):
    InstrumentSwitch.objects.create(site=sam.site, instrument="bam", is_on=False, set_by=sam, set_at=MONDAY_TEN)

    shown = api(sam).post(path(dana, preview=True), START).json()
    started = api(sam).post(path(dana), START).json()

    assert codes(shown) == codes(started) == ["daily-check-in", "phq-9", "gad-7", "phq-2"]
    assert started["already_planned"] == []


@needs_database
def test_started_twice_without_an_id_they_are_planned_once(api, dana, sam):
    api(sam).post(path(dana), START)

    again = api(sam).post(path(dana), START)

    assert (again.status_code, again.json()["results"]) == (200, [])
    assert again.json()["already_planned"] == EACH


@needs_database
def test_in_a_fixed_zone_they_stay_there(api, dana, sam):
    body = START | {"zone": {"policy": "fixed", "tzid": "Europe/Berlin"}}

    shown = api(sam).post(path(dana, preview=True), body).json()["results"]

    assert shown[0]["next_occurrences"][0] == {
        "at": "2026-11-24T08:00:00Z",
        "local": "2026-11-24T09:00:00",
        "tzid": "Europe/Berlin",
    }


@needs_database
def test_a_pause_holds_for_them_too(api, dana, sam):
    record(api(sam), dana, "in_hospital", until_on="2026-11-25")

    started = api(sam).post(path(dana), START).json()["results"]

    assert started[0]["next_occurrences"][0]["local"] == "2026-11-26T09:00:00"


@needs_database
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"start_on": "2026-11-22"}, "/start_on"),
        ({"start_on": "9999-12-31"}, "/start_on"),
        ({"time": "25:00"}, "/time"),
        ({"care_level": "detox"}, "/care_level"),
    ],
)
def test_what_cannot_be_started_is_refused(api, dana, sam, body, pointer):
    for preview in (True, False):
        response = api(sam).post(path(dana, preview), START | body)
        assert response.status_code == 400
        assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@needs_database
def test_nobody_else_starts_them(api, dana, sam, theo):
    assert api(theo).post(path(dana), START).status_code == 404
    revoke(dana, DataClass.PLAN)
    assert api(sam).post(path(dana), START).status_code == 404
    assert not CheckInSchedule.objects.exists()


def test_the_weekly_gate_never_falls_on_a_day_of_the_long_form():
    found = {each.instrument: each for each in cadences()}

    apart = found["phq-2"].first_after - found["phq-9"].first_after

    assert apart.days % 7 != 0


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"instrument": "no-such"}, "no-such"),
        ({"instrument": "sds-bzd"}, "sds-bzd"),
        ({"instrument": "phq-9"}, "check_ins"),
        ({"rrule": "FREQ=NEVER"}, "daily-check-in"),
        ({"remind_again_after_minutes": [720]}, "daily-check-in"),
        ({"remind_again_after_minutes": [120, 60]}, "daily-check-in"),
        ({"dose": 1}, "daily-check-in"),
    ],
)
def test_data_that_does_not_add_up_is_refused_with_its_place(change, place):
    document = copy.deepcopy(json.loads(DATA.read_text()))
    document["check_ins"][0] |= change

    with pytest.raises(CadenceError, match=rf"^cadences.json {place}: "):
        cadences_from(document)
