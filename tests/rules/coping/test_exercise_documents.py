"""A document with words in another language is read whole: each fault has its place, and no words are repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.exercises.documents import BadDocument, translations_in
from backend.coping.exercises.library import library
from tests.coping.exercise_texts import document, translated

SURF = library().exercises["urge-surfing"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def faults_of(given_document) -> list[str]:
    with pytest.raises(BadDocument) as refused:
        translations_in(given_document, library())
    return [f"{fault.pointer} {fault.detail}" for fault in refused.value.faults]


def test_the_words_of_every_exercise_are_read():
    found = translations_in(document(*map(translated, library().exercises), language="PT-br"), library())

    assert found.language == "pt-BR"
    assert list(found.words) == list(library().exercises)
    assert found.words["urge-surfing"].title == "ES Surf the urge"
    assert len(found.words["urge-surfing"].steps) == len(SURF.steps)


def test_spaces_around_words_are_taken_off():
    found = translations_in(document(translated(title="  Surfea  ")), library())

    assert found.words["urge-surfing"].title == "Surfea"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"slug": "juggling"}, "/exercises/0/slug There is no exercise of this name."),
        ({"slug": ["urge-surfing"]}, "/exercises/0/slug There is no exercise of this name."),
        ({"version": 2}, "/exercises/0/version This release has version 1 of it."),
        ({"version": True}, "/exercises/0/version This release has version 1 of it."),
        ({"version": "1"}, "/exercises/0/version This release has version 1 of it."),
        ({"steps": ["One."]}, "/exercises/0/steps The English has 8 of these, in this order."),
        ({"steps": "One."}, "/exercises/0/steps The English has 8 of these, in this order."),
        ({"stop_if": []}, "/exercises/0/stop_if The English has 3 of these, in this order."),
        ({"stop_if": ["A.", " ", "C."]}, "/exercises/0/stop_if/1 This may not be empty."),
        ({"stop_if": ["A.", 2, "C."]}, "/exercises/0/stop_if/1 This must be text."),
        ({"title": ""}, "/exercises/0/title This may not be empty."),
        ({"title": "x" * 121}, "/exercises/0/title This is longer than 120 characters."),
        ({"goal": "x" * 401}, "/exercises/0/goal This is longer than 400 characters."),
        ({"summary": None}, "/exercises/0/summary This must be text."),
        ({"safety_note": "Mind."}, "/exercises/0/safety_note The English says nothing here: leave it empty."),
        ({"titel": "Surfea"}, "/exercises/0/titel This field is not known here."),
    ],
)
def test_each_fault_has_its_place(changes, fault):
    assert faults_of(document(translated() | changes)) == [fault]


@pytest.mark.parametrize("character", ["\x00", "\n", "\t", "\x7f", "\x85", "\u2028", "\ud800"])
def test_control_characters_stand_in_no_sentence(character):
    detail = "This holds a control character, such as a line break or a tab."

    assert faults_of(document(translated(goal=f"Let{character} it pass"))) == [f"/exercises/0/goal {detail}"]


def test_letters_of_other_scripts_and_their_joiners_are_words():
    found = translations_in(document(translated(goal="می\u200cخواهم", title="क्\u200dष"), language="fa"), library())

    assert found.words["urge-surfing"].goal == "می\u200cخواهم"


def test_all_faults_are_told_at_once():
    faults = faults_of(document(translated(title="", goal=1), translated("long-sigh", version=9), language="Spanish"))

    assert [fault.split()[0] for fault in faults] == [
        "/language",
        "/exercises/0/title",
        "/exercises/0/goal",
        "/exercises/1/version",
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"schema": "exercise-texts/2"}, "/schema This must be one of exercise-texts/1."),
        ({"language": "en"}, "/language English words come with a release."),
        ({"language": "EN"}, "/language English words come with a release."),
        ({"language": 7}, "/language This must be a language tag, as in es or pt-BR."),
        ({"exercises": []}, "/exercises This list must hold 1 to 28 things."),
        ({"exercises": {}}, "/exercises This must be a list."),
        ({"exercises": [7]}, "/exercises/0/slug There is no exercise of this name."),
        ({"exercises": [translated(), translated()]}, "/exercises One exercise stands here twice."),
        ({"licence": "mine"}, "/licence This field is not known here."),
    ],
)
def test_the_document_itself_is_checked(changes, fault):
    assert faults_of(document(**changes)) == [fault]


def test_a_missing_field_is_named():
    words = translated()
    del words["stop_if"]

    assert faults_of(document(words)) == ["/exercises/0/stop_if This field is missing."]


@given(JSON)
def test_whatever_json_it_is_nothing_else_is_raised(anything):
    assert faults_of(anything)


@given(JSON)
def test_whatever_stands_in_an_exercise_nothing_else_is_raised(anything):
    assert faults_of(document(translated(steps=anything)))
