"""Whatever stands in a feed, cleaning answers, and cleaning twice is cleaning once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.imports import cleaning

SNIPPETS = ["<b>", "</b>", "<br>", "<script>", "</script>", "<!--", "-->", "&lt;", "&gt;", "&amp;", "<", "\0", "#@-@#"]
markup = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=5)).map("".join)


@given(markup)
def test_no_markup_and_no_control_character_is_left(text):
    clean = cleaning.plain_text(text)

    assert "<script" not in clean.lower()
    assert "\0" not in clean
    clean.encode()  # no lone surrogate


@given(st.text())
def test_a_link_is_a_web_address_or_nothing(text):
    link = cleaning.web_address(text)

    assert link == "" or link.lower().startswith(("http://", "https://"))


@given(st.text() | st.from_regex(r"\d{1,3}:\d{1,3}(:\d{1,3})?", fullmatch=True))
def test_a_time_lies_within_a_day_or_is_none(text):
    minutes = cleaning.clock_minutes(text)

    assert minutes is None or 0 <= minutes <= 1440


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Tren 2 < Tren 5", "Tren 2 < Tren 5"),
        ("a &lt;b&gt;bold&lt;/b&gt; word", "a bold word"),
        ("Bus Lines#@-@#Bus B60", "Bus B60"),
        ("line<br/>line", "line\nline"),
        ("I <3 NA", "I <3 NA"),
        ("<a href='https://x.example'>here</a>", "here"),
    ],
)
def test_text_keeps_what_people_wrote(raw, clean):
    assert cleaning.plain_text(raw) == clean


@pytest.mark.parametrize(
    ("text", "kept"),
    [("write to jo@example.org", "write to"), ("no address @Melrose  Ave", "no address @Melrose  Ave")],
)
def test_addresses_of_people_are_taken_out(text, kept):
    assert cleaning.without_email(text) == kept
