"""Which of the allowed exercises to offer, and where people must stand beside or in place of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.coping.exercises.definitions import Exercise, Library
from backend.coping.recommending.filtering import (
    Safety,
    Situation,
    Withheld,
    bars_of,
    may_offer,
    routes_said,
    substitutes_named,
    suits,
    withheld_whole,
)

# One to start with and two others to pick from.
MOST_OFFERED = 3

MEDICAL, CRISIS, HELP_LINE, PARK = "get-medical-help", "crisis-now", "helpline", "park-first"
# exercises.json, `routes`: the cards that each shows beside the emergency number and the lines.
CARDS = {
    MEDICAL: ("medical-emergency", "bzd-withdrawal-severe"),
    CRISIS: ("suicide",),
    HELP_LINE: (),
    PARK: (),
}
ROUTES_OF = {
    Withheld.ACT_NOW: (),  # the open alert brings its own help
    Withheld.MEDICAL_HELP: (MEDICAL,),
    Withheld.PARK_FIRST: (PARK,),
    Withheld.TALK_FIRST: (HELP_LINE,),
    Withheld.NOTHING_FITS: (HELP_LINE,),
}


@dataclass(frozen=True)
class Offer:
    """`exercises` best first, at most three; `routes` are what to show of people and numbers beside them."""

    exercises: tuple[Exercise, ...] = ()
    routes: tuple[str, ...] = ()
    withheld: Withheld | None = None


def choose(library: Library, situation: Situation, safety: Safety, *, ranked: Sequence[str]) -> Offer:
    """Choose for this moment; `ranked` are slugs of the library, best first.

    When nothing fits into the time, time alone is given up, shortest first.
    """
    withheld = withheld_whole(safety)
    if withheld:
        return with_people(Offer((), ROUTES_OF[withheld], withheld), safety)
    in_order = [library.exercises[slug] for slug in ranked]
    found = _walk(library, in_order, situation, safety)
    if not found.exercises and situation.minutes_available is not None:
        found = _walk_by_length(library, in_order, replace(situation, minutes_available=None), safety)
    return with_people(found, safety)


def with_people(found: Offer, safety: Safety) -> Offer:
    """Put to an offer what is to be shown of people and numbers, whatever it holds: the most urgent first."""
    withheld = found.withheld or (None if found.exercises else Withheld.NOTHING_FITS)
    medical = [MEDICAL] if MEDICAL in found.routes else []
    # "Screen for red flags first. Never offer an exercise in place of emergency help."
    crisis = [CRISIS] if safety.says_yes("suicidal_now") else []
    help_line = [HELP_LINE] if withheld is Withheld.NOTHING_FITS or safety.needs_person else []
    routes = dict.fromkeys([*medical, *crisis, *found.routes, *help_line])
    return replace(found, routes=tuple(routes), withheld=withheld)


def _walk_by_length(library: Library, ranked: Sequence[Exercise], situation: Situation, safety: Safety) -> Offer:
    """Take the shortest that are allowed; those that are barred come after them, for what their bars call for."""

    def length(exercise: Exercise) -> tuple[bool, int]:
        return not may_offer(exercise, situation, safety), exercise.duration_seconds

    return _walk(library, sorted(ranked, key=length), situation, safety)


def _walk(library: Library, ranked: Sequence[Exercise], situation: Situation, safety: Safety) -> Offer:
    """Take what is allowed, in order; where one is barred its substitute or route takes the place."""
    exercises: dict[str, Exercise] = {}
    routes: dict[str, None] = {}
    for exercise in ranked:
        if len(exercises) == MOST_OFFERED:
            break
        if not suits(exercise, situation, safety):
            continue
        bars = bars_of(exercise, safety.profile)
        routes |= dict.fromkeys(routes_said(bars, library.routes, safety.profile))
        named = substitutes_named(bars, library.exercises) if bars else [exercise]
        allowed = [one for one in named if may_offer(one, situation, safety)]
        exercises |= {one.slug: one for one in allowed[:1]}
    return Offer(tuple(exercises.values()), tuple(routes))
