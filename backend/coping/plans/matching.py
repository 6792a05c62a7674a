"""Which plans fit a craving. Pure."""

from collections.abc import Collection

from backend.coping.plans.definitions import PlanLines, When


def fit_of(when: When, lines: PlanLines, *, triggers: Collection[str], intensity: int) -> int | None:
    """Return how well it fits, 0 best; None where it does not.

    What is in own words alone may fit any moment: nobody else can tell, so it comes last.
    """
    line = lines.when.get(when.line or "")
    if line is None:
        return 2 if when.words else None
    if not set(line.triggers).isdisjoint(triggers):
        return 0
    is_so_strong = line.intensity_from is not None and intensity >= line.intensity_from
    return 1 if is_so_strong else None
