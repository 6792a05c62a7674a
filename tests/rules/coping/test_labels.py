"""What reaches somebody is told from what names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.supporters.labels import says_how_to_reach


@given(st.text(alphabet="0123456789", min_size=6, max_size=15), st.sampled_from(["", " ", "-", ".", "/", ") ("]))
def test_six_digits_and_more_are_a_number_however_they_are_parted(digits, between):
    assert says_how_to_reach(f"Mum {between.join(digits)} home")


@given(st.text(alphabet="0123456789", max_size=5))
def test_five_digits_and_fewer_are_none(digits):
    assert not says_how_to_reach(f"Mum {digits} home")


@given(st.text(alphabet=st.characters(categories=["L", "Zs", "So"])))
def test_words_in_any_script_reach_nobody(words):
    assert not says_how_to_reach(words)


@pytest.mark.parametrize("address", ["jo@example.org", "Jo <jo.b@mail.example.org>", "mailto:a@b.de"])
def test_an_address_reaches_somebody(address):
    assert says_how_to_reach(address)
