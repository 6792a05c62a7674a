"""A language tag is read as RFC 5646 writes it, and looked for from the nearest on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.exercises.languages import LONGEST, lookups, tag_of


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("es", "es"),
        ("ES-mx", "es-MX"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("ca-valencia", "ca-valencia"),
    ],
)
def test_a_tag_has_one_spelling(text, tag):
    assert tag_of(text) == tag


@pytest.mark.parametrize(
    "text",
    ["", "e", "spanish", "es_MX", "es-", "-es", "es mx", "es\n", "*", "es-ñ", "é", "es-" + "a" * 9, "aa-" * 20 + "aa"],
)
def test_what_is_no_tag_is_none(text):
    assert tag_of(text) is None


@given(st.text(max_size=LONGEST + 5))
def test_a_tag_is_its_own_spelling(text):
    tag = tag_of(text)

    assert tag is None or tag_of(tag) == tag


def test_the_nearest_is_looked_for_first():
    assert lookups("zh-Hant-TW") == ("zh-Hant-TW", "zh-Hant", "zh")
    assert lookups("es") == ("es",)
