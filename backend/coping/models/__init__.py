"""Cravings and what was offered for them, how it was chosen, what people choose themselves, and days they count."""

from backend.coping.models.counters import Counter, Slip
from backend.coping.models.cravings import Craving, CravingRating, ExerciseSession, Outcome
from backend.coping.models.recommending import Draw, ExerciseChoice, PooledRatings

__all__ = [
    "Counter",
    "Craving",
    "CravingRating",
    "Draw",
    "ExerciseChoice",
    "ExerciseSession",
    "Outcome",
    "PooledRatings",
    "Slip",
]
