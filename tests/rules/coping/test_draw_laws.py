"""Whatever is known of somebody, nothing forbidden is drawn, and the seed gives the same again.

`bench recommender` does this a hundred thousand times.
"""

from random import Random

from backend.coping.exercises.library import library
from tests.benchmarks.recommender.laws import check_draws


def test_no_draw_offers_what_the_filter_forbids_and_each_comes_out_again():
    found = check_draws(library(), 10_000, Random(20261126))

    assert (found["forbidden"], found["not_reproduced"]) == (0, 0)
    assert found["with_exercise"] > 5_000
