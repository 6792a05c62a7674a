"""How the two sides of a plan read. Pure."""

from backend.coping.exercises.definitions import Exercise
from backend.coping.plans.definitions import PlanLines, Then, When


def when_text(when: When, lines: PlanLines) -> str:
    line = lines.when.get(when.line or "")
    return _joined(line.text if line else None, when.words)


def then_text(then: Then, lines: PlanLines, exercise: Exercise | None) -> str:
    """A line that names an exercise speaks for itself; an exercise alone is named by its title."""
    line = lines.then.get(then.line or "")
    if line is None and exercise is not None:
        return _joined(exercise_text(exercise, lines), then.words)
    return _joined(line.text if line else None, then.words)


def exercise_text(exercise: Exercise, lines: PlanLines) -> str:
    return lines.exercise_line.format(title=exercise.title)


def _joined(ready: str | None, words: str | None) -> str:
    return ": ".join(part for part in (ready, words) if part)
