"""What somebody in need reads is plain, blames nobody, and names no amount of anything."""

import re

import pytest

from backend.crisis.check import NOBODY_WATCHES
from backend.crisis.lines import NO_CRISIS_LINE, UNKNOWN_COUNTRY, lines_for
from backend.crisis.verifying.findings import Findings
from backend.instruments.catalogue import catalogue
from tests.rules.plain_words import faults_in
from tests.times import utc

DEFAULT = lines_for(None, findings=Findings(), today=utc("2026-11-26T12:00").date()).emergency["note"]
SENTENCES = [NOBODY_WATCHES, NO_CRISIS_LINE, UNKNOWN_COUNTRY, DEFAULT]
CARDS = {
    card.code: [card.title, card.who, *(sign.text for sign in card.signs), *card.do, *card.dont]
    for card in catalogue().cards.values()
}


@pytest.mark.parametrize(
    "text", [*SENTENCES, *[". ".join(text.rstrip(".") for text in card) for card in CARDS.values()]]
)
def test_every_text_is_plain_and_blames_nobody(text):
    assert faults_in([text]) == []
    assert "!" not in text


@pytest.mark.parametrize("code", CARDS)
def test_no_card_names_an_amount_a_step_or_a_time_to_lower_a_dose(code):
    text = " ".join(CARDS[code])

    assert not re.findall(r"\d|%|\b(?:mg|milligram|tablet|half|quarter|per week|every week)", text)
