"""Cravings and what was offered for them."""

from backend.coping.models.cravings import Craving, CravingRating, ExerciseSession, Outcome

__all__ = [
    "Craving",
    "CravingRating",
    "ExerciseSession",
    "Outcome",
]
