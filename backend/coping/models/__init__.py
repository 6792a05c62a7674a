"""Cravings and what was offered for them, how it was chosen, and what people choose themselves."""

from backend.coping.models.cravings import Craving, CravingRating, ExerciseSession, Outcome
from backend.coping.models.recommending import Draw, ExerciseChoice, PooledRatings

__all__ = [
    "Craving",
    "CravingRating",
    "Draw",
    "ExerciseChoice",
    "ExerciseSession",
    "Outcome",
    "PooledRatings",
]
