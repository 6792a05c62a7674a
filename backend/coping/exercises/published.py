"""The library as it is shown to somebody: nothing but what is published, in their words.

What was known last outlives the database, so that an exercise which was taken back does not return when it is gone.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from backend.api.last_good import LastGood
from backend.api.problems import Unavailable
from backend.api.quick_connection import UNANSWERED, answered_soon
from backend.coping.exercises.definitions import Exercise, Library, words_from
from backend.coping.exercises.languages import lookups, tag_of
from backend.coping.exercises.library import library
from backend.coping.exercises.shelf import BEFORE_ALL, PACKAGED, Shelf, Wording, shelf_from
from backend.coping.models import ExerciseText

NAME = "shelf.json"
State = ExerciseText.State


def _file() -> Path:
    return Path(settings.COPING_DIR) / NAME


shelves = LastGood(_file, blank=Shelf(), from_json=shelf_from)


def current_shelf() -> Shelf:
    """Ask once: one query. Never waits long for a database that is gone or hangs."""
    return shelves.current(_ask)


def keep_fresh() -> None:
    shelves.refresh(_ask)


def library_in(shelf: Shelf, languages: tuple[str, ...]) -> Library:
    """Return what is published in these languages, each exercise in the first that has it.

    Raises Unavailable when the words are not known here and the database does not give them.
    """
    said = _said(shelf.worded(languages))
    shown = {
        slug: said.get(slug, exercise)
        for slug, exercise in library().exercises.items()
        if slug in said or PACKAGED in languages
    }
    return replace(library(), exercises=shown).without(shelf.taken_back)


def everything_for(shelf: Shelf, locale: str) -> Library:
    """Return every exercise for a person: in the best words that are published for them, else in the packaged ones.

    What was taken back is among them: somebody has done it, or was offered it, or has planned it.
    """
    said = _said(shelf.worded((*lookups(tag_of(locale) or PACKAGED), PACKAGED)))
    return replace(library(), exercises={**library().exercises, **said}) if said else library()


@answered_soon()
def _ask() -> Shelf:
    """Return what the database says. Raises what UNANSWERED names."""
    rows = list(
        ExerciseText.objects.filter(
            # What was ever taken back is asked for too: `newest_at` must grow with each change.
            Q(state=State.PUBLISHED) | Q(texts__isnull=True) | Q(taken_back_at__isnull=False)
        ).values_list("language", "exercise", "id", "version", "state", "changed_at")
    )
    current = {slug: exercise.version for slug, exercise in library().exercises.items()}
    wordings = [
        Wording(language, slug, identity)
        for language, slug, identity, version, state, _ in rows
        # Words of another version may have other steps than this release has.
        if language != PACKAGED and state == State.PUBLISHED and current.get(slug) == version
    ]
    return Shelf(
        wordings=tuple(sorted(wordings)),
        # Whatever version a release brings: what somebody found unsafe does not return by itself.
        taken_back=frozenset(row[1] for row in rows if row[0] == PACKAGED and row[4] != State.PUBLISHED),
        newest_at=max((row[-1] for row in rows), default=BEFORE_ALL),
    )


def _said(wordings: tuple[Wording, ...]) -> Mapping[str, Exercise]:
    try:
        return _loaded(wordings)
    except UNANSWERED as error:
        raise Unavailable from error


@lru_cache(maxsize=64)
def _loaded(wordings: tuple[Wording, ...]) -> Mapping[str, Exercise]:
    if not wordings:
        return {}
    with answered_soon():
        stored = ExerciseText.objects.in_bulk([each.id for each in wordings])
    return {
        each.exercise: library().exercises[each.exercise].said_in(each.language, words_from(stored[each.id].texts))
        for each in wordings
    }
