"""Ready lines are plain, blame nobody, and leave facts of danger to the cards; a bad file is refused."""

import copy
import json
import re

import pytest

from backend.coping.exercises.library import library
from backend.coping.plans.definitions import Then, When
from backend.coping.plans.lines import DATA, PlanLinesError, plan_lines, plan_lines_from
from backend.coping.plans.wording import exercise_text, then_text, when_text
from backend.coping.practice.wording import practised
from backend.coping.supporters.labels import STAYS_ON_PHONE
from backend.instruments.catalogue import catalogue
from tests.rules.plain_words import faults_in

SHAME = ("should", "must", "again and", "weak", "guilt", "bad", "wrong", "in a row", "streak", "missed", "!")
LINES = plan_lines()


def every_plan():
    """Each line in a plan with each of a few on the other side."""
    for when in LINES.when.values():
        yield f"If {when.text}, then I drink a glass of water."
    for then in LINES.then.values():
        yield f"If I feel sad, then {then.text}."
    for exercise in library().exercises.values():
        yield f"If I feel sad, then {exercise_text(exercise, LINES)}."


def every_text():
    yield from every_plan()
    yield from (line.text for step in LINES.slip for line in step.lines)
    yield from (practised(times, days) for times in (0, 1, 2, 30) for days in (7, 28))
    yield STAYS_ON_PHONE


@pytest.mark.parametrize("text", sorted(set(every_text())))
def test_every_sentence_is_plain_and_blames_nobody(text):
    assert faults_in([text]) == []
    assert not [word for word in SHAME if word in text.lower()]


def test_the_steps_after_a_slip_begin_with_safety_and_end_with_the_plan():
    assert [step.code for step in LINES.slip] == ["safety", "people", "meeting", "care-team", "plan"]
    assert "tolerance-lost" in LINES.slip[0].cards


def test_no_ready_line_says_what_a_card_says():
    own = " ".join(line.text.lower() for step in LINES.slip for line in step.lines)

    assert not re.search(r"tolerance|naloxone|dose|body", own)
    for code in LINES.slip[0].cards:
        card = catalogue().cards[code]
        assert not [text for text in (*card.do, *card.dont) if text.lower() in own]


def test_every_trigger_has_a_line():
    assert {trigger for line in LINES.when.values() for trigger in line.triggers} == set(library().triggers)


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (When(line="sad"), "I feel sad"),
        (When(words="it rains"), "it rains"),
        (When(line="sad", words="on Sundays"), "I feel sad: on Sundays"),
        (When(line="a line of another release", words="it rains"), "it rains"),
        (When(line="a line of another release"), ""),
    ],
)
def test_a_side_reads_as_its_line_with_own_words_behind(when, text):
    assert when_text(when, LINES) == text


def test_an_exercise_that_is_not_there_any_more_leaves_the_own_words():
    assert then_text(Then(exercise="juggling", words="with Tom"), LINES, None) == "with Tom"


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("schema",), "coping-plan-lines/9", "schema"),
        (("when", 0, "triggers"), ["weather"], "weather"),
        (("when", 1, "code"), "stressed", "stressed"),
        (("when", 0, "triggers"), [], "stress"),
        (("then", 0, "exercise"), "juggling", "juggling"),
        (("then", 0, "leads_to"), "the moon", "the moon"),
        (("slip", 0, "cards"), ["a-card"], "a-card"),
        (("slip", 1, "code"), "safety", "safety"),
        (("slip", 0, "lines"), None, "TypeError"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_by_name(path, value, named):
    document = copy.deepcopy(json.loads(DATA.read_text()))
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    with pytest.raises(PlanLinesError, match=re.escape(named)):
        plan_lines_from(document)
