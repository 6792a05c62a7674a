"""Whether somebody may be reminded of practising something at this moment. Pure."""

from backend.coping.exercises.definitions import Exercise
from backend.coping.recommending.filtering import Safety, bars_of
from backend.instruments.levels import Level


def is_timely(exercise: Exercise | None, safety: Safety) -> bool:
    """Ask as the hard filter does, of a moment without craving: barred exercises never, at an open L2 calm ones alone.

    While an L3 is open no exercise is. What means none, a safety plan for one, is worth a look whatever has happened.
    """
    if exercise is None:
        return True
    return suits_hold(exercise, safety.hold) and not bars_of(exercise, safety.profile)


def suits_hold(exercise: Exercise, hold: Level) -> bool:
    return hold < Level.L2 or (exercise.calm_at_l2 and hold < Level.L3)
