"""Exercises in a language, as an operator reads them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_info

from backend.coping.exercises.definitions import Words, words_from
from backend.coping.exercises.library import library
from backend.coping.exercises.shelf import PACKAGED
from backend.coping.exercises.texts import ExerciseStanding, Standing, standings
from backend.coping.models import ExerciseText

# In the order in which they want somebody to do something.
STANDING_WORDS = {
    Standing.DRAFT: "to be read",
    Standing.REVIEWED: "read, to be published",
    Standing.OUTDATED: "for an earlier version",
    Standing.MISSING: "not there",
    Standing.PUBLISHED: "shown",
}
TAKEN_BACK_WORDS = {Standing.DRAFT: "taken back", Standing.REVIEWED: "taken back, read again"}


@dataclass(frozen=True)
class LanguageRow:
    """`counts` are pairs of words and number, without those of which there are none."""

    language: str
    name: str
    shown: int
    all: int
    counts: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class ExerciseRow:
    each: ExerciseStanding
    words: str


@dataclass(frozen=True)
class Line:
    """One part of an exercise: what it is, the English, and the other words."""

    what: str
    english: str
    other: str


def language_name(language: str) -> str:
    """`Spanish (es)`; a language that nobody here has a name for is its tag."""
    try:
        name = get_language_info(language.lower())["name"]
    except KeyError:
        return language
    return f"{name} ({language})"


def language_row(language: str) -> LanguageRow:
    counted = Counter(row.words for row in exercise_rows(language))
    shown = counted.pop(STANDING_WORDS[Standing.PUBLISHED], 0)
    return LanguageRow(language, language_name(language), shown, len(library().exercises), list(counted.items()))


def exercise_rows(language: str) -> list[ExerciseRow]:
    """Return first what wants to be done."""
    order = list(STANDING_WORDS)
    found = sorted(standings(language), key=lambda each: (not each.has_draft, order.index(each.standing)))
    return [ExerciseRow(each, _words(each, language)) for each in found]


def lines_of(english: Words, other: Words | None) -> list[Line]:
    """Return part by part what both say; parts that the exercise has not got are left out."""
    theirs = dict(_parts(other)) if other else {}
    return [Line(what, text, theirs.get(what, "")) for what, text in _parts(english) if text]


def words_of(text: ExerciseText) -> Words | None:
    """None for a packaged exercise: its words are the English ones."""
    return words_from(text.texts) if text.texts else None


def _words(each: ExerciseStanding, language: str) -> str:
    if language == PACKAGED and each.standing in TAKEN_BACK_WORDS:
        return TAKEN_BACK_WORDS[each.standing]
    return STANDING_WORDS[each.standing]


def _parts(words: Words) -> list[tuple[str, str]]:
    return [
        ("Title", words.title),
        ("In short", words.summary),
        ("What it is for", words.goal),
        *((f"Step {number}", text) for number, text in enumerate(words.steps, start=1)),
        *((f"Stop if, {number}", text) for number, text in enumerate(words.stop_if, start=1)),
        ("Take care", words.safety_note),
    ]
