from datetime import date
from typing import Any

import pytest

from meetings.dates.dated import DatedException, ExceptionKind
from meetings.venues import OnlineFacts
from tests.meetings import factories
from tests.times import utc

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 12, 22)


def meeting(*exceptions: DatedException, **fields: Any) -> None:
    factories.meeting(1, exceptions=[each.as_json() for each in exceptions], **fields)


def occurrences(api, **asked: Any) -> Any:
    return api().get("/v1/meetings/1/occurrences", {name.rstrip("_"): value for name, value in asked.items()})


def starts(response: Any) -> list[str]:
    return [each["starts_at"] for each in response.json()["results"]]


def test_dates_are_told_by_both_clocks(api):
    meeting()

    found = occurrences(api, from_="2026-10-27", until="2026-11-10").json()

    assert [(each["local"], each["starts_at"]) for each in found["results"]] == [
        ("2026-10-27T19:30:00", "2026-10-27T23:30:00Z"),
        ("2026-11-03T19:30:00", "2026-11-04T00:30:00Z"),
        ("2026-11-10T19:30:00", "2026-11-11T00:30:00Z"),
    ]
    assert {(each["tzid"], each["status"], each["exception"]) for each in found["results"]} == {
        ("America/New_York", "confirmed", None)
    }
    assert found["next"] is None


def test_a_cancelled_date_is_shown_as_cancelled(api):
    meeting(DatedException(ExceptionKind.CANCELLED, TUESDAY, reason="Christmas"))

    found = occurrences(api, from_="2026-12-15", until="2026-12-29").json()["results"]

    assert [each["status"] for each in found] == ["confirmed", "cancelled", "confirmed"]
    assert found[1]["starts_at"] == "2026-12-23T00:30:00Z"
    assert found[1]["exception"] == {
        "recurrence_id": "2026-12-22T19:30:00",
        "kind": "cancelled",
        "reason": "Christmas",
        "place": None,
        "online": None,
    }


def test_other_exceptions_are_applied_and_shown(api):
    day_after = utc("2026-12-23T18:00").replace(tzinfo=None)
    eve = utc("2026-12-24T18:00").replace(tzinfo=None)
    meeting(
        DatedException(ExceptionKind.RESCHEDULED, TUESDAY, starts_at=day_after, reason="Play"),
        DatedException(ExceptionKind.EXTRA, starts_at=eve, duration_minutes=30, online=OnlineFacts(phone="+1 555")),
    )

    found = occurrences(api, from_="2026-12-20", until="2026-12-26").json()["results"]

    assert [(each["local"], each["exception"]["kind"]) for each in found] == [
        ("2026-12-23T18:00:00", "rescheduled"),
        ("2026-12-24T18:00:00", "extra"),
    ]
    assert found[1]["ends_at"] == "2026-12-24T23:30:00Z"
    assert found[1]["exception"]["online"]["phone"] == "+1 555"


def test_pages_follow_each_other(api):
    meeting()
    window = {"until": "2026-12-15", "limit": 2}

    first = occurrences(api, from_="2026-11-24", **window)
    second = occurrences(api, from_=first.json()["next"], **window)

    assert [each[:10] for each in starts(first)] == ["2026-11-25", "2026-12-02"]
    assert [each[:10] for each in starts(second)] == ["2026-12-09", "2026-12-16"]
    assert second.json()["next"] is None


def test_happenings_that_start_together_are_on_one_page(api):
    together = utc("2026-12-22T19:30").replace(tzinfo=None)
    meeting(DatedException(ExceptionKind.EXTRA, starts_at=together))

    found = occurrences(api, from_="2026-12-22", until="2026-12-30", limit=1)

    assert len(starts(found)) == 2
    assert found.json()["next"] == "2026-12-30T00:30:00Z"


def test_without_a_window_the_coming_months_are_told(api, time_machine):
    time_machine.move_to(utc("2026-11-24T12:00"), tick=False)
    meeting()

    assert len(starts(occurrences(api))) == 14


def test_what_is_not_listed_has_no_dates(api):
    meeting(is_published=False)

    assert occurrences(api).status_code == 404


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"from_": "yesterday"}, "/from"),
        ({"from_": "2026-13-01"}, "/from"),
        ({"from_": "0001-01-01"}, "/from"),
        ({"from_": "9999-12-31"}, "/from"),
        ({"from_": "2026-12-01T10:00:00"}, "/from"),
        ({"until": "9999-12-31T23:59:59+14:00"}, "/until"),
        ({"until": "2026-12-01T25:00:00Z"}, "/until"),
        ({"from_": "2026-12-02", "until": "2026-11-30"}, "/until"),
        ({"from_": "2026-12-02", "until": "2030-11-30"}, "/until"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "x"}, "/limit"),
        ({"since": "0"}, "/since"),
    ],
)
def test_what_cannot_be_read_is_named(api, asked, pointer):
    meeting()

    refused = occurrences(api, **asked)

    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_an_offset_may_arrive_without_its_plus_sign(api):
    meeting()

    found = api().get("/v1/meetings/1/occurrences?from=2026-12-01T00:00:00+02:00&until=2026-12-05")

    assert len(starts(found)) == 1
