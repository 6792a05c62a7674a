"""The text that is signed shows every element, and its hash is over what is shown."""

import hashlib
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.consents.forms import Elements, FormText, Item, as_content, listed, render
from backend.accounts.consents.texts import form_texts

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=40)
HEADINGS = form_texts("en").words["headings"]
ITEM = Item("plan", "Your plan", "Read by your care team.", "to plan with you", "staff cannot plan")
ELEMENTS = Elements(
    person="The person who signs.",
    discloser="This app.",
    information=(ITEM,),
    recipients="Staff.",
    redisclosure="They may not pass it on.",
    purpose="For your care.",
    right_to_revoke="At any time.",
    expiry="At the end of 3 December 2026.",
    refusal="The app works.",
    signature="I am 18 or older.",
)


def form(elements=ELEMENTS):
    return FormText("part2-2026-11", "en", elements, render("Your yes", HEADINGS, elements), None, None)


def test_every_element_of_the_rule_stands_under_a_heading():
    assert list(HEADINGS) == [field.name for field in fields(Elements)]


@given(st.data())
def test_whatever_the_elements_say_the_text_shows_it(data):
    said = {field.name: data.draw(TEXT, label=field.name) for field in fields(Elements) if field.name != "information"}
    shown = form(Elements(information=(ITEM,), **said)).text

    assert all(value in shown for value in said.values())
    assert "- Your plan, to plan with you. Read by your care team." in shown


def test_the_hash_is_over_the_text_as_it_is_shown():
    shown = form()

    assert shown.sha256 == hashlib.sha256(shown.text.encode("utf-8")).hexdigest()
    assert form(replace(ELEMENTS, expiry="At the end of 4 December 2026.")).sha256 != shown.sha256


def test_only_version_language_and_hash_together_name_a_form():
    shown = form()
    named = {"version": shown.version, "language": shown.language, "sha256": shown.sha256}

    assert shown.is_what(**named)
    assert not any(shown.is_what(**named | {name: "other"}) for name in named)


def test_what_is_kept_holds_the_elements_the_signature_and_the_text():
    kept = as_content(form(), {"name": "Dana Doe"})

    assert set(kept) == {field.name for field in fields(Elements)} | {"text", "signed"}
    assert kept["information"][0]["data_class"] == "plan"
    assert (kept["text"], kept["signed"]) == (form().text, {"name": "Dana Doe"})


def test_what_saying_no_means_is_said_once():
    assert listed(["staff cannot call you", "nothing changes", "nothing changes"]) == (
        "staff cannot call you; nothing changes"
    )
