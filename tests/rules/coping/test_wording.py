"""What a person reads is plain, blames nobody, and owns up when there is too little time."""

import pytest

from backend.coping.exercises.library import library
from backend.coping.recommending.filtering import Situation, Withheld
from backend.coping.recommending.wording import INSTEAD, because
from tests.rules.coping.situations import TRIGGERS
from tests.rules.plain_words import faults_in

GROUNDING = library().exercises["grounding-54321"]
SUPPORTER = library().exercises["call-a-supporter"]


def every_sentence():
    yield from INSTEAD.values()
    for people_first in (True, False):
        yield because(GROUNDING, Situation(5), people_first=people_first)
        yield because(GROUNDING, Situation(5, minutes_available=1), people_first=people_first)
        yield from (
            because(SUPPORTER, Situation(5, triggers=(trigger,)), people_first=people_first) for trigger in TRIGGERS
        )


@pytest.mark.parametrize("text", sorted(set(every_sentence())))
def test_every_sentence_is_plain_and_blames_nobody(text):
    assert faults_in([text]) == []


def test_it_names_the_trigger_that_was_told():
    text = because(GROUNDING, Situation(7, triggers=("money", "anxiety")), people_first=False)

    assert text == "You named worry. This one is meant for that. It takes about 4 minutes."


def test_without_a_matching_trigger_it_speaks_of_the_strength():
    text = because(GROUNDING, Situation(7, triggers=("money",)), people_first=False)

    assert text == "This one suits an urge this strong. It takes about 4 minutes."


def test_it_says_when_there_is_too_little_time():
    text = because(GROUNDING, Situation(7, triggers=("anxiety",), minutes_available=1), people_first=False)

    assert text == "Nothing here fits in 1 minute. The shortest here takes about 4 minutes."


def test_an_exercise_that_just_fits_is_not_called_too_long():
    text = because(GROUNDING, Situation(7, triggers=("anxiety",), minutes_available=4), people_first=False)

    assert "fits in" not in text


def test_people_come_before_the_exercise():
    text = because(GROUNDING, Situation(7, triggers=("anxiety",)), people_first=True)

    assert text.startswith("Reach out to a person first.")


def test_every_reason_for_no_exercise_has_words():
    assert set(INSTEAD) == set(Withheld)
