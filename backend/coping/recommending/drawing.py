"""The tempered draw: an order of exercises that tries out what is uncertain, and that its seed gives again."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from statistics import NormalDist

from backend.coping.recommending.beliefs import Belief

# Recovery reference, section 6: the posterior draw has its sd times 0.3; the last two exercises get a rest.
TEMPER = 0.3
REST_PENALTY = 0.25

_STANDARD = NormalDist()


def drawn_order(beliefs: Mapping[str, Belief], *, recent: Collection[str], seed: int) -> list[str]:
    """Return the slugs, best first; ties by slug."""
    return sorted(beliefs, key=lambda slug: (-_score(slug, beliefs[slug], recent, seed), slug))


def _score(slug: str, belief: Belief, recent: Collection[str], seed: int) -> float:
    rest = REST_PENALTY if slug in recent else 0.0
    return belief.mean + TEMPER * belief.sd * _standard_normal(slug, seed) - rest


def _standard_normal(slug: str, seed: int) -> float:
    """Return a number that hangs on slug and seed alone: not on Python's release, nor on what else is drawn."""
    digest = sha256(f"{seed}:{slug}".encode()).digest()
    # 52 bits and a half step: never 0 and never 1, where the normal distribution has no value.
    uniform = ((int.from_bytes(digest[:8]) >> 12) + 0.5) / 2**52
    return _STANDARD.inv_cdf(uniform)
