"""Random people in random moments: nothing forbidden is offered, and the seed gives the same again."""

from random import Random
from typing import Any

from backend.coping.exercises.definitions import Library
from backend.coping.recommending.beliefs import Ratings, Tally, beliefs_of
from backend.coping.recommending.choosing import Offer, choose
from backend.coping.recommending.drawing import drawn_order
from backend.coping.recommending.filtering import Safety, Situation, may_offer
from backend.instruments.levels import Level

HOLDS = (Level.L0, Level.L0, Level.L0, Level.L2, Level.L3)
ANSWERS = ("yes", "no", "no", "unknown")


def check_draws(library: Library, count: int, random: Random) -> dict[str, Any]:
    """Return how many draws there were, offered something forbidden, or did not come out the same again."""
    forbidden = differing = offered = 0
    for _ in range(count):
        situation, safety = _situation(library, random), _safety(library, random)
        beliefs = beliefs_of(library.exercises.values(), situation.triggers, _ratings(library, random))
        recent, seed = random.sample(sorted(library.exercises), 2), random.getrandbits(63)
        offer = choose(library, situation, safety, ranked=drawn_order(beliefs, recent=recent, seed=seed))
        again = choose(library, situation, safety, ranked=drawn_order(beliefs, recent=recent, seed=seed))
        offered += bool(offer.exercises)
        forbidden += _is_forbidden(library, offer, situation, safety)
        differing += offer != again
    return {"count": count, "with_exercise": offered, "forbidden": forbidden, "not_reproduced": differing}


def _is_forbidden(library: Library, offer: Offer, situation: Situation, safety: Safety) -> bool:
    """Whether something was offered that the filter forbids; time is given up only where nothing fits into it."""
    fits = any(may_offer(each, situation, safety) for each in library.exercises.values())
    moment = situation if fits else Situation(situation.intensity, situation.triggers, situation.setting)
    return not all(may_offer(each, moment, safety) for each in offer.exercises)


def _situation(library: Library, random: Random) -> Situation:
    return Situation(
        intensity=random.randint(0, 10),
        triggers=tuple(random.sample(library.triggers, random.randint(0, 3))),
        setting=random.choice((None, *library.settings)),
        minutes_available=random.choice((None, *range(1, 31))),
    )


def _safety(library: Library, random: Random) -> Safety:
    profile = {code: random.choice(ANSWERS) for code in library.contraindications}
    # Both bar everything: left to chance among the others there would be little else to see.
    profile |= dict.fromkeys(("severe_withdrawal", "driving"), random.choice(("no",) * 9 + ("yes",)))
    return Safety(
        profile, random.choice(HOLDS), needs_person=random.random() < 0.2, exercises_failed=random.random() < 0.1
    )


def _ratings(library: Library, random: Random) -> Ratings:
    counts = {slug: random.randint(0, 8) for slug in library.exercises}
    own = {slug: Tally(count, random.uniform(-2, 5) * count) for slug, count in counts.items() if count}
    return Ratings(own=own)
