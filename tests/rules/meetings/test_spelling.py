import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.search.spelling import slips_allowed, slips_between, trigrams_of

words = st.text("abcdefgh", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("typed", "word", "slips"),
    [
        ("serenity", "serenity", 0),
        ("seren", "serenity", 0),
        ("sernity", "serenity", 1),
        ("sreenity", "serenity", 1),
        ("serinity", "serenity", 1),
        ("sereniity", "serenity", 1),
        ("sreentiy", "serenity", 2),
        ("steps", "today", 4),
    ],
)
def test_slips_are_counted_up_to_the_end_of_what_was_typed(typed, word, slips):
    assert slips_between(typed, word) == slips


@given(typed=words, word=words)
def test_a_beginning_costs_nothing_and_nothing_costs_more_than_typing_anew(typed, word):
    assert slips_between(typed, typed + word) == 0
    assert 0 <= slips_between(typed, word) <= len(typed)


@given(word=words, place=st.integers(0, 8), letter=st.sampled_from("abcdefgh"))
def test_one_wrong_letter_is_one_slip_at_most(word, place, letter):
    place %= len(word)

    assert slips_between(word[:place] + letter + word[place + 1 :], word) <= 1
    assert slips_between(word[:place] + word[place + 1 :], word) <= 1
    assert slips_between(word[:place] + letter + word[place:], word) <= 1


@pytest.mark.parametrize(("typed", "allowed"), [("now", 0), ("hope", 1), ("serenity", 2), ("14th", 0), ("24", 0)])
def test_short_words_and_numbers_are_taken_as_they_are(typed, allowed):
    assert slips_allowed(typed) == allowed


def test_trigrams_mark_the_ends_of_a_word():
    assert trigrams_of("hope") == [" ho", "hop", "ope", "pe ", "h_e"]
    assert trigrams_of("a") == [" a ", "a_a"]
