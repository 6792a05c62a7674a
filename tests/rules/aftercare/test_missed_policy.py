"""What follows from a missed check-in."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.policies import Policies
from backend.aftercare.quiet import missed_policy as policy
from backend.aftercare.quiet.missed_policy import NO_POLICY, PAUSE, Limits, Miss, in_a_row, rules_of
from tests.times import utc

ASKED = utc("2026-11-23T14:00")
LIMITS = Limits(Policies().missed_in_a_row, timedelta(days=Policies().missed_after_serious_days))
DOCUMENT = json.loads(Path(policy.__file__).with_suffix(".json").read_text("utf-8"))


def names(*, row=1, serious_at=None, held_back=(), limits=LIMITS):
    return [rule.name for rule in rules_of(Miss(ASKED, row, serious_at, frozenset(held_back)), limits)]


def test_a_first_miss_reaches_nobody():
    assert names(row=1) == []


@pytest.mark.parametrize("row", [2, 3, 7])
def test_from_the_second_in_a_row_on_a_miss_is_l1(row):
    assert names(row=row) == ["missed:in-a-row"]
    assert policy.missed_policy().rules[0].level == "L1"


def test_a_site_can_wait_for_a_third():
    limits = Limits(in_a_row=3, after_serious=timedelta(days=7))

    assert names(row=2, limits=limits) == []
    assert names(row=3, limits=limits) == ["missed:in-a-row"]


@pytest.mark.parametrize(
    ("serious_at", "fires"),
    [
        (utc("2026-11-16T14:00"), True),  # seven days to the minute
        (utc("2026-11-16T13:59"), False),
        (utc("2026-11-23T13:00"), True),
        (utc("2026-11-23T20:00"), True),  # while the check-in was open
        (None, False),
    ],
)
def test_one_miss_within_seven_days_of_something_serious_is_l2(serious_at, fires):
    assert names(serious_at=serious_at) == (["missed:after-serious"] if fires else [])


@pytest.mark.parametrize("held_back", [{NO_POLICY}, {PAUSE}, {NO_POLICY, PAUSE}])
def test_pause_and_missing_policy_hold_back_the_l1_and_never_the_l2(held_back):
    assert names(row=5, held_back=held_back) == []
    assert names(row=5, serious_at=ASKED, held_back=held_back) == ["missed:after-serious"]


@pytest.mark.parametrize(
    ("run", "since", "count"),
    [
        ([], None, 0),
        ([utc("2026-11-24T02:00")], None, 1),
        ([utc("2026-11-24T02:00"), utc("2026-11-23T02:00"), None, utc("2026-11-21T02:00")], None, 2),
        # Reached after the miss before this one: that one counts no more.
        ([utc("2026-11-24T02:00"), utc("2026-11-23T02:00")], utc("2026-11-23T15:00"), 1),
        ([utc("2026-11-24T02:00"), utc("2026-11-23T02:00")], utc("2026-11-23T01:00"), 2),
    ],
)
def test_misses_are_counted_back_to_an_answer_or_to_a_contact(run, since, count):
    assert in_a_row(run, since=since) == count


@given(st.lists(st.none() | st.datetimes(), max_size=7))
def test_a_run_is_never_longer_than_what_there_is(run):
    assert 0 <= in_a_row(run, since=None) <= len([at for at in run if at is not None])


def _changed(**changes):
    rules = [rule | changes.get(rule["id"].replace("-", "_"), {}) for rule in DOCUMENT["rules"]]
    return DOCUMENT | {"rules": rules}


@pytest.mark.parametrize(
    "document",
    [
        _changed(after_serious={"held_back_by": ["pause"]}),
        _changed(after_serious={"level": "L1"}),
        _changed(in_a_row={"held_back_by": ["weather"]}),
        DOCUMENT | {"rules": DOCUMENT["rules"][:1]},
        DOCUMENT | {"rules": [*DOCUMENT["rules"], DOCUMENT["rules"][0]]},
        DOCUMENT | {"reminders_after_minutes": [0, 720]},
        DOCUMENT | {"reminders_after_minutes": [5]},
    ],
)
def test_a_policy_that_would_leave_somebody_unseen_is_refused(document):
    with pytest.raises(ValueError, match=r"."):
        policy.policy_from(document)


def test_the_reference_has_two_reminders_and_a_window_of_twelve_hours():
    found = policy.missed_policy()

    assert (found.reminders_after_minutes, found.window_minutes) == ((120,), 720)


def test_the_page_for_staff_has_each_rule_with_its_level():
    page = (Path(__file__).parents[3] / "docs" / "quiet-people.md").read_text("utf-8")

    told = {line.split("|")[1].strip(" `"): line.split("|")[2].strip() for line in page.splitlines() if "| `" in line}

    assert told == {rule.name: rule.level for rule in policy.missed_policy().rules}
