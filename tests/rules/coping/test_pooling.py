"""Pooling: counts and sums of twenty people at least, cell by cell."""

from backend.coping.recommending.beliefs import ALL_TRIGGERS, Tally
from backend.coping.recommending.pooling import tallies_of


def rated(people, *, slug="urge-surfing", triggers=("stress",), fall=2):
    return [(person, slug, triggers, fall) for person in range(people)]


def test_twenty_people_are_enough_and_nineteen_are_not():
    assert tallies_of(rated(19)) == {}
    assert tallies_of(rated(20))["urge-surfing", ALL_TRIGGERS] == Tally(20, 40)


def test_many_ratings_of_few_people_are_not_pooled():
    assert tallies_of(rated(19) * 50) == {}


def test_each_trigger_stands_on_its_own_twenty_people():
    told = rated(20, triggers=("stress",)) + rated(19, triggers=("anger",), fall=1)

    found = tallies_of(told)

    assert found["urge-surfing", ALL_TRIGGERS] == Tally(39, 59)
    assert found["urge-surfing", "stress"] == Tally(20, 40)
    assert ("urge-surfing", "anger") not in found


def test_a_session_without_a_trigger_counts_for_the_exercise_alone():
    assert set(tallies_of(rated(20, triggers=()))) == {("urge-surfing", ALL_TRIGGERS)}
