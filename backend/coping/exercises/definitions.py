"""Exercises as the data file describes them, parsed and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Step:
    """`kind` tells the app what to do: a timer, a breath, a field to write in, a number to call."""

    text: str
    seconds: int
    kind: str


@dataclass(frozen=True)
class Cycle:
    """These steps, counted from 0, are played together so many times."""

    step_indexes: tuple[int, ...]
    times: int


@dataclass(frozen=True)
class Bar:
    """Keeps an exercise from everybody for whom `code` holds; `instead` is another slug or a route."""

    code: str
    instead: str


@dataclass(frozen=True)
class Evidence:
    id: str
    cite: str
    url: str
    is_checked: bool  # somebody read the source; else it is quoted to nobody


@dataclass(frozen=True)
class Words:
    """What is said of an exercise in one language; `steps` and `stop_if` in the order of the exercise."""

    title: str
    summary: str
    goal: str
    steps: tuple[str, ...]
    stop_if: tuple[str, ...]
    safety_note: str

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "steps": list(self.steps), "stop_if": list(self.stop_if)}


def words_from(stored: Any) -> Words:
    """Read back what `as_json` gave."""
    return Words(**{**stored, "steps": tuple(stored["steps"]), "stop_if": tuple(stored["stop_if"])})


@dataclass(frozen=True)
class Exercise:
    slug: str
    version: int
    title: str
    category: str
    summary: str
    goal: str
    steps: tuple[Step, ...]
    cycle: Cycle | None
    triggers: tuple[str, ...]  # they rank, they exclude nothing
    craving_min: int
    craving_max: int
    settings: tuple[str, ...]
    avoid_if: tuple[Bar, ...]
    unknown_bars: bool  # for holds of breath and cold water an unknown answer counts as present
    calm_at_l2: bool
    stop_if: tuple[str, ...]
    safety_note: str
    inputs: tuple[str, ...]
    evidence_grade: str
    evidence: tuple[Evidence, ...]
    prior_effect: float
    language: str
    duration_seconds: int

    @property
    def words(self) -> Words:
        steps = tuple(step.text for step in self.steps)
        return Words(self.title, self.summary, self.goal, steps, self.stop_if, self.safety_note)

    def said_in(self, language: str, words: Words) -> "Exercise":
        """Return the same exercise in other words; what it is for, how long it takes and whom it bars stays."""
        return replace(
            self,
            language=language,
            title=words.title,
            summary=words.summary,
            goal=words.goal,
            steps=tuple(replace(step, text=text) for step, text in zip(self.steps, words.steps, strict=True)),
            stop_if=words.stop_if,
            safety_note=words.safety_note,
        )

    @property
    def quotable_evidence(self) -> tuple[Evidence, ...]:
        return tuple(evidence for evidence in self.evidence if evidence.is_checked)


@dataclass(frozen=True)
class Library:
    """Every exercise with the words that describe them; mappings are in file order."""

    exercises: Mapping[str, Exercise]
    triggers: tuple[str, ...]
    contraindications: Mapping[str, str]  # code -> how the person is asked
    routes: frozenset[str]  # what may stand in `instead` and is no exercise: people, a number, a place to park
    settings: tuple[str, ...]
    grades: tuple[str, ...]  # codes; what they mean for people is said in grades.py
    fingerprint: str  # of the file: what was chosen from another one cannot be chosen again

    def without(self, slugs: Collection[str]) -> "Library":
        """Return the library as somebody sees it who never wants to see these."""
        if not slugs:
            return self
        left = {slug: exercise for slug, exercise in self.exercises.items() if slug not in slugs}
        return replace(self, exercises=left)
