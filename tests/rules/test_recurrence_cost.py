"""What a rule costs, counted in steps of the interpreter: the past behind an instant costs nothing.

Monthly and yearly rules are entered near the instant asked for; dateutil, asked from the true DTSTART, says what
must be found there.
"""

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from backend.recurrence import Recurrence, RecurrenceError, advance, check, occurrences
from tests.times import utc

ALL_HOURS = "BYHOUR=" + ",".join(map(str, range(24)))
FULL_DAY = f"{ALL_HOURS};BYMINUTE=0,15,30,45"
FULL_MONTH = "BYMONTHDAY=" + ",".join(map(str, range(1, 32)))
FULL_WEEK = "BYDAY=MO,TU,WE,TH,FR,SA,SU"
LONG_AGO = datetime.fromisoformat("1970-01-01T00:00")
NOW = utc("2026-11-24T12:00")
ZONE = ZoneInfo("UTC")
# A step takes about 0.1 microseconds; the dense rules below took 3 to 30 million.
MOST_STEPS = 300_000

DRAWN = {
    "BYMONTH": lambda rng: rng.sample(range(1, 13), rng.randint(1, 3)),
    "BYMONTHDAY": lambda rng: rng.sample([1, 2, 15, 28, 29, 30, 31, -1, -2, -31], rng.randint(1, 3)),
    "BYDAY": lambda rng: rng.sample(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], rng.randint(1, 4)),
    "BYYEARDAY": lambda rng: rng.sample([1, 59, 60, 200, 365, 366, -1, -366], rng.randint(1, 3)),
    "BYWEEKNO": lambda rng: rng.sample([1, 2, 20, 52, 53, -1, -53], rng.randint(1, 3)),
    "BYHOUR": lambda rng: rng.sample(range(24), rng.randint(1, 4)),
    "BYMINUTE": lambda rng: rng.sample([0, 15, 30, 45], rng.randint(1, 3)),
}
POSITIONS = [1, 2, 3, 9, -1, -2, -9]
ORDINALS = ["1MO", "2TU", "-1FR", "5SU", "-5WE", "4TH"]


def drawn_rule(rng: random.Random) -> str:
    frequency = rng.choice(["MONTHLY", "YEARLY"])
    names = [name for name in DRAWN if frequency == "YEARLY" or name not in ("BYYEARDAY", "BYWEEKNO")]
    by = {name: DRAWN[name](rng) for name in rng.sample(names, rng.randint(0, 3))}
    if rng.random() < 0.2 and "BYWEEKNO" not in by:
        by["BYDAY"] = rng.sample(ORDINALS, rng.randint(1, 3))
    if by and rng.random() < 0.3:
        by["BYSETPOS"] = rng.sample(POSITIONS, rng.randint(1, 3))
    parts = [f"FREQ={frequency}", f"INTERVAL={rng.choice([1, 1, 2, 3, 5, 7, 18])}", f"WKST={rng.choice(['MO', 'SU'])}"]
    parts += [f"{name}={','.join(map(str, values))}" for name, values in by.items()]
    parts += rng.choice([[], [], ["COUNT=40"], ["UNTIL=20270630T120000"]])
    return ";".join(parts)


def drawn_start(rng: random.Random) -> datetime:
    start = LONG_AGO + timedelta(minutes=15 * rng.randrange(60 * 365 * 96))
    return start.replace(day=rng.choice([29, 31]), month=rng.choice([1, 3, 8, 12])) if rng.random() < 0.3 else start


@pytest.mark.parametrize("seed", range(100))
def test_a_rule_entered_near_an_instant_gives_what_dateutil_gives_from_dtstart(seed):
    rng = random.Random(seed)
    rrule, dtstart = drawn_rule(rng), drawn_start(rng)
    after = datetime.fromisoformat("1969-06-01T00:00") + timedelta(minutes=rng.randrange(70 * 365 * 1440))
    end = max(after, dtstart) + timedelta(days=20 * 365)
    every = takewhile(lambda local: local <= end, rrulestr(rrule, dtstart=dtstart))
    expected = list(islice((local for local in every if local > after), 40))

    found = occurrences(Recurrence(dtstart, rrule), ZONE, after=after.replace(tzinfo=UTC), limit=40)

    assert [each.local for each in found if each.local <= end] == expected


