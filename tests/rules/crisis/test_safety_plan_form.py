"""The blank safety plan: six steps in the order that helps, in words of our own."""

import json
from dataclasses import astuple
from pathlib import Path

import pytest

import backend.crisis.safety_plan_form
from backend.crisis.safety_plan_form import safety_plan_form
from tests.rules.plain_words import faults_in

FORM = safety_plan_form()
DOCUMENT = Path(backend.crisis.safety_plan_form.__file__).parent / "data" / "safety_plan.json"
# Labels of the published form, which is under copyright (suicidesafetyplan.com).
THEIRS = ("internal coping", "social settings", "distraction", "whom i can ask", "agencies", "environment")


def test_the_six_steps_stand_in_the_order_in_which_they_are_tried():
    assert [step.code for step in FORM.steps] == ["signs", "alone", "company", "people", "professionals", "safe-place"]


@pytest.mark.parametrize("text", [FORM.intro, FORM.official_form.note, *[f"{s.title}. {s.prompt}" for s in FORM.steps]])
def test_every_text_is_plain_and_blames_nobody(text):
    assert faults_in([text]) == []


def test_no_label_is_that_of_the_published_form_and_a_link_leads_there():
    steps = json.dumps([astuple(step) for step in FORM.steps]).lower()

    assert not [words for words in THEIRS if words in steps]
    assert FORM.official_form.url == "https://suicidesafetyplan.com"


def test_the_file_says_its_licence():
    assert json.loads(DOCUMENT.read_text())["licence"] == "Apache-2.0: our own words"
