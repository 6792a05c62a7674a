"""What BMLT has no field for: other rhythms, dated exceptions, pauses, closed places."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.test import override_settings

from meetings.dates.dated import DatedException, ExceptionKind, in_order
from meetings.models import Meeting, MeetingProjection
from meetings.stored import turning
from meetings.venues import OnlineFacts, PlaceFacts
from tests.meetings import factories
from tests.meetings.bmlt.asking import found, search
from tests.times import utc

pytestmark = pytest.mark.django_db

# A Monday, noon in New York.
NOW = utc("2026-11-23T17:00")


def saved(meeting: Meeting, *exceptions: DatedException, now: Any = NOW) -> Meeting:
    meeting.exceptions = [each.as_json() for each in in_order(exceptions)]
    return factories.save([meeting], now=now)[0]


def comments() -> str:
    (row,) = search()
    return str(row["comments"])


def test_an_every_other_week_meeting_shows_in_the_week_before_it_happens():
    fortnightly: dict[str, Any] = {
        "weekday": 2,
        "starts_on": date(2026, 11, 24),
        "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    }
    saved(factories.unsaved(1, **fortnightly))
    saved(factories.unsaved(2, **(fortnightly | {"starts_on": date(2026, 12, 1)})))

    assert found() == [1]
    assert comments() == "Meets on Tuesday, 24 November 2026 at 19:30."

    turning.renew_dated(now=utc("2026-11-25T17:00"))
    assert found() == [2]


def test_a_single_event_shows_its_own_day_and_is_found_by_it():
    saved(factories.unsaved(1, weekday=None, starts_on=date(2026, 11, 27), start="09:15", notes="Marathon"))

    (row,) = search()

    assert (row["weekday_tinyint"], row["start_time"]) == ("6", "09:15:00")
    assert row["comments"] == "Meets on Friday, 27 November 2026 at 09:15.\nMarathon"
    assert found("weekdays=6&StartsAfterH=9&StartsBeforeH=10&EndsBeforeH=10&EndsBeforeM=15") == [1]
    assert found("weekdays=-6") == []
    assert found("meeting_key=start_time&meeting_key_value=9:15") == [1]
    assert found("SearchString=marathon november") == [1]


def test_the_first_friday_of_the_month_shows_in_its_week():
    saved(factories.unsaved(1, weekday=5, starts_on=date(2026, 11, 6), rrule="FREQ=MONTHLY;BYDAY=1FR"))

    assert found() == []
    turning.renew_dated(now=utc("2026-11-29T17:00"))
    assert found() == [1]


@override_settings(BMLT_SHOWS_ALL_DATED=True)
def test_an_area_may_show_them_always_with_their_dates():
    saved(factories.unsaved(1, weekday=5, starts_on=date(2026, 11, 6), rrule="FREQ=MONTHLY;BYDAY=1FR"))

    assert comments().split("\n")[:2] == [
        "Meets on Friday, 4 December 2026 at 19:30.",
        "Meets on Friday, 1 January 2027 at 19:30.",
    ]


TUESDAY = date(2026, 11, 24)
HALL = PlaceFacts(name="Town Hall", street="1 Square", city="Springfield")


@pytest.mark.parametrize(
    ("exception", "sentence"),
    [
        (
            DatedException(ExceptionKind.CANCELLED, TUESDAY, reason="holiday"),
            "Cancelled on Tuesday, 24 November 2026 (holiday).",
        ),
        (
            DatedException(ExceptionKind.MOVED, TUESDAY, place=HALL),
            "On Tuesday, 24 November 2026 in another place: Town Hall, 1 Square, Springfield.",
        ),
        (
            DatedException(ExceptionKind.RESCHEDULED, TUESDAY, starts_at=datetime.fromisoformat("2026-11-25T18:00")),
            "The meeting of Tuesday, 24 November 2026 is on Wednesday, 25 November 2026 at 18:00.",
        ),
        (
            DatedException(ExceptionKind.ONLINE, TUESDAY, online=OnlineFacts(url="https://meet.example/a")),
            "Online only on Tuesday, 24 November 2026: https://meet.example/a.",
        ),
        (
            DatedException(
                ExceptionKind.EXTRA, starts_at=datetime.fromisoformat("2026-11-26T10:00"), reason="marathon"
            ),
            "Also on Thursday, 26 November 2026 at 10:00 (marathon).",
        ),
    ],
)
def test_an_exception_of_the_coming_week_stands_before_the_comments(exception, sentence):
    saved(factories.unsaved(1, notes="Ring twice"), exception)

    (row,) = search()

    assert row["comments"] == f"{sentence}\nRing twice"
    assert (row["weekday_tinyint"], row["start_time"]) == ("3", "19:30:00")
    assert found("meeting_key=comments&meeting_key_value=Ring twice") == []


def test_an_exception_is_told_from_a_week_before_until_it_is_over():
    later = DatedException(ExceptionKind.CANCELLED, date(2026, 12, 8))
    saved(factories.unsaved(1), later)
    assert comments() == ""

    turning.renew_dated(now=utc("2026-12-01T17:00"))
    assert comments() == "Cancelled on Tuesday, 8 December 2026."

    turning.renew_dated(now=utc("2026-12-09T17:00"))
    assert comments() == ""


def test_a_date_left_out_of_the_rule_is_told_in_its_week_too():
    saved(factories.unsaved(1, exdates=[date(2026, 12, 1), date(2026, 11, 24)]))

    assert comments() == "Cancelled on Tuesday, 24 November 2026."

    turning.renew_dated(now=utc("2026-11-25T17:00"))
    assert comments() == "Cancelled on Tuesday, 1 December 2026."


def test_a_paused_meeting_is_unpublished_and_a_closed_place_is_said_by_formats():
    online: dict[str, Any] = {"online_url": "https://meet.example/a"}
    saved(factories.unsaved(1, at=(40.7, -74.0), state="paused"))
    saved(factories.unsaved(2, at=(40.7, -74.0), state="place_closed", **online))
    saved(factories.unsaved(3, at=(40.7, -74.0), state="place_closed"))

    rows = {row["id_bigint"]: (row["venue_type"], row["formats"], row["latitude"]) for row in search()}

    assert rows == {"2": ("2", "VM,TC", "40.7"), "3": ("1", "TC", "40.7")}
    assert found("formats=55&venue_types=2") == [2]


def test_a_meeting_shows_only_within_its_validity():
    saved(factories.unsaved(1, valid_from=date(2026, 12, 1)))
    assert found() == []

    turning.turn_listings(now=utc("2026-12-01T06:00"))
    assert found() == [1]


def test_every_stored_row_is_what_rendering_it_afresh_gives():
    for number, rule in enumerate(("FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1TU", "FREQ=WEEKLY;BYDAY=MO,TH"), start=1):
        saved(factories.unsaved(number, weekday=None, starts_on=date(2026, 11, 2), rrule=rule))
    before = {row.pk: bytes(row.bmlt) for row in MeetingProjection.objects.all()}

    turning.rebuild_documents(0, now=NOW)

    assert {row.pk: bytes(row.bmlt) for row in MeetingProjection.objects.all()} == before
    assert [json.loads(row)["published"] for row in before.values()] == ["1", "1", "1"]
