"""The daily check-in has rules and no score. Its levels stand in the reference, sections 2 and 5."""

import pytest

from tests.rules.instruments.scoring.forms import read_of

ON_A_BENZODIAZEPINE = {"substances": frozenset({"benzodiazepine"}), "has_prescribed_plan": True}
ON_SOMETHING_ELSE = {"substances": frozenset({"opioid"}), "has_prescribed_plan": True}
NO_PLAN: dict[str, object] = {}


@pytest.mark.parametrize(
    ("answers", "level", "fired"),
    [
        ({}, "L0", ()),
        ({"mood": 0, "sleep": 0, "halt": ["hungry", "angry", "lonely", "tired"]}, "L0", ()),
        ({"redflags": ["none"]}, "L0", ()),
        ({"redflags": []}, "L0", ()),
        ({"redflags": ["seizure"]}, "L3", ("severe-signs",)),
        ({"redflags": ["hallucination"]}, "L3", ("severe-signs",)),
        ({"redflags": ["confused"]}, "L3", ("severe-signs",)),
        ({"redflags": ["fever_shake"]}, "L3", ("severe-signs",)),
        ({"redflags": ["chest"]}, "L3", ("chest",)),
        ({"redflags": ["self_harm"]}, "L2", ("self-harm",)),
        ({"redflags": ["mixed_opioid"]}, "L2", ("mixed",)),
        ({"redflags": ["mixed_opioid"], "affected_now": 0}, "L2", ("mixed",)),
        ({"redflags": ["mixed_opioid"], "affected_now": 1}, "L3", ("affected-now", "mixed")),
        ({"redflags": ["mixed_opioid"], "affected_now": 2}, "L3", ("affected-now", "mixed")),
        ({"affected_now": 1}, "L3", ("affected-now",)),
        ({"redflags": ["none", "self_harm"]}, "L2", ("self-harm",)),
        ({"redflags": ["chest", "seizure", "self_harm"]}, "L3", ("severe-signs", "chest", "self-harm")),
        ({"want_contact": 0}, "L0", ()),
        ({"want_contact": 1}, "L1", ("contact",)),
        ({"want_contact": 2}, "L2", ("contact-today",)),
        ({"early_signs": ["tremor"]}, "L0", ()),
        ({"early_signs": ["tremor", "none"]}, "L0", ()),
        ({"early_signs": ["tremor", "sleep"]}, "L1", ("early-signs",)),
        ({"craving": 10}, "L0", ()),
        ({"used": 0}, "L0", ()),
        ({"used": 9}, "L0", ()),
    ],
    ids=str,
)
def test_what_is_read_whatever_the_plan(answers, level, fired):
    for plan in (NO_PLAN, ON_A_BENZODIAZEPINE, ON_SOMETHING_ELSE):
        found = read_of("daily-check-in", answers, **plan)

        assert (found.level, found.fired, found.scores) == (level, fired, {})


@pytest.mark.parametrize(
    ("answers", "plan", "level", "fired"),
    [
        ({"used": 1}, NO_PLAN, "L1", ("slip",)),
        ({"used": 1}, ON_SOMETHING_ELSE, "L1", ("slip",)),
        ({"used": 1}, ON_A_BENZODIAZEPINE, "L2", ("used-on-benzodiazepine", "slip")),
        ({"meds": 0}, ON_A_BENZODIAZEPINE, "L0", ()),
        ({"meds": 1}, ON_A_BENZODIAZEPINE, "L1", ("missed-benzodiazepine",)),
        ({"meds": 1}, ON_SOMETHING_ELSE, "L0", ()),
        ({"meds": 2}, ON_A_BENZODIAZEPINE, "L2", ("more-benzodiazepine",)),
        ({"meds": 2}, ON_SOMETHING_ELSE, "L1", ("more-other",)),
        ({"meds": 2}, NO_PLAN, "L1", ("more-other",)),
        ({"meds": 3}, ON_A_BENZODIAZEPINE, "L2", ("stopped-benzodiazepine",)),
        ({"meds": 3}, ON_SOMETHING_ELSE, "L1", ("stopped-other",)),
        ({"meds": 3}, NO_PLAN, "L1", ("stopped-other",)),
        ({"meds": 9}, ON_A_BENZODIAZEPINE, "L0", ()),
        ({"used": 1, "affected_now": 2}, ON_A_BENZODIAZEPINE, "L3", ("affected-now", "used-on-benzodiazepine", "slip")),
    ],
)
def test_use_and_medicine_are_read_by_the_plan(answers, plan, level, fired):
    found = read_of("daily-check-in", answers, **plan)

    assert (found.level, found.fired) == (level, fired)


@pytest.mark.parametrize(
    ("known", "fired"),
    [
        ({"craving_high_twice_24h": True}, ("high-twice",)),
        ({"craving_high_after_twice": True}, ("high-twice",)),
        ({}, ()),
    ],
)
def test_a_high_urge_counts_with_the_one_before_it(known, fired):
    assert read_of("daily-check-in", {"craving": 8}, **known).fired == fired


def test_without_an_urge_among_the_answers_earlier_ones_are_not_read():
    assert read_of("daily-check-in", {"mood": 2}, craving_high_twice_24h=True).fired == ()
