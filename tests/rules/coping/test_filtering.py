"""The hard filter, held against a second reading of the raw file."""

import json

import pytest
from hypothesis import given

from backend.coping.exercises.library import DATA, library
from backend.coping.recommending.filtering import Safety, Situation, Withheld, bars_of, may_offer, withheld_whole
from backend.instruments.levels import Level
from tests.rules.coping.situations import (
    ALL_NO,
    CODES,
    RED_FLAGS,
    TRIGGERS,
    profiles,
    safeties,
    situations,
    with_answers,
)

RAW = {raw["slug"]: raw for raw in json.loads(DATA.read_text(encoding="utf-8"))["exercises"]}
EXERCISES = library().exercises


def offered(situation, safety):
    return [exercise for exercise in EXERCISES.values() if may_offer(exercise, situation, safety)]


def is_filtered(raw, situation, safety):
    """Read the rules once more, from the file itself."""
    strict = raw["slug"] == "cool-water" or any(step["kind"] == "hold" for step in raw["steps"])
    answers = [safety.profile.get(bar["code"], "unknown") for bar in raw["avoid_if"]]
    suits = raw["suits"]
    return (
        "yes" in answers
        or (strict and "unknown" in answers)
        or not suits["craving_min"] <= situation.intensity <= suits["craving_max"]
        or (situation.setting is not None and not {situation.setting, "anywhere"} & set(suits["settings"]))
        or (situation.minutes_available is not None and raw["duration_seconds"] > situation.minutes_available * 60)
        or safety.hold == Level.L3
        or (safety.hold == Level.L2 and not raw["calm_at_l2"])
        or safety.exercises_failed
    )


@given(situations, safeties)
def test_exactly_what_the_file_does_not_filter_may_be_offered(situation, safety):
    # severe_withdrawal and driving stand in every `avoid_if`, so this reading covers them too.
    expected = {slug for slug, raw in RAW.items() if not is_filtered(raw, situation, safety)}

    assert {exercise.slug for exercise in offered(situation, safety)} == expected


@given(situations, safeties)
def test_an_answer_learnt_to_be_no_never_takes_an_exercise_away(situation, safety):
    known = Safety(ALL_NO, safety.hold, safety.needs_person, safety.exercises_failed)

    assert set(offered(situation, safety)) <= set(offered(situation, known))


@given(profiles)
def test_triggers_exclude_nothing(profile):
    safety = Safety(profile)
    without = offered(Situation(5), safety)

    assert all(offered(Situation(5, triggers=(trigger,)), safety) == without for trigger in TRIGGERS)


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("intensity", range(1, 11))
def test_every_trigger_at_every_strength_has_two_exercises_meant_for_it(trigger, intensity):
    meant = [exercise for exercise in offered(Situation(intensity), Safety(ALL_NO)) if trigger in exercise.triggers]

    assert len(meant) >= 2


@pytest.mark.parametrize("intensity", range(1, 11))
@pytest.mark.parametrize(("setting", "enough"), [("anywhere", 2), (None, 3)])
def test_with_every_restriction_but_the_red_flags_enough_is_left(intensity, setting, enough):
    profile = {code: "no" if code in RED_FLAGS else "yes" for code in CODES}

    assert len(offered(Situation(intensity, setting=setting), Safety(profile))) >= enough


@pytest.mark.parametrize("code", ["pregnancy", "heart_condition", "seizure_history", "lung_disease_flare"])
@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_a_breath_is_held_only_by_who_said_no(code, answer):
    box = EXERCISES["box-breathing"]

    assert may_offer(box, Situation(5), with_answers())
    assert not may_offer(box, Situation(5), with_answers(**{code: answer}))


def test_a_person_of_whom_nothing_is_known_is_offered_neither_held_breath_nor_cold_water():
    barred = set(offered(Situation(6), Safety(ALL_NO))) - set(offered(Situation(6), Safety({})))

    assert {exercise.slug for exercise in barred} == {"box-breathing", "breathing-478", "cool-water"}


def test_an_unknown_answer_does_not_bar_an_exercise_without_holds():
    assert bars_of(EXERCISES["brisk-walk"], {}) == ()


def test_an_open_l2_leaves_only_what_is_calm():
    slugs = {exercise.slug for exercise in offered(Situation(6), Safety(ALL_NO, hold=Level.L2))}

    assert slugs == {"grounding-54321", "call-a-supporter"}


@pytest.mark.parametrize(
    ("safety", "reason"),
    [
        (Safety(ALL_NO, hold=Level.L3), Withheld.ACT_NOW),
        (Safety(ALL_NO | {"severe_withdrawal": "yes"}, hold=Level.L3), Withheld.MEDICAL_HELP),
        (with_answers(severe_withdrawal="yes"), Withheld.MEDICAL_HELP),
        (with_answers(driving="yes"), Withheld.PARK_FIRST),
        (Safety(ALL_NO, exercises_failed=True), Withheld.TALK_FIRST),
        (with_answers(driving="yes", severe_withdrawal="yes"), Withheld.MEDICAL_HELP),
        (with_answers(driving="unknown", severe_withdrawal="unknown"), None),
        (Safety(ALL_NO, hold=Level.L2), None),
    ],
)
def test_the_reason_for_offering_nothing_is_the_most_urgent_one(safety, reason):
    assert withheld_whole(safety) == reason


def test_time_and_place_exclude():
    situation = Situation(5, setting="outside", minutes_available=5)

    slugs = {exercise.slug for exercise in offered(situation, Safety(ALL_NO))}

    assert "go-to-a-meeting" in slugs  # outside, 4 minutes 30
    assert "brisk-walk" not in slugs  # outside, 12 minutes
    assert "muscle-relax" not in slugs  # a quiet place, 4 minutes 35