def steps_of(action: Callable[[], object]) -> int:
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize(
    "rrule",
    [
        f"FREQ=MONTHLY;{FULL_MONTH};{FULL_DAY}",
        f"FREQ=MONTHLY;{FULL_MONTH};{FULL_DAY};BYSETPOS=-1",
        f"FREQ=YEARLY;{FULL_WEEK};{FULL_DAY}",
        f"FREQ=YEARLY;{FULL_WEEK};{FULL_DAY};BYSETPOS=366,-366",
    ],
)
def test_a_full_rule_of_half_a_century_is_entered_at_its_last_period(rrule):
    rule = Recurrence(LONG_AGO, rrule)

    assert steps_of(lambda: advance(rule, ZONE, after=NOW)) < 10_000


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;COUNT=10000",
        f"FREQ=DAILY;{FULL_DAY};COUNT=10000",
        "FREQ=WEEKLY;BYDAY=MO,TH;BYMONTH=2;COUNT=10000",
        f"FREQ=MONTHLY;{FULL_MONTH};{FULL_DAY};COUNT=10000",
        f"FREQ=YEARLY;{FULL_WEEK};{FULL_DAY};COUNT=10000",
        "FREQ=MONTHLY;COUNT=10000",
        "FREQ=HOURLY;BYHOUR=9;COUNT=10000",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=100",
    ],
)
def test_the_walk_of_a_count_is_bounded(rrule):
    rule = Recurrence(LONG_AGO, rrule)

    assert steps_of(lambda: advance(rule, ZONE, after=NOW)) < MOST_STEPS


@pytest.mark.parametrize(
    ("rrule", "code"),
    [
        (f"FREQ=YEARLY;{FULL_WEEK};{FULL_DAY};UNTIL=20250101", "rule-never-fires"),
        (f"FREQ=MONTHLY;{FULL_MONTH};{FULL_DAY};UNTIL=20250101", "rule-never-fires"),
        (f"FREQ=DAILY;{FULL_DAY};BYSETPOS=366", "rule-never-fires"),
        (f"FREQ=WEEKLY;BYDAY=MO,TU,WE;{FULL_DAY};BYSETPOS=366", "rule-never-fires"),
        (f"FREQ=WEEKLY;{FULL_WEEK};{ALL_HOURS};BYMINUTE=0,1;BYSECOND=" + ",".join(map(str, range(60))), "invalid-rule"),
        ("FREQ=HOURLY;BYHOUR=9;COUNT=10000", "invalid-rule"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=100", "invalid-rule"),
        ("FREQ=WEEKLY;BYDAY=MO;BYMONTH=2;COUNT=10000", "invalid-rule"),
    ],
)
def test_a_refusal_is_bounded_too(rrule, code):
    rule, refused = Recurrence(LONG_AGO, rrule), []

    def ask() -> None:
        with pytest.raises(RecurrenceError) as caught:
            check(rule, after=NOW)
        refused.append(caught.value.code)

    assert steps_of(ask) < 2 * MOST_STEPS
    assert refused == [code]


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;COUNT=10000",
        "FREQ=DAILY;INTERVAL=3;COUNT=10000",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=10000",
        "FREQ=WEEKLY;INTERVAL=1000;COUNT=10000",
        "FREQ=HOURLY;INTERVAL=8;COUNT=10000",
        "FREQ=YEARLY;COUNT=100",
    ],
)
def test_a_plain_rule_may_have_any_count(rrule):
    check(Recurrence(datetime.fromisoformat("2026-11-24T09:00"), rrule))
