"""Ready lines, and what a plan is made of. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class WhenLine:
    """Fits the triggers it names, or an urge of `intensity_from` and more."""

    code: str
    text: str
    triggers: tuple[str, ...]
    intensity_from: int | None


@dataclass(frozen=True)
class ThenLine:
    """`exercise`: it is one of the library, and passes the same filter. `leads_to`: the part of the app it opens.

    `avoid_if`: questions of the safety profile; a yes to one of them bars the line.
    """

    code: str
    text: str
    exercise: str | None
    leads_to: str | None
    avoid_if: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlipLine:
    """`avoid_if`: a yes to one of these questions of the safety profile, and it is not proposed."""

    code: str
    text: str
    leads_to: str | None
    avoid_if: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlipStep:
    """`cards` are shown with the step whatever the person has picked."""

    code: str
    title: str
    cards: tuple[str, ...]
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class PlanLines:
    """Mappings are by code, in file order; so are the steps of the plan for a slip. `exercise_line` has `{title}`."""

    language: str
    when: Mapping[str, WhenLine]
    then: Mapping[str, ThenLine]
    exercise_line: str
    slip: tuple[SlipStep, ...]

    def without(self, exercises: Collection[str]) -> "PlanLines":
        """Return the lines to pick from when these are shown to nobody."""
        left = {code: line for code, line in self.then.items() if line.exercise not in exercises}
        return replace(self, then=left)


@dataclass(frozen=True)
class When:
    """A ready line, own words, or both."""

    line: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Then:
    """A ready line or an exercise, own words, or both."""

    line: str | None = None
    exercise: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Picked:
    """What somebody wants of a step of the plan for a slip: ready lines first, then their own words."""

    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def if_then_as_json(when: When, then: Then) -> dict[str, Any]:
    return {"when": vars(when), "then": vars(then)}


def if_then_from(content: Mapping[str, Any] | None) -> tuple[When, Then]:
    """Read what `if_then_as_json` wrote; after an erasure, of the key for one, both sides are empty."""
    kept = content or {"when": {}, "then": {}}
    return When(**kept["when"]), Then(**kept["then"])
