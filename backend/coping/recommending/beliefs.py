"""What an exercise is expected to do for this person at this trigger, and how sure that is.

The model and its numbers: recovery reference, section 6, "Recommender". Everything is in points on the 0-10 scale of
craving: how much it fell between the rating before and the rating after. Sessions without a rating after say nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from backend.coping.exercises.definitions import Exercise

MODEL_VERSION = "pooled-2"

# The editorial effect is worth this many ratings, and what is known at all triggers this many at one of them.
EDITORIAL_RATINGS = 6.0
ALL_TRIGGERS_RATINGS = 10.0
# How far people differ in what one exercise does for them.
PERSON_SD = 0.7
# How far one rating differs from the next for the same person and exercise.
NOISE_SD = 1.8
# Ours: what the file's list of triggers is worth where nobody has rated yet, so that it ranks among equals.
MEANT_FOR_IT = 0.4

ALL_TRIGGERS = ""


@dataclass(frozen=True)
class Tally:
    """Rated sessions: how many, and by how much craving fell in all of them together."""

    count: int = 0
    fall: float = 0.0

    def with_one(self, fall: float) -> "Tally":
        return Tally(self.count + 1, self.fall + fall)

    def shrunk(self, towards: float, *, worth: float) -> float:
        """Return the mean fall, as if `worth` ratings of `towards` had been given before."""
        return (worth * towards + self.fall) / (worth + self.count)


@dataclass(frozen=True)
class Ratings:
    """`pooled` of people who agreed to it, by exercise and trigger (ALL_TRIGGERS for any); `own` by exercise."""

    pooled: Mapping[tuple[str, str], Tally] = field(default_factory=dict)
    own: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True)
class Belief:
    """Expected fall of craving, in points, and the standard deviation of that expectation."""

    mean: float
    sd: float


def beliefs_of(exercises: Iterable[Exercise], triggers: Collection[str], ratings: Ratings) -> dict[str, Belief]:
    """Return slug -> belief. Several triggers count alike; none at all leaves what is known of any."""
    return {exercise.slug: _belief(exercise, triggers, ratings) for exercise in exercises}


def _belief(exercise: Exercise, triggers: Collection[str], ratings: Ratings) -> Belief:
    everywhere = ratings.pooled.get((exercise.slug, ALL_TRIGGERS), Tally())
    mean = everywhere.shrunk(exercise.prior_effect, worth=EDITORIAL_RATINGS)
    here = _at_triggers(exercise, triggers, ratings, mean)
    own = ratings.own.get(exercise.slug, Tally())
    noise, spread = NOISE_SD**2, PERSON_SD**2
    weight = own.count / (own.count + noise / spread)
    differs = own.fall / own.count - mean if own.count else 0.0
    return Belief(
        mean=here + weight * differs,
        sd=sqrt(noise / (EDITORIAL_RATINGS + everywhere.count) + spread * (1 - weight)),
    )


def _at_triggers(exercise: Exercise, triggers: Collection[str], ratings: Ratings, mean: float) -> float:
    if not triggers:
        return mean
    found = [_at_trigger(exercise, trigger, ratings, mean) for trigger in triggers]
    return sum(found) / len(found)


def _at_trigger(exercise: Exercise, trigger: str, ratings: Ratings, mean: float) -> float:
    editorial = mean + (MEANT_FOR_IT if trigger in exercise.triggers else 0.0)
    return ratings.pooled.get((exercise.slug, trigger), Tally()).shrunk(editorial, worth=ALL_TRIGGERS_RATINGS)
