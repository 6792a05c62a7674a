"""What stands in the place of an exercise that is barred for somebody. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from backend.coping.exercises.definitions import Exercise, Library
from backend.coping.recommending.filtering import YES, bars_of, routes_said, substitutes_named


@dataclass(frozen=True)
class Instead:
    """Another exercise, if there is one, and what its bar names of people, numbers and a place to park."""

    exercise: Exercise | None
    routes: tuple[str, ...] = ()


def instead_of(
    exercise: Exercise, library: Library, profile: Mapping[str, str], *, not_for: Collection[str] = ()
) -> Instead | None:
    """Return what to do in its place; None where it is not barred. One that `library` has not got is for nobody.

    What the person does not want (`not_for`, slugs) is barred too. A substitute passes the same filter. Where none
    that is named does, and nobody said what calls for people, the next exercise that is open takes the place (recovery
    reference, section 6).
    """
    bars = bars_of(exercise, profile)
    if not bars and exercise.slug in library.exercises and exercise.slug not in not_for:
        return None
    said = routes_said(bars, library.routes, profile)
    others = [] if said else _nearest(exercise, library)
    in_order = [*substitutes_named(bars, library.exercises), *others]
    wanted = (each for each in in_order if each.slug != exercise.slug and each.slug not in not_for)
    open_ones = (each for each in wanted if not bars_of(each, profile))
    return Instead(next(open_ones, None), said)


def is_spoken_against(avoid_if: Iterable[str], profile: Mapping[str, str]) -> bool:
    """Whether a yes to one of these questions bars a ready line; an unknown answer bars none."""
    return any(profile.get(code) == YES for code in avoid_if)


def _nearest(exercise: Exercise, library: Library) -> list[Exercise]:
    """Return all, those for most of the same triggers first, then in file order."""

    def apart(other: Exercise) -> int:
        return -len(set(other.triggers) & set(exercise.triggers))

    return sorted(library.exercises.values(), key=apart)
