"""Levels as data: what the file says, and that nothing else gets in."""

import copy
import json
from datetime import date, timedelta
from typing import Any

import pytest

from backend.care_team.levels import DATA, InWorkingTime, LevelsError, Way, Whom, levels, read_levels, rules_of
from backend.instruments.catalogue import catalogue
from backend.instruments.levels import Level

FIFTEEN = timedelta(minutes=15)


@pytest.fixture
def document() -> Any:
    return copy.deepcopy(json.loads(DATA.read_text()))


def test_an_l3_goes_on_at_15_and_30_minutes_and_then_the_person_is_told():
    rules = rules_of(Level.L3)

    assert rules.stage(0).whom == (Whom.ASSIGNED, Whom.NEXT_ON_CALL)
    assert [each.after_due + FIFTEEN for each in rules.stages] == [FIFTEEN, 2 * FIFTEEN]
    assert [Whom.PERSON in each.whom for each in rules.stages] == [False, True]
    assert all(rules.stage(number).by == Way.PAGE for number in range(5))


def test_an_l2_has_four_working_hours_and_twelve_by_the_clock():
    assert rules_of(Level.L2).deadline == InWorkingTime(timedelta(hours=4), timedelta(hours=12))
    assert rules_of(Level.L2).stage(1).whom == (Whom.SUPERVISORS,)


@pytest.mark.parametrize("level", [Level.L2, Level.L3])
def test_what_is_urgent_is_never_silent_for_ever(level):
    rules = rules_of(level)

    assert rules.then is not None
    assert rules.stage(99).whom == rules.then.whom


def test_an_l1_rings_nobody_at_night_and_ends_with_the_supervisors():
    rules = rules_of(Level.L1)

    assert (rules.stage(0).by, rules.stage(1).by, rules.then) == (Way.WORKLIST, Way.NOTICE, None)
    with pytest.raises(IndexError):
        rules.stage(2)


def test_the_file_says_where_it_comes_from_and_when_that_was_read():
    assert "Nock" in levels().source
    assert levels().checked_on == date(2026, 11, 26)


def test_the_sentences_of_the_instrument_file_and_these_clocks_agree():
    said = catalogue().instruments_document["levels"]

    assert "within 4 working hours and never later than 12 hours" in said["L2"]
    assert "acknowledge in 15 minutes, next person at 15 and at 30 minutes" in said["L3"]
    assert "end of the next working day" in said["L1"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda levels: levels.pop("L2"),
        lambda levels: levels["L3"].update(acknowledge_within={"minutes": 0}),
        lambda levels: levels["L2"].update(acknowledge_within={"working_minutes": 240}),
        lambda levels: levels["L1"].update(acknowledge_within={"end_of": "year", "never_over_days": 14}),
        lambda levels: levels["L3"].update(by="pigeon"),
        lambda levels: levels["L3"].update(at_opening=[]),
        lambda levels: levels["L3"]["stages"][0].update(whom=["nobody"]),
        lambda levels: levels["L3"]["stages"].reverse(),
        lambda levels: levels["L2"]["then_every"].update(minutes=0),
        lambda levels: levels["L1"]["to_person"].pop("waiting"),
        lambda levels: levels["L1"]["to_person"].update(waiting="By {whenever}."),
    ],
)
def test_a_file_that_names_what_there_is_not_is_refused(document, spoil):
    spoil(document["levels"])

    with pytest.raises(LevelsError):
        read_levels(document)
