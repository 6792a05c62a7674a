"""The hard filter: what may be offered to this person at this moment, before anything is ranked.

The rules are `global_rules` and `field_notes` of exercises.json. Nothing below may loosen them.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.coping.exercises.definitions import Bar, Exercise
from backend.coping.exercises.library import ANYWHERE
from backend.instruments.levels import Level

YES, UNKNOWN = "yes", "unknown"


@dataclass(frozen=True)
class Situation:
    """What the person told about this craving; a setting or a time that was not told excludes nothing."""

    intensity: int
    triggers: tuple[str, ...] = ()
    setting: str | None = None
    minutes_available: int | None = None


@dataclass(frozen=True)
class Safety:
    """What is known of the person's safety.

    `profile` answers the contraindications with "yes", "no" or "unknown"; a missing one is unknown. `hold` is the
    level of answers that nobody has looked at yet, L0 when there are none or they asked for contact only.
    """

    profile: Mapping[str, str]
    hold: Level = Level.L0
    needs_person: bool = False  # the rule for high ratings fired: people are shown beside an exercise
    exercises_failed: bool = False  # the urge was still high after the last two: people instead of an exercise

    def says_yes(self, code: str) -> bool:
        return self.profile.get(code) == YES


class Withheld(StrEnum):
    """Why no exercise is offered."""

    ACT_NOW = "act-now"
    MEDICAL_HELP = "medical-help"
    PARK_FIRST = "park-first"
    TALK_FIRST = "talk-first"
    NOTHING_FITS = "nothing-fits"


def withheld_whole(safety: Safety) -> Withheld | None:
    """Return why nothing at all may be offered, the most urgent reason first."""
    if safety.says_yes("severe_withdrawal"):
        return Withheld.MEDICAL_HELP
    if safety.hold >= Level.L3:
        return Withheld.ACT_NOW
    if safety.says_yes("driving"):
        return Withheld.PARK_FIRST
    return Withheld.TALK_FIRST if safety.exercises_failed else None


def may_offer(exercise: Exercise, situation: Situation, safety: Safety) -> bool:
    return (
        withheld_whole(safety) is None and suits(exercise, situation, safety) and not bars_of(exercise, safety.profile)
    )


def suits(exercise: Exercise, situation: Situation, safety: Safety) -> bool:
    """Whether it suits the moment: strength of the urge, place, time, and the calm that an open L2 asks for."""
    return (
        exercise.craving_min <= situation.intensity <= exercise.craving_max
        and _is_doable_in(exercise, situation.setting)
        and _is_short_enough(exercise, situation.minutes_available)
        and (exercise.calm_at_l2 or safety.hold < Level.L2)
    )


def bars_of(exercise: Exercise, profile: Mapping[str, str]) -> tuple[Bar, ...]:
    """Return what keeps this exercise from the person, in file order."""
    # The question of seizure_history itself asks for early benzodiazepine or alcohol withdrawal too.
    counted = {YES, UNKNOWN} if exercise.unknown_bars else {YES}
    return tuple(bar for bar in exercise.avoid_if if profile.get(bar.code, UNKNOWN) in counted)


def routes_said(bars: Iterable[Bar], routes: Container[str], profile: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the bars name of people, numbers and a place to park, in order.

    An unknown answer bars an exercise, but it is no reason to show anybody the emergency number.
    """
    said = (bar.instead for bar in bars if bar.instead in routes and profile.get(bar.code) == YES)
    return tuple(dict.fromkeys(said))


def substitutes_named(bars: Iterable[Bar], exercises: Mapping[str, Exercise]) -> list[Exercise]:
    """Return the exercises that the bars name, in order; they pass the same filter before they are offered."""
    return [exercises[bar.instead] for bar in bars if bar.instead in exercises]


def _is_doable_in(exercise: Exercise, setting: str | None) -> bool:
    return setting is None or setting in exercise.settings or ANYWHERE in exercise.settings


def _is_short_enough(exercise: Exercise, minutes_available: int | None) -> bool:
    return minutes_available is None or exercise.duration_seconds <= minutes_available * 60
