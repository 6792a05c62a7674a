"""What a rule is refused for, and that the refusal comes soon."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.recurrence import Recurrence, RecurrenceError, check

START = datetime.fromisoformat("2026-11-23T09:00")


def refusal(recurrence: Recurrence, **options) -> tuple[str, str]:
    with pytest.raises(RecurrenceError) as caught:
        check(recurrence, **options)
    return caught.value.code, caught.value.pointer


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY",
        "freq=weekly;byday=mo,we",
        "FREQ=DAILY;BYHOUR=9;BYMINUTE=0,15,30,45",
        "FREQ=HOURLY;INTERVAL=2;BYDAY=MO,TU;BYHOUR=9,11,13",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=5SU,-5SU",
        "FREQ=YEARLY;BYDAY=53MO,-53SU",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=5TU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=WEEKLY;COUNT=1",
        "FREQ=DAILY;UNTIL=20261123",
        "FREQ=DAILY;UNTIL=99991231T235959",
        "FREQ=DAILY;UNTIL=20261123T090000Z",
    ],
)
def test_a_rule_that_can_be_kept_is_accepted(rrule):
    check(Recurrence(START, rrule))


@pytest.mark.parametrize(
    "rrule",
    [
        "",
        "every day",
        "BYDAY=MO",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=30",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;COLOUR=1",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=3;UNTIL=20271231",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=20261345",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;WKST=1",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYWEEKNO=1",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=1MO,20TU",
        "FREQ=MONTHLY;BYDAY=-6SU",
        "FREQ=YEARLY;BYDAY=54MO",
        "FREQ=YEARLY;BYDAY=-60MO",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=10TU",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=YEARLY;BYMONTH=1,13",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYHOUR=\u0669",  # an Arabic-Indic nine is a digit to Python, not to RFC 5545
        "DTSTART:20260101T090000\nRRULE:FREQ=DAILY",
        "FREQ=DAILY;DTSTART=20260101T090000",
        "FREQ=DAILY;BYMINUTE=" + ",".join(["0"] * 400),
    ],
)
def test_a_rule_that_is_not_rfc_5545_is_refused(rrule):
    assert refusal(Recurrence(START, rrule)) == ("invalid-rule", "/rrule")


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=HOURLY;BYMINUTE=0,10",
        "FREQ=HOURLY;BYMINUTE=0,50",
        "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,50",
        "FREQ=DAILY;BYSECOND=0,30",
    ],
)
def test_a_rule_that_fires_more_often_than_every_quarter_of_an_hour_is_refused(rrule):
    assert refusal(Recurrence(START, rrule)) == ("invalid-rule", "/rrule")


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=HOURLY;INTERVAL=2;BYHOUR=10",
        "FREQ=HOURLY;INTERVAL=168;BYDAY=TU",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=DAILY;BYHOUR=9;BYSETPOS=2",
        "FREQ=DAILY;UNTIL=20261122",
        "FREQ=DAILY;UNTIL=20261122T235959Z",
    ],
)
def test_a_rule_that_never_fires_is_refused(rrule):
    assert refusal(Recurrence(START, rrule)) == ("rule-never-fires", "/rrule")


def test_a_rule_whose_every_date_is_excluded_never_fires():
    twice = Recurrence(START, "FREQ=DAILY;COUNT=2", exdates=(START, START + timedelta(days=1)))

    assert refusal(twice) == ("rule-never-fires", "/rrule")


def test_a_single_date_in_the_past_never_fires_after_now():
    assert refusal(Recurrence(START), after=datetime(2026, 11, 24, tzinfo=UTC)) == (
        "rule-never-fires",
        "/rrule",
    )


def test_a_zone_decides_whether_an_until_in_utc_lies_before_the_start():
    rule = Recurrence(START, "FREQ=DAILY;UNTIL=20261123T100000Z")

    check(rule, zone=ZoneInfo("Europe/Berlin"))

    assert refusal(rule, zone=ZoneInfo("America/New_York")) == ("rule-never-fires", "/rrule")


def test_more_than_a_thousand_exdates_are_refused():
    exdates = tuple(START + timedelta(days=number) for number in range(1_001))

    assert refusal(Recurrence(START, "FREQ=DAILY", exdates)) == ("invalid-rule", "/exdates")


@pytest.mark.parametrize(
    ("recurrence", "pointer"),
    [
        (Recurrence(START.replace(tzinfo=UTC), "FREQ=DAILY"), "/dtstart"),
        (Recurrence(START.replace(microsecond=1), "FREQ=DAILY"), "/dtstart"),
        (Recurrence(START.replace(year=1900), "FREQ=DAILY"), "/dtstart"),
        (Recurrence(START, "FREQ=DAILY", exdates=(START.replace(tzinfo=UTC),)), "/exdates"),
        (Recurrence(START, rdates=(START.replace(year=9999),)), "/rdates"),
    ],
)
def test_dates_must_be_wall_times_in_a_sane_year(recurrence, pointer):
    assert refusal(recurrence) == ("invalid-rule", pointer)


@pytest.mark.parametrize("rrule", [None, "FREQ=DAILY"])
@pytest.mark.parametrize("minutes", [(1,), (60, 74), (-14,)])
def test_listed_dates_closer_than_a_quarter_of_an_hour_are_refused(rrule, minutes):
    rdates = tuple(START + timedelta(minutes=each) for each in minutes)

    assert refusal(Recurrence(START, rrule, rdates=rdates)) == ("invalid-rule", "/rdates")


def test_listed_dates_may_be_equal_or_a_quarter_of_an_hour_apart():
    check(Recurrence(START, rdates=(START, START + timedelta(minutes=30), START + timedelta(minutes=15))))


def test_a_start_moved_by_a_few_minutes_is_no_second_date():
    check(Recurrence(START, "FREQ=DAILY", exdates=(START,), rdates=(START + timedelta(minutes=5),)))


def test_a_refusal_repeats_nothing_of_what_was_sent():
    with pytest.raises(RecurrenceError) as caught:
        check(Recurrence(START, "FREQ=DAILY;SECRET=1"))

    assert "SECRET" not in caught.value.detail
