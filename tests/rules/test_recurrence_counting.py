"""COUNT turned into UNTIL: the same times, without a walk from DTSTART."""

import random
from datetime import datetime, timedelta

import pytest

from backend.recurrence import Recurrence, occurrences, parse_zone, without_count
from backend.recurrence.rule import parse_rule
from tests.rules.test_recurrence_cost import drawn_rule, drawn_start
from tests.times import utc

local = datetime.fromisoformat
SIMPLE = [
    "FREQ=DAILY;COUNT=1",
    "FREQ=DAILY;INTERVAL=7;COUNT=300",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU;COUNT=31",
    "COUNT=400;FREQ=DAILY;BYHOUR=2,19",
    "FREQ=HOURLY;BYHOUR=9,10;COUNT=77",
    "FREQ=MONTHLY;BYDAY=-1FR;COUNT=700",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=9",
]


@pytest.mark.parametrize("seed", range(60))
def test_a_rule_that_ends_by_its_date_fires_as_the_one_that_counts(seed):
    rng = random.Random(seed)
    drawn = drawn_rule(rng).partition(";UNTIL=")[0].removesuffix(";COUNT=40")
    rrule = f"{drawn};COUNT={rng.choice([1, 40, 700])}" if seed % 2 else rng.choice(SIMPLE)
    start, zone = drawn_start(rng), parse_zone("Europe/Berlin")
    after = utc("1969-12-01T00:00") + timedelta(days=rng.randrange(80 * 365))
    counted, dated = Recurrence(start, rrule), Recurrence(start, without_count(rrule, start))

    assert occurrences(dated, zone, after=after, limit=50) == occurrences(counted, zone, after=after, limit=50)
    assert parse_rule(dated.rrule or "").count is None


def test_a_count_that_is_not_reached_in_any_year_that_is_asked_for_is_no_end():
    assert without_count("FREQ=YEARLY;COUNT=500", local("2026-11-02T19:00")) == "FREQ=YEARLY"


def test_a_rule_that_counts_elapsed_hours_stays():
    rule = "FREQ=HOURLY;INTERVAL=5;COUNT=100"

    assert without_count(rule, local("2026-11-02T19:00")) == rule


def test_a_rule_without_a_count_stays():
    assert without_count("FREQ=DAILY;UNTIL=20270101", local("2026-11-02T19:00")) == "FREQ=DAILY;UNTIL=20270101"
