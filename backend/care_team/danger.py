"""What danger and the safety profile say of each other. Pure."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from backend.instruments.catalogue import catalogue
from backend.instruments.reading import Reading

# The daily check-in asks for the same: what follows there follows wherever it is told (instruments.json).
CHECK_IN = "daily-check-in"
RULES_IN_DANGER: Mapping[str, str] = MappingProxyType(
    {"severe_withdrawal": "severe-signs", "suicidal_now": "self-harm"}
)
# What bars exercises beside these answers to the daily check-in: the profile asks for the same (exercises.json).
TOLD_BY_RED_FLAGS: Mapping[str, str] = MappingProxyType(
    {"seizure": "seizure_history", "hallucination": "psychosis_symptoms", "chest": "heart_condition"}
)
# Whose answers bring one of these is, as far as anybody knows, "in early benzodiazepine or alcohol withdrawal".
WITHDRAWAL_CARDS = frozenset({"bzd-withdrawal-early", "bzd-withdrawal-severe"})
IN_WITHDRAWAL = "seizure_history"


def reading_of_danger(answers: Mapping[str, str]) -> Reading:
    """Read answers to the safety profile as the check-in reads the same: an unknown one is no yes."""
    said = {rule for code, rule in RULES_IN_DANGER.items() if answers.get(code) == "yes"}
    rules = catalogue().instruments[CHECK_IN].rules
    return Reading(scores=(), rules=tuple(rule for rule in rules if rule.instrument == CHECK_IN and rule.id in said))


def barring_facts(instrument: str, answers: Mapping[str, object], cards: Collection[str]) -> set[str]:
    """Return the questions of the profile that answers say yes to, by their red flags and by the cards they bring."""
    flags = answers.get("redflags") if instrument == CHECK_IN else None
    told = {code for flag, code in TOLD_BY_RED_FLAGS.items() if isinstance(flags, list) and flag in flags}
    return told if WITHDRAWAL_CARDS.isdisjoint(cards) else {*told, IN_WITHDRAWAL}
