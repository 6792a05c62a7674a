"""Recommend: evidence, belief, draw, choice. The hard filter stands in the choice, before all of it counts."""

from collections.abc import Collection
from dataclasses import dataclass
from random import SystemRandom

from backend.accounts.models import Person
from backend.coping.exercises.choices import not_for
from backend.coping.exercises.library import library
from backend.coping.models import Craving, Draw
from backend.coping.recommending import replaying
from backend.coping.recommending.beliefs import MODEL_VERSION, beliefs_of
from backend.coping.recommending.choosing import Offer, choose
from backend.coping.recommending.evidence import evidence_about
from backend.coping.recommending.filtering import Safety, Situation, withheld_whole
from backend.coping.recommending.replaying import Inputs

SEED_BITS = 63


@dataclass(frozen=True)
class Drawn:
    """What gives an offer again."""

    inputs: Inputs
    seed: int


@dataclass(frozen=True)
class Recommendation:
    """`drawn` is None where nothing may be offered, so that nothing had to be drawn."""

    offer: Offer
    drawn: Drawn | None = None


def recommend(person: Person, situation: Situation, safety: Safety, *, taken_back: Collection[str]) -> Recommendation:
    """Choose for this person and moment; write nothing. `taken_back` are slugs that nobody is offered."""
    if withheld_whole(safety):
        return Recommendation(choose(library(), situation, safety, ranked=()))
    evidence, left_out = evidence_about(person), sorted({*not_for(person), *taken_back})
    allowed = library().without(left_out)
    beliefs = beliefs_of(allowed.exercises.values(), situation.triggers, evidence.ratings)
    inputs = Inputs(situation, safety, beliefs, evidence.recent, tuple(left_out), allowed.fingerprint)
    seed = SystemRandom().getrandbits(SEED_BITS)
    return Recommendation(replaying.offer_from(inputs, seed), Drawn(inputs, seed))


def keep_draw(craving: Craving, recommendation: Recommendation) -> None:
    """Log how an offer was found, beside the craving that it answers."""
    drawn = recommendation.drawn
    if drawn is not None:
        Draw.objects.create(
            craving=craving, model_version=MODEL_VERSION, seed=drawn.seed, inputs=drawn.inputs.as_json()
        )
