"""What is expected of an exercise: the editor's guess first, then many people's ratings, then the person's own."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.exercises.library import library
from backend.coping.recommending.beliefs import (
    ALL_TRIGGERS,
    MEANT_FOR_IT,
    NOISE_SD,
    PERSON_SD,
    Ratings,
    Tally,
    beliefs_of,
)

EXERCISES = library().exercises
GROUNDING = EXERCISES["grounding-54321"]  # the editor's guess is 1.8
MEANT_FOR = "anxiety"
NOT_MEANT_FOR = "hunger"

tallies = st.builds(
    lambda count, mean: Tally(count, count * mean), st.integers(0, 500), st.floats(-10, 10, allow_nan=False)
)


def belief(*triggers, pooled=None, own=None):
    ratings = Ratings(pooled or {}, {GROUNDING.slug: own} if own else {})
    return beliefs_of([GROUNDING], triggers, ratings)[GROUNDING.slug]


def test_the_world_has_a_trigger_that_fits_and_one_that_does_not():
    assert MEANT_FOR in GROUNDING.triggers
    assert NOT_MEANT_FOR not in GROUNDING.triggers


def test_without_ratings_the_editor_guesses():
    assert belief().mean == pytest.approx(1.8)


def test_a_trigger_that_it_is_meant_for_adds_a_little():
    assert belief(MEANT_FOR).mean - belief(NOT_MEANT_FOR).mean == pytest.approx(MEANT_FOR_IT)


def test_two_triggers_count_alike():
    assert belief(MEANT_FOR, NOT_MEANT_FOR).mean == pytest.approx(1.8 + MEANT_FOR_IT / 2)


def test_six_pooled_ratings_weigh_as_much_as_the_editor():
    pooled = {(GROUNDING.slug, ALL_TRIGGERS): Tally(6, 6 * 3.8)}

    assert belief(pooled=pooled).mean == pytest.approx(2.8)


def test_ten_ratings_at_one_trigger_weigh_as_much_as_all_that_is_known():
    pooled = {(GROUNDING.slug, NOT_MEANT_FOR): Tally(10, 10 * 3.8)}

    assert belief(NOT_MEANT_FOR, pooled=pooled).mean == pytest.approx(2.8)
    assert belief("stress", pooled=pooled).mean == pytest.approx(1.8 + MEANT_FOR_IT)


def test_ones_own_ratings_pull_by_how_far_people_differ():
    count = 13
    weight = count / (count + NOISE_SD**2 / PERSON_SD**2)

    assert belief(own=Tally(count, count * 4.8)).mean == pytest.approx(1.8 + weight * 3.0)


def test_ratings_make_surer():
    pooled = {(GROUNDING.slug, ALL_TRIGGERS): Tally(100, 180.0)}

    assert belief(pooled=pooled).sd < belief().sd
    assert belief(own=Tally(10, 18.0)).sd < belief().sd


@given(tallies, tallies, tallies)
def test_a_belief_lies_among_what_it_rests_on(everywhere, here, own):
    pooled = {(GROUNDING.slug, ALL_TRIGGERS): everywhere, (GROUNDING.slug, MEANT_FOR): here}

    found = belief(MEANT_FOR, pooled=pooled, own=own)

    means = [each.fall / each.count for each in (everywhere, here, own) if each.count] + [1.8]
    # The own mean is set against all triggers, so the difference between triggers comes on top.
    slack = max(means) - min(means) + MEANT_FOR_IT
    assert min(means) - slack <= found.mean <= max(means) + slack
    assert 0 < found.sd < NOISE_SD
    assert isclose(found.mean, belief(MEANT_FOR, pooled=pooled, own=own).mean)
