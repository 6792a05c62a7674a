"""What reaches somebody is told from what names them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.supporters.labels import says_how_to_reach


def reads_as_more(character: str) -> bool:
    """Whether it stands for letters, digits or a dot as well: `™`, `㏂`."""
    return any(each.isalnum() or each == "." for each in unicodedata.normalize("NFKC", character))


DIGITS = st.sampled_from("0123456789٠١٢٣٤５６７８⁹①②③❶❷❸𝟘𝟙𝟚")
PARTED_BY = st.text(
    st.characters(categories=["P", "S", "Z", "M", "Cf"]).filter(lambda each: not reads_as_more(each)) | st.just("."),
    max_size=3,
)


@given(st.lists(st.tuples(DIGITS, PARTED_BY), min_size=6, max_size=15))
def test_six_digits_and_more_are_a_number_however_they_are_written_and_parted(digits):
    assert says_how_to_reach(f"Mum {''.join(digit + between for digit, between in digits)} home")


@given(st.text(alphabet="0123456789", max_size=5))
def test_five_digits_and_fewer_are_none(digits):
    assert not says_how_to_reach(f"Mum {digits} home")


@given(st.lists(st.text(alphabet="0123456789", max_size=5), max_size=8))
def test_letters_between_digits_keep_them_apart(numbers):
    assert not says_how_to_reach(" and ".join(numbers))


WORDS = st.text(
    alphabet=st.characters(categories=["L", "Zs", "So"]).filter(lambda each: each.isalpha() or not reads_as_more(each))
)


@given(WORDS)
def test_words_in_any_script_reach_nobody(words):
    assert not says_how_to_reach(words)


@pytest.mark.parametrize(
    "label",
    [
        "555–0123",
        "555,0123,4567",
        "555_0123_99",
        "5·5·5·0·1·2·3",
        "555#0123",
        "①②③④⑤⑥⑦",
        "❶❷❸❹❺❻",
        "5️⃣5️⃣5️⃣0️⃣1️⃣2️⃣",
        "5\u31645\u31645\u31640\u31641\u31642",
        "5\u200b5\u200b5\u200b0\u200b1\u200b2",
    ],
)
def test_a_number_is_found_however_it_is_written(label):
    assert says_how_to_reach(label)
    assert says_how_to_reach(f"Mum {label} home")


@pytest.mark.parametrize(
    "label",
    [
        "jo@example.org",
        "Jo <jo.b@mail.example.org>",
        "mailto:a@b.de",
        "tel:12345",
        "SMS: 555",
        "ana@localhost",
        "ana＠localhost",
        "ana@7",
        "@ana",
        "Insta @_ana",
        "ana (at) gmail.com",
        "ana [AT] work",
        "ana at gmail dot com",
        "t.me/ana",
        "T.ME/ana",
        "wa.me/ana",
        "Gmail.Com",
        "ana.example.co.uk",
        "https://ana",
        "www.ana",
    ],
)
def test_an_address_a_handle_or_a_link_reaches_somebody(label):
    assert says_how_to_reach(label)
    assert says_how_to_reach(f"Mum {label} home")


@pytest.mark.parametrize(
    "label",
    [
        "J. from group",
        "My brother (works nights until 6)",
        "Room 12",
        "Team 24/7 hotline 988",
        "Jo @ work",
        "Gym @7",
        "Dr.Ruiz",
        "St.Mary's group",
        "J.P. (a.m. only)",
        "Ana & Tom, flat 3, floor 2",
        "Group at 7:30, room 12",
        "Sponsor since 2019",
        "د.أحمد",
        "Tía Ana 🌻",
        "Anna-Lena O'Neil #1",
        "Mum (at home)",
        "Dot, next door",
        "Line 116",
    ],
)
def test_what_people_call_each_other_passes(label):
    assert not says_how_to_reach(label)
