"""The draw: the same seed gives the same order, for ever; what is better comes first more often."""

from hypothesis import given
from hypothesis import strategies as st

from backend.coping.recommending.beliefs import Belief
from backend.coping.recommending.drawing import drawn_order

SLUGS = ("a-walk", "five-senses", "cool-water", "a-call")
# Drawn by seeds 0 to 5 among equals, written down on 2026-11-26.
FIRST_OF_SIX = ["cool-water", "a-walk", "a-call", "a-call", "a-call", "cool-water"]
seeds = st.integers(0, 2**63 - 1)
beliefs = st.fixed_dictionaries({slug: st.builds(Belief, st.floats(-3, 6), st.floats(0.01, 2)) for slug in SLUGS})


@given(beliefs, seeds)
def test_an_order_holds_each_exercise_once_and_is_the_same_again(known, seed):
    order = drawn_order(known, recent=(), seed=seed)

    assert sorted(order) == sorted(SLUGS)
    assert order == drawn_order(known, recent=(), seed=seed)
    assert order == drawn_order(dict(reversed(known.items())), recent=(), seed=seed)


@given(beliefs, seeds)
def test_what_else_is_drawn_changes_no_ones_place(known, seed):
    fewer = {slug: known[slug] for slug in SLUGS[:3]}

    order = drawn_order(known, recent=(), seed=seed)

    assert [slug for slug in order if slug in fewer] == drawn_order(fewer, recent=(), seed=seed)


def test_orders_of_this_release_stay_what_they_are():
    """A logged draw must come out the same in a later release."""
    same = dict.fromkeys(SLUGS, Belief(2.0, 1.0))

    assert [drawn_order(same, recent=(), seed=seed)[0] for seed in range(6)] == FIRST_OF_SIX


def test_equals_come_first_equally_often():
    same = dict.fromkeys(SLUGS, Belief(2.0, 1.0))

    first = [drawn_order(same, recent=(), seed=seed)[0] for seed in range(4_000)]

    assert all(900 < first.count(slug) < 1_100 for slug in SLUGS)


def test_what_is_surely_better_comes_first():
    known = {"better": Belief(3.0, 0.1), "worse": Belief(2.0, 0.1)}

    assert all(drawn_order(known, recent=(), seed=seed)[0] == "better" for seed in range(500))


def test_what_is_uncertain_is_tried():
    known = {"known": Belief(2.2, 0.1), "uncertain": Belief(2.0, 1.2)}

    first = [drawn_order(known, recent=(), seed=seed)[0] for seed in range(1_000)]

    assert 200 < first.count("uncertain") < 450


def test_the_last_exercises_get_a_rest():
    known = {"done": Belief(2.1, 0.01), "other": Belief(2.0, 0.01)}

    assert drawn_order(known, recent=(), seed=1) == ["done", "other"]
    assert drawn_order(known, recent=("done",), seed=1) == ["other", "done"]
