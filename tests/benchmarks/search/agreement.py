"""A fast wrong answer is a failure: the contenders must have found the same, in the same order."""

import json
from typing import Any

# Other formulas and libraries differ by centimetres, so neighbours may change places.
TOLERANCE_KM = 0.03
Found = list[tuple[int, float]]


class Disagreement(Exception):
    pass


def found(body: bytes) -> Found:
    """Ids and kilometres of an answer, ours or a peer's."""
    answer: Any = json.loads(body)
    rows = answer if isinstance(answer, list) else answer["results"]
    return [(each["id"], each["distance_km"]) for each in rows]


def check(ours: Found, theirs: Found, *, within_km: float | None, question: str) -> None:
    """`within_km`: what the peer looked at; it may know nothing of what lies beyond."""
    reached = [each for each in ours if within_km is None or each[1] <= within_km]
    if len(reached) != len(theirs) or any(not _agree(*pair) for pair in zip(reached, theirs, strict=True)):
        raise Disagreement(f"{question}:\n ours {reached}\n peer {theirs}")


def _agree(ours: tuple[int, float], theirs: tuple[int, float]) -> bool:
    return abs(ours[1] - theirs[1]) <= TOLERANCE_KM
