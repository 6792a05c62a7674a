"""What somebody reads who tells of a slip is plain, kind, and counts what stays."""

from itertools import islice

import pytest

from backend.coping.counters.milestones import milestones
from backend.coping.counters.wording import thanks_for_telling
from tests.rules.plain_words import faults_in, grade

# Counting may shame too.
NOT_OURS = ("streak", "reset", "back to zero", "lost", "broke", "again", "shame", "sober", "!")


@pytest.mark.parametrize("days_total", [0, 1, 2, 41, 400, 12_345])
def test_every_answer_is_plain_and_shames_nobody(days_total):
    text = thanks_for_telling(days_total)

    assert faults_in([text]) == []
    assert not [word for word in NOT_OURS if word in text.lower()]


@pytest.mark.parametrize(
    ("days_total", "text"),
    [
        (0, "You told us. That took courage. Today is a new day."),
        (1, "You told us. That took courage. Your 1 day still counts."),
        (41, "You told us. That took courage. Your 41 days still count."),
        (1_200, "You told us. That took courage. Your 1,200 days still count."),
    ],
)
def test_it_says_how_many_days_still_count(days_total, text):
    assert thanks_for_telling(days_total) == text


def test_the_names_of_milestones_are_plain():
    assert not [each for each in islice(milestones(), 30) if grade(each.label) > 6]
