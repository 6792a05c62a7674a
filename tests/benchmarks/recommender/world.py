"""Simulated people whose cravings fall by rules that the recommender does not know.

Nothing here is a claim about real people. The sizes of the effects are ours; noise, habituation and missing ratings
are options of the bench.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from backend.coping.exercises.definitions import Library
from backend.coping.exercises.library import STRONGEST
from backend.coping.recommending.beliefs import (
    ALL_TRIGGERS_RATINGS,
    EDITORIAL_RATINGS,
    MEANT_FOR_IT,
    NOISE_SD,
    PERSON_SD,
)
from backend.coping.recommending.filtering import UNKNOWN, YES, Safety, Situation

# How far the truth lies from what the file's editor guessed, points of craving. They are what the model's own weights
# say: something worth n ratings of that noise differs by noise / sqrt(n).
EDITOR_SD = NOISE_SD / EDITORIAL_RATINGS**0.5
TRIGGER_SD = NOISE_SD / ALL_TRIGGERS_RATINGS**0.5
# How much of the tiredness of an exercise is left one session later.
STAYS_TIRED = 0.8
# Among people: who has a given restriction, and who never said.
HAVE_IT, DID_NOT_SAY = 0.08, 0.15
# With these nothing is offered, so that there is nothing to choose.
NOT_SIMULATED = ("severe_withdrawal", "driving")
MINUTES = (None, None, 3, 5, 10, 15, 20)


@dataclass(frozen=True)
class Truth:
    """What each exercise really does, by exercise and by exercise and trigger."""

    everywhere: Mapping[str, float]
    at_trigger: Mapping[tuple[str, str], float]

    def effect(self, slug: str, triggers: Sequence[str]) -> float:
        here = [self.at_trigger[slug, trigger] for trigger in triggers]
        return self.everywhere[slug] + sum(here) / len(here)


@dataclass
class SimulatedPerson:
    safety: Safety
    likes: Mapping[str, float]
    tired_of: dict[str, float] = field(default_factory=dict)

    def effect(self, slug: str, truth: Truth, situation: Situation, *, habituation: float) -> float:
        tired = habituation * self.tired_of.get(slug, 0.0)
        return truth.effect(slug, situation.triggers) + self.likes[slug] - tired

    def do(self, slug: str) -> None:
        self.tired_of = {each: STAYS_TIRED * tired for each, tired in self.tired_of.items()}
        self.tired_of[slug] = self.tired_of.get(slug, 0.0) + 1


def make_truth(library: Library, random: Random, *, editor_sd: float) -> Truth:
    everywhere = {each.slug: each.prior_effect + random.gauss(0, editor_sd) for each in library.exercises.values()}
    at_trigger = {
        (each.slug, trigger): random.gauss(MEANT_FOR_IT if trigger in each.triggers else 0, TRIGGER_SD)
        for each in library.exercises.values()
        for trigger in library.triggers
    }
    return Truth(everywhere, at_trigger)


def make_person(library: Library, random: Random) -> SimulatedPerson:
    likes = {slug: random.gauss(0, PERSON_SD) for slug in library.exercises}
    return SimulatedPerson(Safety(_profile(library, random)), likes)


def make_situation(library: Library, random: Random) -> Situation:
    return Situation(
        intensity=random.randint(3, STRONGEST),
        triggers=tuple(random.sample(library.triggers, random.choice((1, 1, 2)))),
        setting=random.choice((None, *library.settings)),
        minutes_available=random.choice(MINUTES),
    )


def rating_after(before: int, effect: float, random: Random, *, noise: float) -> int:
    """Return what somebody says afterwards, on the scale of 0 to 10."""
    return min(max(round(before - effect - random.gauss(0, noise)), 0), STRONGEST)


def _profile(library: Library, random: Random) -> Mapping[str, str]:
    return {code: "no" if code in NOT_SIMULATED else _answer(random) for code in library.contraindications}


def _answer(random: Random) -> str:
    drawn = random.random()
    if drawn < HAVE_IT:
        return YES
    return UNKNOWN if drawn < HAVE_IT + DID_NOT_SAY else "no"
