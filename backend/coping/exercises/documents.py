"""A document with words for exercises in another language: read whole, with a pointer for each fault. Pure.

Words say what the exercise says and no more: as many steps and signs to stop, and nothing where it has nothing.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from backend.coping.exercises.definitions import Exercise, Library, Words, words_from
from backend.coping.exercises.languages import tag_of
from backend.coping.exercises.shelf import PACKAGED
from backend.instruments.loading import Fault
from backend.instruments.loading.shapes import Check, below, list_of, one_of, table

SCHEMA = "exercise-texts/1"
LISTS = ("steps", "stop_if")
TEXTS = tuple(field.name for field in fields(Words) if field.name not in LISTS)
# Characters: four times and more what the longest English one takes.
LONGEST_TITLE, LONGEST_TEXT = 120, 400
# Control characters, surrogates, separators of lines and paragraphs: none stands in a sentence.
UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Translations:
    """Words by exercise, each for the version that the library has."""

    language: str
    words: Mapping[str, Words]


class BadDocument(ValueError):
    """`faults` are all that were found in it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(SCHEMA)
        self.faults = faults


def translations_in(document: Any, library: Library) -> Translations:
    """Raises BadDocument; whatever JSON it is, nothing else is raised."""
    faults = list(_shape_for(library)(document, ""))
    if faults:
        raise BadDocument(faults)
    return Translations(
        language=tag_of(document["language"]) or "",
        words={raw["slug"]: _words(raw) for raw in document["exercises"]},
    )


def _words(raw: Raw) -> Words:
    lists = {name: [text.strip() for text in raw[name]] for name in LISTS}
    return words_from({name: raw[name].strip() for name in TEXTS} | lists)


def _shape_for(library: Library) -> Check:
    listed = list_of(_exercise_of(library), least=1, most=len(library.exercises))

    def exercises(value: object, pointer: str) -> Iterator[Fault]:
        yield from listed(value, pointer)
        yield from _repeats(value, pointer)

    return table({"schema": one_of(SCHEMA), "language": _language, "exercises": exercises}, {})


def _repeats(value: object, pointer: str) -> Iterator[Fault]:
    slugs = [each.get("slug") for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    for number, slug in enumerate(slugs):
        if slug in slugs[:number]:
            yield Fault(pointer, "One exercise stands here twice.")


def _language(value: object, pointer: str) -> Iterator[Fault]:
    tag = tag_of(value) if isinstance(value, str) else None
    if tag is None:
        yield Fault(pointer, "This must be a language tag, as in es or pt-BR.")
    elif tag == PACKAGED:
        yield Fault(pointer, "English words come with a release.")


def _exercise_of(library: Library) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        slug = value.get("slug") if isinstance(value, dict) else None
        exercise = library.exercises.get(slug) if isinstance(slug, str) else None
        if exercise is None:
            yield Fault(below(pointer, "slug"), "There is no exercise of this name.")
        else:
            yield from _translation_of(exercise)(value, pointer)

    return check


def _translation_of(exercise: Exercise) -> Check:
    texts = {name: _said(getattr(exercise.words, name), longest=LONGEST_TEXT) for name in TEXTS}
    lists = {name: _each_said(getattr(exercise.words, name)) for name in LISTS}
    title = _said(exercise.title, longest=LONGEST_TITLE)
    return table({"slug": one_of(exercise.slug), "version": _version(exercise), **texts, "title": title, **lists}, {})


def _version(exercise: Exercise) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        # The exact type: True is no number here.
        if type(value) is not int or value != exercise.version:
            yield Fault(pointer, f"This release has version {exercise.version} of it.")

    return check


def _each_said(originals: Sequence[str]) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, list) or len(value) != len(originals):
            yield Fault(pointer, f"The English has {len(originals)} of these, in this order.")
            return
        for number, (each, original) in enumerate(zip(value, originals, strict=True)):
            yield from _said(original, longest=LONGEST_TEXT)(each, below(pointer, number))

    return check


def _said(original: str, *, longest: int) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(pointer, "This must be text.")
            return
        if original and not value.strip():
            yield Fault(pointer, "This may not be empty.")
        if value.strip() and not original:
            yield Fault(pointer, "The English says nothing here: leave it empty.")
        if len(value) > longest:
            yield Fault(pointer, f"This is longer than {longest} characters.")
        if any(unicodedata.category(character) in UNFIT for character in value):
            yield Fault(pointer, "This holds a control character, such as a line break or a tab.")

    return check
