"""Just waiting ten minutes: what an urge does by itself. Without it no exercise can be said to do anything."""

from dataclasses import dataclass

JUST_WAIT = "just-wait"


@dataclass(frozen=True)
class Wait:
    """It stands where the slug of an exercise stands, and is none."""

    exercise: str = JUST_WAIT
    title: str = "Just wait ten minutes"
    seconds: int = 600


WAIT = Wait()
