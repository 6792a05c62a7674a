"""An operator brings words for an exercise to people, and takes one back, in a real Chromium."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import needs_chromium
from tests.console import browser as chromium
from tests.coping.exercise_texts import document, root, translated

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]
NARROW = {"width": 320, "height": 640}


def fits(page: Page) -> bool:
    return not chromium.is_wider_than_the_screen(page) and chromium.small_targets(page) == []


@pytest.mark.parametrize(
    "options",
    [{"viewport": NARROW, "color_scheme": "dark"}, {"viewport": chromium.DESK}],
    ids=["narrow-dark", "desk"],
)
def test_an_operator_publishes_words_and_takes_an_exercise_back(tab, db, tmp_path, options):
    page = tab(root(), **options)
    words = tmp_path / "es.json"
    page.goto("/console/")
    page.get_by_role("link", name="Exercises").click()
    expect(page.get_by_role("heading", name="Exercises")).to_be_visible()
    assert fits(page)
    chromium.picture(page, tmp_path, "languages")

    page.get_by_role("link", name="Add words").click()
    words.write_text(json.dumps(document(translated(title=""), translated("long-sigh"))))
    page.get_by_label("The words, a JSON file").set_input_files(words)
    page.get_by_role("button", name="Check and add it").click()
    expect(page.get_by_text("/exercises/0/title")).to_be_visible()
    assert not chromium.is_wider_than_the_screen(page)
    chromium.picture(page, tmp_path, "faults")

    words.write_text(json.dumps(document(translated(), translated("long-sigh"))))
    page.get_by_label("The words, a JSON file").set_input_files(words)
    page.get_by_role("button", name="Check and add it").click()
    expect(page.get_by_text("Added as drafts: 2.")).to_be_visible()
    assert fits(page)
    chromium.picture(page, tmp_path, "language")

    page.get_by_role("link", name="Surf the urge").click()
    expect(page.get_by_text("ES Surf the urge")).to_be_visible()
    assert fits(page)
    chromium.picture(page, tmp_path, "draft")
    page.get_by_label("Who read it").fill("Dr Ada Ruiz")
    page.get_by_role("button", name="They have read it").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("Published. People are shown it in Spanish (es)")).to_be_visible()

    page.get_by_role("link", name="Surf the urge").click()
    page.get_by_role("link", name="take it back in English").click()
    expect(page.get_by_text("As the release brings it")).to_be_visible()
    chromium.picture(page, tmp_path, "packaged")
    page.get_by_role("link", name="Take it back", exact=True).click()
    expect(page.get_by_role("heading", name="Take back")).to_be_visible()
    assert fits(page)
    chromium.picture(page, tmp_path, "question")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back. It is shown in no language")).to_be_visible()
    assert fits(page)
    chromium.picture(page, tmp_path, "taken-back")
