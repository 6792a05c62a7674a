import pytest

from backend.instruments.answers import (
    InvalidAnswer,
    check_answers,
    craving_rating,
    merge,
    valid_part,
)
from backend.instruments.catalogue import catalogue

PHQ9 = catalogue().instruments["phq-9"]
ASQ = catalogue().instruments["asq"]
BAM = catalogue().instruments["bam"]
DAILY = catalogue().instruments["daily-check-in"]
CRAVING = catalogue().instruments["craving-nrs"]


@pytest.mark.parametrize(
    ("instrument", "answers"),
    [
        (PHQ9, {}),
        (PHQ9, {"q9": 0, "q10": 3}),
        (PHQ9, {"q9": None}),
        (ASQ, {"q1": 9, "q5": 9}),
        (ASQ, {"q5": 1}),
        (BAM, {"q4": 0, "q5": 3, "q14": 4}),
        (DAILY, {"used": 9, "redflags": []}),
        (DAILY, {"redflags": ["none", "self_harm"]}),
        (DAILY, {"redflags": ["chest", "chest"]}),
        (DAILY, {"meds": 1, "early_signs": ["tremor"]}),
    ],
)
def test_answers_of_the_instrument_are_valid(instrument, answers):
    assert check_answers(instrument, answers) == []


@pytest.mark.parametrize(
    ("instrument", "answers", "pointer"),
    [
        (PHQ9, {"q11": 0}, "/answers/q11"),
        (PHQ9, {"a/b~c": 0}, "/answers/a~1b~0c"),
        (PHQ9, {"q9": 4}, "/answers/q9"),
        (PHQ9, {"q9": -1}, "/answers/q9"),
        (PHQ9, {"q9": True}, "/answers/q9"),
        (PHQ9, {"q9": 1.0}, "/answers/q9"),
        (PHQ9, {"q9": "1"}, "/answers/q9"),
        (PHQ9, {"q9": [1]}, "/answers/q9"),
        (PHQ9, {"q9": {"value": 1}}, "/answers/q9"),
        (PHQ9, {"q9": 9}, "/answers/q9"),
        (BAM, {"q14": 1}, "/answers/q14"),
        (DAILY, {"redflags": "self_harm"}, "/answers/redflags"),
        (DAILY, {"redflags": {"self_harm": True}}, "/answers/redflags"),
        (DAILY, {"redflags": ["self_harm", "tired"]}, "/answers/redflags/1"),
        (DAILY, {"redflags": [["self_harm"]]}, "/answers/redflags/0"),
        (DAILY, {"redflags": [None]}, "/answers/redflags/0"),
    ],
)
def test_an_unknown_item_or_value_is_pointed_at(instrument, answers, pointer):
    invalid = check_answers(instrument, answers)

    assert [answer.pointer for answer in invalid] == [pointer]


def test_the_detail_says_what_is_wrong_and_not_what_was_said():
    invalid = check_answers(DAILY, {"mood": 77, "redflags": ["seizures"], "feelings": 1})

    assert invalid == [
        InvalidAnswer("/answers/mood", "This is not one of the item's values."),
        InvalidAnswer("/answers/redflags/0", "This is not one of the item's choices."),
        InvalidAnswer("/answers/feelings", "This instrument has no such item."),
    ]


def test_what_can_be_read_stays_when_the_rest_is_refused():
    readable = valid_part(
        DAILY, {"redflags": ["self_harm", "bogus", 3], "mood": 77, "used": True, "feelings": 1, "sleep": 0}
    )

    assert readable == {"redflags": ["self_harm"], "sleep": 0}


def test_a_bare_choice_is_read_though_a_list_was_due():
    assert valid_part(DAILY, {"redflags": "self_harm"}) == {"redflags": ["self_harm"]}


def test_a_null_is_no_answer():
    assert valid_part(PHQ9, {"q9": None, "q1": 2}) == {"q1": 2}


def test_nothing_picked_is_an_answer_and_nothing_readable_is_none():
    assert valid_part(DAILY, {"redflags": [], "halt": ["bored"]}) == {"redflags": []}


def test_parts_merge_item_by_item_and_null_removes():
    merged = merge({"q1": 1, "q2": 2, "q9": 3}, {"q2": 0, "q9": None, "q3": 1, "q4": None})

    assert merged == {"q1": 1, "q2": 0, "q3": 1}


def test_merging_leaves_the_stored_part_as_it_was():
    stored = {"q1": 1}

    merge(stored, {"q1": None})

    assert stored == {"q1": 1}


@pytest.mark.parametrize(
    ("instrument", "answers", "rating"),
    [
        (CRAVING, {"q1": 8}, 8),
        (CRAVING, {"q1": 0}, 0),
        (CRAVING, {}, None),
        (CRAVING, {"q1": 11}, None),
        (DAILY, {"craving": 9}, 9),
        (DAILY, {"mood": 2}, None),
        (BAM, {"q8": 4}, None),
    ],
)
def test_a_craving_rating_is_found_where_answers_bring_one(instrument, answers, rating):
    assert craving_rating(instrument, answers) == rating
