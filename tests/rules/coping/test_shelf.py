"""What is shown in which language, and the copy of it that outlives a database."""

from uuid import UUID

import pytest

from backend.coping.exercises.shelf import Shelf, Wording, shelf_from
from tests.times import utc

NUMBERS = [UUID(int=number) for number in range(4)]
SPANISH = Wording("es", "urge-surfing", NUMBERS[0])
MEXICAN = Wording("es-MX", "urge-surfing", NUMBERS[1])
SIGH = Wording("es", "long-sigh", NUMBERS[2])
BRITISH = Wording("en-GB", "long-sigh", NUMBERS[3])
SHELF = Shelf(tuple(sorted([SPANISH, MEXICAN, SIGH, BRITISH])), frozenset({"box-breathing"}), utc("2026-11-24T17:00"))


def test_english_comes_first_among_the_languages():
    assert SHELF.languages == ("en", "en-GB", "es", "es-MX")
    assert Shelf().languages == ("en",)


def test_a_language_whose_exercises_were_all_taken_back_is_none():
    assert Shelf((SPANISH,), frozenset({"urge-surfing"})).languages == ("en",)


@pytest.mark.parametrize(
    ("tag", "served_by"), [("es-MX", ("es-MX", "es")), ("es-AR", ("es",)), ("en-GB", ("en-GB", "en")), ("fr", ())]
)
def test_a_language_is_served_by_the_nearest_ones(tag, served_by):
    assert SHELF.languages_for(tag) == served_by


def test_each_exercise_comes_in_the_first_language_that_has_it():
    assert SHELF.worded(("es-MX", "es")) == (SIGH, MEXICAN)
    assert SHELF.worded(("es",)) == (SIGH, SPANISH)


def test_the_packaged_words_keep_their_place_in_the_order():
    assert SHELF.worded(("en-GB", "en", "es")) == (BRITISH,)
    assert SHELF.worded(("en",)) == ()


def test_a_copy_is_read_back_as_it_was():
    assert shelf_from(SHELF.as_json()) == SHELF
    assert shelf_from(Shelf().as_json()) == Shelf()


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "another/1"},
        {"newest_at": "2026-11-24T17:00:00"},
        {"newest_at": None},
        {"wordings": [["es", "long-sigh", "no-id"]]},
        {"wordings": None},
        {"taken_back": None},
    ],
)
def test_a_copy_of_anything_else_is_refused(change):
    with pytest.raises((ValueError, TypeError)):
        shelf_from(SHELF.as_json() | change)
