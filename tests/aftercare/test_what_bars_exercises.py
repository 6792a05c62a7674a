"""What a check-in tells of a person bars exercises too, until they say otherwise."""

import pytest

from backend.care_team.safety_profile import profile_of, set_profile
from tests.aftercare.factories import CALM, answer, begin

pytestmark = pytest.mark.django_db


def said_yes(person):
    return {code for code, told in profile_of(person).items() if told == "yes"}


@pytest.mark.parametrize(
    ("told", "bars"),
    [
        ({"redflags": ["seizure"]}, {"seizure_history"}),
        ({"redflags": ["chest"]}, {"heart_condition"}),
        # Signs of severe withdrawal, and so of withdrawal.
        ({"redflags": ["hallucination"]}, {"psychosis_symptoms", "seizure_history"}),
        ({"redflags": ["confused"]}, {"seizure_history"}),
        ({"early_signs": ["tremor", "sleep"]}, {"seizure_history"}),
        ({"early_signs": ["sleep"]}, set()),
        ({"redflags": ["self_harm"]}, set()),
        ({"used": 1}, set()),
        (CALM, set()),
    ],
)
def test_each_answer_bars_what_the_profile_asks_for_in_the_same_words(api, dana, told, bars):
    answer(api(dana), begin(dana), told)

    assert said_yes(dana) == bars


def test_a_part_and_a_refused_answer_do_as_well(api, dana, nora):
    answer(api(dana), begin(dana), {"redflags": ["seizure"]}, final=False)
    answer(api(nora), begin(nora), {"redflags": ["chest"], "mood": 77})

    assert (said_yes(dana), said_yes(nora)) == ({"seizure_history"}, {"heart_condition"})


def test_it_takes_nothing_from_the_profile_and_the_person_has_the_last_word(api, dana):
    set_profile(dana, {"pregnancy": "yes", "seizure_history": "no"})

    answer(api(dana), begin(dana), {"redflags": ["seizure"]})
    told = said_yes(dana)
    api(dana).put("/v1/safety-profile", {"answers": {"pregnancy": "yes", "seizure_history": "no"}})

    assert told == {"pregnancy", "seizure_history"}
    assert said_yes(dana) == {"pregnancy"}


def test_a_questionnaire_without_such_questions_bars_nothing(api, dana):
    answer(api(dana), begin(dana, "phq-9"), {"q9": 3})

    assert said_yes(dana) == set()
