"""Cravings and what was offered for them, how it was chosen, what people choose, plan and count themselves."""

from backend.coping.models.counters import Counter, Slip
from backend.coping.models.cravings import Craving, CravingRating, ExerciseSession, Outcome
from backend.coping.models.exercises import ExerciseText
from backend.coping.models.plans import IfThenPlan, OfTarget, PracticeReminder, PracticeTick, SlipPlan, TargetType
from backend.coping.models.recommending import Draw, ExerciseChoice, PooledRatings
from backend.coping.models.safety_plans import SafetyPlanVersion
from backend.coping.models.supporters import Supporter

__all__ = [
    "Counter",
    "Craving",
    "CravingRating",
    "Draw",
    "ExerciseChoice",
    "ExerciseSession",
    "ExerciseText",
    "IfThenPlan",
    "OfTarget",
    "Outcome",
    "PooledRatings",
    "PracticeReminder",
    "PracticeTick",
    "SafetyPlanVersion",
    "Slip",
    "SlipPlan",
    "Supporter",
    "TargetType",
]
