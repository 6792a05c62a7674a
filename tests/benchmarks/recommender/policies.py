"""Ways to choose among the exercises that the hard filter leaves, each with what it has seen so far."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from backend.coping.exercises.definitions import Exercise, Library
from backend.coping.recommending.beliefs import Ratings, Tally, beliefs_of
from backend.coping.recommending.choosing import choose
from backend.coping.recommending.drawing import drawn_order
from backend.coping.recommending.filtering import Safety, Situation
from backend.coping.recommending.pooling import tallies_of

RECENT = 2


@dataclass(frozen=True)
class Moment:
    """Somebody's craving: `allowed` is what the filter leaves, never empty; `effects` are the truth, for the oracle."""

    person: int
    situation: Situation
    safety: Safety
    allowed: Sequence[Exercise]
    effects: Mapping[str, float]


class Policy(Protocol):
    def pick(self, moment: Moment, random: Random) -> str: ...

    def see(self, moment: Moment, slug: str, fall: int | None) -> None:
        """Take note of what was done, and by how much craving fell when that was told."""

    def end_round(self) -> None:
        """Everybody has had one more session."""


class Forgetful:
    def see(self, moment: Moment, slug: str, fall: int | None) -> None:
        pass

    def end_round(self) -> None:
        pass


class Oracle(Forgetful):
    """Knows the truth: what any other loses against it is its regret."""

    def pick(self, moment: Moment, random: Random) -> str:
        return max(moment.effects, key=lambda slug: (moment.effects[slug], slug))


class Uniform(Forgetful):
    def pick(self, moment: Moment, random: Random) -> str:
        return random.choice(moment.allowed).slug


class FixedList(Forgetful):
    """The editor's list: always the best that is allowed."""

    def pick(self, moment: Moment, random: Random) -> str:
        return _editors_order(moment.allowed)[0].slug


class RotateTop3:
    def __init__(self) -> None:
        self._turn: Counter[int] = Counter()

    def pick(self, moment: Moment, random: Random) -> str:
        best = _editors_order(moment.allowed)[:3]
        return best[self._turn[moment.person] % len(best)].slug

    def see(self, moment: Moment, slug: str, fall: int | None) -> None:
        self._turn[moment.person] += 1

    def end_round(self) -> None:
        pass


class GreedyPerPerson:
    """The best mean of this person so far; what they have not rated counts as the editor guessed."""

    def __init__(self) -> None:
        self._falls: defaultdict[tuple[int, str], list[int]] = defaultdict(list)

    def pick(self, moment: Moment, random: Random) -> str:
        return max(moment.allowed, key=lambda each: (self._mean(moment.person, each), each.slug)).slug

    def see(self, moment: Moment, slug: str, fall: int | None) -> None:
        if fall is not None:
            self._falls[moment.person, slug].append(fall)

    def end_round(self) -> None:
        pass

    def _mean(self, person: int, exercise: Exercise) -> float:
        falls = self._falls[person, exercise.slug]
        return sum(falls) / len(falls) if falls else exercise.prior_effect


class Handrail:
    """The product's own code: pooling, beliefs, draw and choice."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._told: list[tuple[int, str, tuple[str, ...], int]] = []
        self._pooled: Mapping[tuple[str, str], Tally] = {}
        self._own: defaultdict[int, dict[str, Tally]] = defaultdict(dict)
        self._last: defaultdict[int, list[str]] = defaultdict(list)

    def pick(self, moment: Moment, random: Random) -> str:
        ratings = Ratings(self._pooled, self._own[moment.person])
        beliefs = beliefs_of(self._library.exercises.values(), moment.situation.triggers, ratings)
        recent = self._last[moment.person][-RECENT:]
        ranked = drawn_order(beliefs, recent=recent, seed=random.getrandbits(63))
        return choose(self._library, moment.situation, moment.safety, ranked=ranked).exercises[0].slug

    def see(self, moment: Moment, slug: str, fall: int | None) -> None:
        self._last[moment.person].append(slug)
        if fall is None:
            return
        self._told.append((moment.person, slug, moment.situation.triggers, fall))
        own = self._own[moment.person]
        own[slug] = own.get(slug, Tally()).with_one(fall)

    def end_round(self) -> None:
        self._pooled = tallies_of(self._told)


def _editors_order(exercises: Sequence[Exercise]) -> list[Exercise]:
    return sorted(exercises, key=lambda each: (-each.prior_effect, each.slug))
