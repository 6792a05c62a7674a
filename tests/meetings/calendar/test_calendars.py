from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from meetings.dates.dated import DatedException, ExceptionKind
from meetings.models import Meeting
from meetings.stored import places
from meetings.venues import OnlineFacts, PlaceFacts
from tests.meetings import factories
from tests.meetings.calendar.reading import events_in, starts_in
from tests.times import utc

pytestmark = pytest.mark.django_db

HALL = PlaceFacts(
    name="St. Example Hall", street="12 Sample Street", city="New York", region="NY", lat=40.7, lon=-74.0, info="Ring"
)
CHRISTMAS_WEEK = {"since": utc("2026-12-20T00:00"), "until": utc("2026-12-27T00:00")}
TUESDAY = date(2026, 12, 22)


def in_hall(number: int = 1, *exceptions: DatedException, **fields: Any) -> Meeting:
    row = factories.unsaved(number, **{"venue_type": "in_person"} | fields)
    row.place = places.find_or_make([HALL])[HALL]
    row.exceptions = [each.as_json() for each in exceptions]
    return factories.save([row])[0]


def calendar(api, number: int = 1, **asked: Any) -> Any:
    response = api().get(f"/v1/meetings/{number}/calendar.ics", asked)
    assert response.status_code == 200, response.content
    return response


def events(response: Any) -> list[Any]:
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_weekly_meeting_is_one_repeating_event(api):
    meeting = in_hall(notes="Bring a cup", slug="tuesday-lights-1")

    response = calendar(api)

    (event,) = events(response)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="tuesday-lights-1.ics"'
    assert event["UID"] == "tuesday-lights-1@127.0.0.1"
    assert event["DTSTART"].params["TZID"] == "America/New_York"
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert (event["SUMMARY"], event["STATUS"]) == ("Tuesday Lights", "CONFIRMED")
    assert event["LOCATION"] == "St. Example Hall, 12 Sample Street, New York, NY"
    assert "Bring a cup" in event["DESCRIPTION"]
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == meeting.updated_at
    assert (event["GEO"].latitude, event["GEO"].longitude) == (40.7, -74.0)


def test_the_calendar_says_how_often_to_look_again_and_which_clocks_it_means(api):
    in_hall()

    read: Any = Calendar.from_ical(calendar(api).content)

    assert read["REFRESH-INTERVAL"].dt == timedelta(hours=2)
    assert read["X-PUBLISHED-TTL"] == "PT2H"
    assert [zone["TZID"] for zone in read.walk("VTIMEZONE")] == ["America/New_York"]


def test_a_cancelled_date_is_left_out(api):
    in_hall(1, DatedException(ExceptionKind.CANCELLED, TUESDAY, reason="Christmas"))

    content = calendar(api).content

    assert starts_in(content, **CHRISTMAS_WEEK) == []
    assert b"EXDATE;TZID=America/New_York:20261222T193000" in content


@pytest.mark.parametrize(
    ("exception", "where"),
    [
        (
            DatedException(ExceptionKind.MOVED, TUESDAY, place=PlaceFacts(name="Other Hall"), reason="Painting"),
            "Other Hall",
        ),
        (
            DatedException(
                ExceptionKind.ONLINE, TUESDAY, online=OnlineFacts(url="https://m.example"), reason="Painting"
            ),
            "https://m.example",
        ),
    ],
)
def test_another_place_that_day_and_its_reason_are_shown_on_that_day_only(api, exception, where):
    in_hall(1, exception)

    found = events_in(calendar(api).content, since=utc("2026-12-14T00:00"), until=utc("2026-12-27T00:00"))

    usual, different = sorted(found, key=lambda event: event["DTSTART"].dt)
    assert usual["LOCATION"].startswith("St. Example Hall")
    assert different["LOCATION"] == where
    assert different["DESCRIPTION"].startswith("Painting")


def test_another_time_that_day_takes_the_place_of_the_usual(api):
    later = utc("2026-12-23T20:00").replace(tzinfo=None)
    in_hall(1, DatedException(ExceptionKind.RESCHEDULED, TUESDAY, starts_at=later, duration_minutes=30))

    (event,) = events_in(calendar(api).content, **CHRISTMAS_WEEK)

    assert event["DTSTART"].dt == utc("2026-12-24T01:00")
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)


def test_an_extra_happening_is_an_event_of_its_own(api):
    at = utc("2026-12-24T18:00").replace(tzinfo=None)
    in_hall(1, DatedException(ExceptionKind.EXTRA, starts_at=at, reason="Christmas Eve"))

    uids = {event["UID"] for event in events(calendar(api))}

    assert len(uids) == 2
    assert starts_in(calendar(api).content, **CHRISTMAS_WEEK) == [utc("2026-12-23T00:30"), utc("2026-12-24T23:00")]


def test_a_meeting_that_pauses_without_end_has_no_dates(api):
    in_hall(state="paused")

    assert events(calendar(api)) == []


