"""What a yes to a question of the safety profile leads to at once. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from backend.instruments.catalogue import catalogue
from backend.instruments.reading import Reading

# The daily check-in asks for the same: what follows there follows wherever it is told (instruments.json).
CHECK_IN = "daily-check-in"
RULES_IN_DANGER: Mapping[str, str] = MappingProxyType(
    {"severe_withdrawal": "severe-signs", "suicidal_now": "self-harm"}
)


def reading_of_danger(answers: Mapping[str, str]) -> Reading:
    """Read answers to the safety profile as the check-in reads the same: an unknown one is no yes."""
    said = {rule for code, rule in RULES_IN_DANGER.items() if answers.get(code) == "yes"}
    rules = catalogue().instruments[CHECK_IN].rules
    return Reading(scores=(), rules=tuple(rule for rule in rules if rule.instrument == CHECK_IN and rule.id in said))
