"""The packaged exercises: read on first use, checked whole, refused when anything does not add up."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from backend.coping.exercises.definitions import Bar, Cycle, Evidence, Exercise, Library, Step

DATA = Path(__file__).parent.parent / "data" / "exercises.json"
SCHEMA = "coping-exercises/1"

# exercises.json, `field_notes.steps_kind`.
STEP_KINDS = frozenset({"do", "in", "out", "hold", "rate", "write", "choose", "save", "send", "call", "gate"})
# exercises.json, `global_rules`: these two "are in avoid_if of every exercise".
ALWAYS_BARRED = frozenset({"severe_withdrawal", "driving"})
# The file marks a held breath by the kind of its steps; cold water it names in prose only.
COLD_WATER = frozenset({"cool-water"})
# Doable wherever the person is.
ANYWHERE = "anywhere"
STRONGEST = 10

Raw = Mapping[str, Any]


class LibraryError(ValueError):
    """`exercises.json` says something that cannot be right; the message names the place."""

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(f"exercises.json {place}: {detail}")


@cache
def library() -> Library:
    """The packaged library. Raises LibraryError."""
    return load_library(DATA)


def load_library(path: Path) -> Library:
    """Read and check a file. Raises LibraryError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LibraryError("", f"cannot be read: {error}") from error
    return library_from(document)


def library_from(document: Raw) -> Library:
    """Build the library of a parsed file. Raises LibraryError."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise LibraryError("", f"the schema is not {SCHEMA}")
    with _named_place("exercises"):
        exercises = [_placed_exercise(raw) for raw in document["exercises"]]
    with _named_place("lists of codes"):
        found = _library(document, exercises)
    _check(found, exercises)
    return found


@contextmanager
def _named_place(place: str) -> Iterator[None]:
    """Turn what is missing or of the wrong type into a LibraryError that names its place."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, LibraryError):
            raise
        raise LibraryError(place, f"{type(error).__name__}: {error}") from error


def _placed_exercise(raw: Raw) -> Exercise:
    with _named_place(raw["slug"]):
        return _exercise(raw)


def _library(document: Raw, exercises: list[Exercise]) -> Library:
    return Library(
        exercises={exercise.slug: exercise for exercise in exercises},
        triggers=tuple(trigger["code"] for trigger in document["triggers"]),
        contraindications={bar["code"]: bar["ask"] for bar in document["contraindications"]},
        routes=frozenset(route["code"] for route in document["routes"]),
        settings=tuple(dict.fromkeys(setting for exercise in exercises for setting in exercise.settings)),
        grades=tuple(document["grades"]),
        fingerprint=_fingerprint(document),
    )


def _fingerprint(document: Raw) -> str:
    return sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]


def _exercise(raw: Raw) -> Exercise:
    steps = tuple(Step(step["text"], int(step["seconds"]), step["kind"]) for step in raw["steps"])
    suits = raw["suits"]
    return Exercise(
        slug=raw["slug"],
        version=int(raw["version"]),
        title=raw["title"],
        category=raw["category"],
        summary=raw["summary"],
        goal=raw["goal"],
        steps=steps,
        cycle=_cycle(raw["cycle"]),
        triggers=tuple(suits["triggers"]),
        craving_min=int(suits["craving_min"]),
        craving_max=int(suits["craving_max"]),
        settings=tuple(suits["settings"]),
        avoid_if=tuple(Bar(bar["code"], bar["instead"]) for bar in raw["avoid_if"]),
        unknown_bars=raw["slug"] in COLD_WATER or any(step.kind == "hold" for step in steps),
        calm_at_l2=raw["calm_at_l2"],
        stop_if=tuple(raw["stop_if"]),
        safety_note=raw["safety_note"],
        inputs=tuple(raw["inputs"]),
        evidence_grade=raw["evidence_grade"],
        evidence=tuple(_evidence(source) for source in raw["evidence"]),
        prior_effect=float(raw["prior_effect"]),
        language=raw["language"],
        duration_seconds=int(raw["duration_seconds"]),
    )


def _cycle(raw: Raw | None) -> Cycle | None:
    return None if raw is None else Cycle(tuple(raw["step_indexes"]), int(raw["times"]))


def _evidence(raw: Raw) -> Evidence:
    return Evidence(raw["id"], raw["cite"], raw["url"], is_checked=raw["check"] == "verified")


def _check(found: Library, exercises: list[Exercise]) -> None:
    _refuse_repeats("exercises", [exercise.slug for exercise in exercises])
    _refuse_repeats("triggers", found.triggers)
    _refuse_unknown("", "cold water", COLD_WATER, found.exercises)
    for exercise in exercises:
        _check_words(exercise, found)
        _check_numbers(exercise)


def _check_words(exercise: Exercise, found: Library) -> None:
    place = exercise.slug
    codes = [bar.code for bar in exercise.avoid_if]
    targets = found.exercises.keys() | found.routes
    _refuse_repeats(place, codes)
    _refuse_unknown(place, "avoid_if", codes, found.contraindications)
    _refuse_unknown(place, "instead", (bar.instead for bar in exercise.avoid_if), targets - {exercise.slug})
    _refuse_unknown(place, "trigger", exercise.triggers, found.triggers)
    _refuse_unknown(place, "kind of step", (step.kind for step in exercise.steps), STEP_KINDS)
    _refuse_unknown(place, "evidence grade", [exercise.evidence_grade], found.grades)
    for code in sorted(ALWAYS_BARRED - set(codes)):
        raise LibraryError(place, f"{code} is missing in avoid_if")
    if not isinstance(exercise.calm_at_l2, bool):
        raise LibraryError(place, "calm_at_l2 is neither true nor false")


def _check_numbers(exercise: Exercise) -> None:
    if not 0 <= exercise.craving_min <= exercise.craving_max <= STRONGEST:
        raise LibraryError(exercise.slug, "the craving range is not within 0 to 10")
    if not exercise.settings or exercise.version < 1:
        raise LibraryError(exercise.slug, "a setting or the version is missing")
    if exercise.duration_seconds != _played_seconds(exercise):
        raise LibraryError(exercise.slug, "duration_seconds is not what the steps add up to")


def _played_seconds(exercise: Exercise) -> int:
    once = sum(step.seconds for step in exercise.steps)
    if exercise.cycle is None:
        return once
    try:
        in_cycle = sum(exercise.steps[index].seconds for index in exercise.cycle.step_indexes)
    except IndexError:
        raise LibraryError(exercise.slug, "the cycle names a step that is not there") from None
    return once + in_cycle * (exercise.cycle.times - 1)


def _refuse_unknown(place: str, what: str, named: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        raise LibraryError(place, f"{what} {unknown[0]!r} is not known")


def _refuse_repeats(place: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise LibraryError(place, f"{code!r} stands there twice")
        seen.add(code)
