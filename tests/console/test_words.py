"""Codes in plain words: levels, rules, rhythms."""

import pytest

from backend.aftercare.help_requests.promises import RULES
from backend.aftercare.quiet.missed_policy import missed_policy
from backend.console.levels import LEVEL_WORDS, RULE_WORDS, rule_words
from backend.console.rhythm import rhythm_of
from backend.instruments.catalogue import Band, catalogue
from backend.instruments.levels import Level


def test_every_rule_that_can_open_an_alert_has_a_sentence():
    rules = [rule for each in catalogue().instruments.values() for rule in each.rules if rule.level >= Level.L1]

    without = [
        (rule.instrument, rule.id)
        for rule in rules
        if (rule.instrument, rule.id) not in RULE_WORDS and not (isinstance(rule, Band) and rule.label)
    ]

    assert without == []


def test_no_sentence_is_left_of_a_rule_that_is_gone():
    rules = {(rule.instrument, rule.id) for each in catalogue().instruments.values() for rule in each.rules}
    of_misses = {("missed", rule.id) for rule in missed_policy().rules}
    of_wishes = {tuple(name.split(":")) for name in RULES.values()}

    assert set(RULE_WORDS) <= rules | of_misses | of_wishes
    assert set(RULE_WORDS) >= of_wishes


def test_every_level_has_words():
    assert set(LEVEL_WORDS) == set(Level)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("daily-check-in:slip", "Used alcohol or a drug that was not prescribed."),
        ("phq-9:severe", "PHQ-9: severe."),
        ("missed:in-a-row", "Has missed check-ins in a row."),
        ("site-form:item-3", "site-form:item-3"),
    ],
)
def test_a_rule_is_told_in_words(name, words):
    assert rule_words(name) == words


@pytest.mark.parametrize(
    ("rrule", "words"),
    [
        ("", "once"),
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;BYDAY=MO", "every week on Monday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "every 2 weeks on Monday, Wednesday and Friday"),
        ("FREQ=MONTHLY;BYDAY=2TU", "every month"),
    ],
)
def test_a_rule_is_told_as_a_rhythm(rrule, words):
    assert rhythm_of(rrule) == words