def test_a_meeting_that_pauses_until_a_day_goes_on_after_it(api):
    in_hall(state="paused", state_until=TUESDAY)

    found = starts_in(calendar(api).content, since=utc("2026-12-01T00:00"), until=utc("2027-01-01T00:00"))

    assert found == [utc("2026-12-30T00:30")]


def test_the_end_of_validity_is_the_end_of_the_series(api):
    in_hall(valid_until=TUESDAY)

    assert b"UNTIL=20261223T045959Z" in calendar(api).content


def test_the_bytes_change_when_the_meeting_does_and_not_with_the_clock(api, time_machine):
    time_machine.move_to(utc("2026-11-05T12:00"))
    meeting = in_hall(1, DatedException(ExceptionKind.CANCELLED, TUESDAY))
    first = calendar(api)
    time_machine.move_to(utc("2027-05-05T12:00"))
    later = calendar(api)
    meeting.notes = "New"
    factories.save([meeting], now=utc("2027-05-05T12:00"))
    changed = calendar(api)

    assert (first.content, first["ETag"]) == (later.content, later["ETag"])
    assert first["ETag"] != changed["ETag"]
    assert int(events(first)[0]["SEQUENCE"]) < int(events(changed)[0]["SEQUENCE"])
    assert events(first)[0]["UID"] == events(changed)[0]["UID"]


def test_who_has_it_is_told_so(api):
    in_hall()
    etag = calendar(api)["ETag"]

    unchanged = api().get("/v1/meetings/1/calendar.ics", headers={"If-None-Match": etag})

    assert (unchanged.status_code, unchanged.content) == (304, b"")


TELLING = ("tuesday", "lights", "hall", "sample", "meet", "example", "cup", "narcotics", "beginners", "-74", "painting")


def test_a_discreet_calendar_says_when_and_nothing_else(api):
    moved = DatedException(ExceptionKind.MOVED, TUESDAY, place=PlaceFacts(name="Other Hall"), reason="Painting")
    extra = DatedException(ExceptionKind.EXTRA, starts_at=utc("2026-12-24T18:00").replace(tzinfo=None), reason="Cup")
    meeting = in_hall(1, moved, extra, slug="tuesday-lights-1", notes="Bring a cup", online_url="https://meet.example")
    factories.meeting(2, slug="other-2")

    plain, discreet, other = calendar(api), calendar(api, discreet=1), calendar(api, 2, discreet="1")

    sent = discreet.content.decode().lower() + str(dict(discreet.headers)).lower()
    assert [word for word in TELLING if word in sent] == []
    assert {event["SUMMARY"] for event in events(discreet) + events(other)} == {"Appointment"}
    assert events(discreet)[0]["UID"] != events(other)[0]["UID"]
    window = {"since": utc("2026-12-01T00:00"), "until": utc("2027-01-01T00:00")}
    assert starts_in(discreet.content, **window) == starts_in(plain.content, **window)
    assert len(starts_in(discreet.content, **window)) == 6
    assert meeting.slug.encode() in plain.content


def test_a_search_is_a_calendar_of_what_it_finds(api):
    in_hall(1)
    factories.meeting(2, weekday=3, slug="online-2")

    found = api().get("/v1/meetings/calendar.ics", {"weekday": 2})
    both = api().get("/v1/meetings/calendar.ics", {"discreet": "1"})

    assert [event["UID"] for event in events(found)] == ["meeting-1@127.0.0.1"]
    assert {event["SUMMARY"] for event in events(both)} == {"Appointment"}
    assert len(events(both)) == 2
    assert both["Content-Disposition"] == 'inline; filename="calendar.ics"'


def test_the_number_of_statements_does_not_depend_on_the_meetings(api, django_assert_max_num_queries):
    for number in range(1, 31):
        in_hall(number)

    with django_assert_max_num_queries(3):
        found = api().get("/v1/meetings/calendar.ics")

    assert len(events(found)) == 30


def test_what_is_not_listed_has_no_calendar(api):
    in_hall(1, is_published=False)

    assert api().get("/v1/meetings/1/calendar.ics").status_code == 404
    assert api().get("/v1/meetings/99/calendar.ics").status_code == 404
    assert events(api().get("/v1/meetings/calendar.ics")) == []


@pytest.mark.parametrize(
    ("path", "asked", "pointer"),
    [
        ("1/calendar.ics", {"discreet": "yes"}, "/discreet"),
        ("1/calendar.ics", {"weekday": "1"}, "/weekday"),
        ("calendar.ics", {"discreet": "2"}, "/discreet"),
        ("calendar.ics", {"weekday": "9"}, "/weekday"),
        ("calendar.ics", {"limit": "101"}, "/limit"),
        ("calendar.ics", {"cursor": "x"}, "/cursor"),
        ("calendar.ics", {"near": "91,0"}, "/near"),
        ("calendar.ics", {"unknown": "1"}, "/unknown"),
    ],
)
def test_what_cannot_be_read_is_named(api, path, asked, pointer):
    in_hall()

    refused = api().get(f"/v1/meetings/{path}", asked, headers={"Accept": "text/calendar"})

    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
