"""A draw made again from what was logged: the same seed and inputs give the same offer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from backend.coping.exercises.library import library
from backend.coping.recommending.beliefs import Belief
from backend.coping.recommending.choosing import Offer, choose
from backend.coping.recommending.drawing import drawn_order
from backend.coping.recommending.filtering import Safety, Situation
from backend.instruments.levels import Level


class AnotherLibrary(ValueError):
    """The draw was made from exercises that this release has in another version."""


@dataclass(frozen=True)
class Inputs:
    """All that an offer hangs on but its seed.

    `left_out` are exercises that the person does not want to see, or that were taken back.
    """

    situation: Situation
    safety: Safety
    beliefs: Mapping[str, Belief]
    recent: tuple[str, ...]
    left_out: tuple[str, ...]
    library: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "safety": asdict(self.safety) | {"hold": self.safety.hold.value},
            "beliefs": {slug: [belief.mean, belief.sd] for slug, belief in self.beliefs.items()},
        }


def inputs_from(stored: Mapping[str, Any]) -> Inputs:
    """Read back what `as_json` gave."""
    situation, safety = stored["situation"], stored["safety"]
    return Inputs(
        situation=Situation(**situation | {"triggers": tuple(situation["triggers"])}),
        safety=Safety(**safety | {"hold": Level(safety["hold"])}),
        beliefs={slug: Belief(mean, sd) for slug, (mean, sd) in stored["beliefs"].items()},
        recent=tuple(stored["recent"]),
        left_out=tuple(stored["left_out"]),
        library=stored["library"],
    )


def offer_from(inputs: Inputs, seed: int) -> Offer:
    """Raises AnotherLibrary when the exercises have changed since."""
    if inputs.library != library().fingerprint:
        raise AnotherLibrary(inputs.library)
    ranked = drawn_order(inputs.beliefs, recent=inputs.recent, seed=seed)
    return choose(library().without(inputs.left_out), inputs.situation, inputs.safety, ranked=ranked)
