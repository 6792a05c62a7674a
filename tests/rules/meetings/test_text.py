import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.search.text import folded, prefix_query, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Café  CRÈME", "cafe creme"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("24/7 & more", "24 7 more"),
        ("Ελπίδα", "ελπιδα"),
        ("don't_stop", "don t stop"),
    ],
)
def test_words_have_one_spelling(typed, words):
    assert folded(typed) == words


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_a_query_holds_words_and_operators_only(text):
    assert all(word.removesuffix(":*").isalnum() for word in prefix_query(words_of(text)).split(" & ") if word)
