"""What stands in place of a barred exercise is never barred itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.exercises.library import library
from backend.coping.plans.instead import Instead, instead_of
from backend.coping.practice.timely import is_timely
from backend.coping.recommending.filtering import Safety, bars_of
from backend.instruments.levels import Level
from tests.rules.coping.situations import ALL_NO, profiles

EXERCISES = library().exercises
exercises = st.sampled_from(list(EXERCISES.values()))


@given(exercises, profiles)
def test_a_substitute_passes_the_same_filter(exercise, profile):
    instead = instead_of(exercise, library(), profile)

    if instead is not None and instead.exercise is not None:
        assert instead.exercise != exercise
        assert bars_of(instead.exercise, profile) == ()


@given(exercises, profiles)
def test_something_stands_instead_exactly_where_it_is_barred(exercise, profile):
    instead = instead_of(exercise, library(), profile)

    assert (instead is not None) == bool(bars_of(exercise, profile))


@given(exercises, profiles)
def test_nobody_is_left_without_an_exercise_or_people(exercise, profile):
    instead = instead_of(exercise, library(), profile)

    assert instead is None or instead.exercise is not None or instead.routes


@given(exercises, profiles, st.sampled_from([Level.L0, Level.L1, Level.L2, Level.L3]))
def test_nobody_is_reminded_of_what_is_barred(exercise, profile, hold):
    if is_timely(exercise, Safety(profile, hold)):
        assert bars_of(exercise, profile) == ()
        assert hold < Level.L3
        assert exercise.calm_at_l2 or hold < Level.L2


@given(exercises, profiles, st.sets(st.sampled_from(list(EXERCISES))))
def test_what_is_not_wanted_is_barred_and_stands_in_for_nothing(exercise, profile, unwanted):
    instead = instead_of(exercise, library(), profile, not_for=unwanted)

    assert (instead is not None) == (bool(bars_of(exercise, profile)) or exercise.slug in unwanted)
    assert instead is None or instead.exercise is None or instead.exercise.slug not in unwanted


def test_the_first_named_substitute_that_is_open_takes_the_place():
    profile = ALL_NO | {"pregnancy": "yes", "panic_breath_focus": "yes"}

    instead = instead_of(EXERCISES["box-breathing"], library(), profile)

    assert instead == Instead(EXERCISES["grounding-54321"])


def test_where_no_named_one_is_open_the_next_one_that_is_takes_the_place():
    profile = ALL_NO | {"injury_or_pain": "yes", "panic_breath_focus": "yes"}

    instead = instead_of(EXERCISES["muscle-relax"], library(), profile)

    assert instead is not None
    assert instead.exercise is not None
    assert instead.routes == ()


@pytest.mark.parametrize(("code", "route"), [("severe_withdrawal", "get-medical-help"), ("driving", "park-first")])
def test_what_calls_for_people_says_so_and_offers_no_exercise(code, route):
    instead = instead_of(EXERCISES["grounding-54321"], library(), ALL_NO | {code: "yes"})

    assert instead == Instead(None, (route,))
