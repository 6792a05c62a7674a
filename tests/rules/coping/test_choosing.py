"""What is offered: always allowed, the same for the same, people beside it where it counts."""

from dataclasses import replace

import pytest
from hypothesis import given

from backend.coping.exercises.library import library
from backend.coping.recommending.choosing import CARDS, choose
from backend.coping.recommending.filtering import Safety, Situation, Withheld, may_offer
from backend.instruments.catalogue import catalogue
from backend.instruments.levels import Level
from tests.rules.coping.situations import (
    ALL_NO,
    CODES,
    RED_FLAGS,
    TRIGGERS,
    in_editors_order,
    orders,
    safeties,
    situations,
    with_answers,
)


def slugs_of(offer):
    return [exercise.slug for exercise in offer.exercises]


def offered(situation, safety):
    """Choose with the exercises in the editor's order."""
    return choose(library(), situation, safety, ranked=in_editors_order(situation))


@given(situations, safeties, orders)
def test_nothing_offered_is_filtered_but_for_time_when_nothing_fits_into_it(situation, safety, ranked):
    offer = choose(library(), situation, safety, ranked=ranked)

    without_time = Situation(situation.intensity, situation.triggers, situation.setting)
    assert all(may_offer(exercise, without_time, safety) for exercise in offer.exercises)
    if any(may_offer(exercise, situation, safety) for exercise in library().exercises.values()):
        assert all(may_offer(exercise, situation, safety) for exercise in offer.exercises)


@given(situations, safeties, orders)
def test_something_is_offered_whenever_something_is_allowed(situation, safety, ranked):
    offer = choose(library(), situation, safety, ranked=ranked)

    without_time = Situation(situation.intensity, situation.triggers, situation.setting)
    allowed = [e for e in library().exercises.values() if may_offer(e, without_time, safety)]
    assert bool(offer.exercises) == bool(allowed)
    assert (offer.withheld is None) == bool(allowed)


@given(situations, safeties, orders)
def test_an_offer_is_one_to_three_different_exercises_and_the_same_each_time(situation, safety, ranked):
    offer = choose(library(), situation, safety, ranked=ranked)

    assert len(set(slugs_of(offer))) == len(offer.exercises) <= 3
    assert offer == choose(library(), situation, safety, ranked=ranked)


@given(situations, safeties)
def test_where_no_exercise_is_offered_a_route_or_the_open_alert_brings_people(situation, safety):
    offer = offered(situation, safety)

    assert offer.exercises or offer.routes or safety.hold >= Level.L2


def test_an_exercise_meant_for_the_trigger_comes_before_a_stronger_one_that_is_not():
    offer = offered(Situation(6, triggers=("anxiety",)), Safety(ALL_NO))

    assert slugs_of(offer) == ["call-a-supporter", "paced-breathing", "grounding-54321"]


def test_what_the_person_never_wants_to_see_is_no_substitute_either():
    situation = Situation(6, triggers=("anxiety",))
    safety = with_answers(panic_breath_focus="yes", unsafe_contact="yes")
    ranked = [slug for slug in in_editors_order(situation) if slug != "grounding-54321"]

    offer = choose(library().without(["grounding-54321"]), situation, safety, ranked=ranked)

    assert offer.exercises
    assert "grounding-54321" not in slugs_of(offer)


def test_a_barred_exercise_gives_its_place_to_its_substitute():
    safety = with_answers(panic_breath_focus="yes", unsafe_contact="yes")

    offer = offered(Situation(6, triggers=("anxiety",)), safety)

    # call-a-supporter leads to a help line, paced-breathing and long-sigh to grounding.
    assert slugs_of(offer)[0] == "grounding-54321"
    assert offer.routes == ("helpline",)


def test_a_substitute_that_is_barred_too_is_passed_over():
    safety = with_answers(gaming_problem="yes", unsafe_outside="yes", unsafe_contact="yes")

    offer = offered(Situation(9, triggers=("boredom",)), safety)

    # brisk-walk names shape-game, which is barred for the same person.
    assert "shape-game" not in slugs_of(offer)


def test_when_nothing_fits_into_the_time_the_shortest_that_suits_is_offered():
    situation = Situation(9, triggers=("boredom",), minutes_available=1)

    offer = offered(situation, Safety(ALL_NO))

    assert slugs_of(offer) == ["long-sigh", "cool-water", "grounding-54321"]


@given(situations, safeties, orders)
def test_what_is_said_to_be_the_shortest_is(situation, safety, ranked):
    situation = replace(situation, minutes_available=1)
    offer = choose(library(), situation, safety, ranked=ranked)

    without_time = replace(situation, minutes_available=None)
    allowed = [e for e in library().exercises.values() if may_offer(e, without_time, safety)]
    if offer.exercises and not any(may_offer(e, situation, safety) for e in allowed):
        shortest = sorted(exercise.duration_seconds for exercise in allowed)[:3]
        assert [exercise.duration_seconds for exercise in offer.exercises] == shortest


def test_place_is_never_given_up():
    situation = Situation(10, setting="anywhere", minutes_available=1)
    safety = with_answers(unsafe_contact="yes", panic_breath_focus="yes", dizzy_or_sedated="yes")

    offer = offered(situation, safety)

    assert slugs_of(offer) == ["grounding-54321", "delay-distract-decide"]


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("intensity", range(1, 11))
def test_with_every_restriction_but_the_red_flags_two_are_offered_at_each_trigger_and_strength(trigger, intensity):
    profile = {code: "no" if code in RED_FLAGS else "yes" for code in CODES}

    offer = offered(Situation(intensity, (trigger,), setting="anywhere"), Safety(profile))

    assert len(offer.exercises) >= 2


def test_thoughts_of_suicide_bring_the_crisis_route_first():
    offer = offered(Situation(6), with_answers(suicidal_now="yes"))

    assert offer.exercises
    assert offer.routes[0] == "crisis-now"


def test_an_unknown_red_flag_shows_nobody_the_emergency_number():
    offer = offered(Situation(6, triggers=("anger",)), Safety({}))

    assert offer.routes == ()


def test_ratings_that_stay_high_bring_people_beside_the_exercise():
    offer = offered(Situation(9), Safety(ALL_NO, needs_person=True))

    assert offer.exercises
    assert offer.routes == ("helpline",)


def test_when_nothing_is_left_people_are_shown():
    offer = offered(Situation(0), Safety(ALL_NO, hold=Level.L2))

    assert offer.withheld == Withheld.NOTHING_FITS
    assert offer.routes == ("helpline",)


@given(situations, safeties, orders)
def test_who_thinks_of_suicide_is_shown_where_to_turn_whatever_else_is_so(situation, safety, ranked):
    in_danger = replace(safety, profile=safety.profile | {"suicidal_now": "yes"})

    offer = choose(library(), situation, in_danger, ranked=ranked)

    assert "crisis-now" in offer.routes
    assert ("get-medical-help" in offer.routes) == safety.says_yes("severe_withdrawal")
    assert offer.routes[0] == ("get-medical-help" if safety.says_yes("severe_withdrawal") else "crisis-now")


def test_every_card_of_a_route_exists():
    named = {card for cards in CARDS.values() for card in cards}

    assert named <= set(catalogue().cards)
