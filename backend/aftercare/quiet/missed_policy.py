"""What follows from a missed check-in, as data (missed_policy.json) and as rules over facts. Pure.

A first miss means nothing but a note in the app. The rules that can open an alert are in the file; how many misses in
a row, and how many days after an L2 or L3, a site decides within bounds (backend.accounts.policies).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from backend.instruments.levels import Level

# How alerts name these rules: `missed:in-a-row`.
PREFIX = "missed"
IN_A_ROW, AFTER_SERIOUS = "in-a-row", "after-serious"
NO_POLICY, PAUSE = "missed_policy_none", "pause"


@dataclass(frozen=True)
class MissedRule:
    """`held_back_by` names what keeps it from opening an alert."""

    id: str
    level: Level
    words: str
    held_back_by: frozenset[str]

    @property
    def name(self) -> str:
        return f"{PREFIX}:{self.id}"


@dataclass(frozen=True)
class MissedPolicy:
    reminders_after_minutes: tuple[int, ...]
    window_minutes: int
    rules: tuple[MissedRule, ...]
    note: str


@dataclass(frozen=True)
class Limits:
    """What the site has decided."""

    in_a_row: int
    after_serious: timedelta


@dataclass(frozen=True)
class Miss:
    """A check-in asked for at `asked_at` was missed: the how manieth in a row, this one counted.

    `serious_at` is when the last L2 or L3 was given, or the last alert of that level came to its end.
    """

    asked_at: datetime
    in_a_row: int
    serious_at: datetime | None
    held_back: frozenset[str]


def rules_of(miss: Miss, limits: Limits) -> list[MissedRule]:
    """Return the rules by which this miss reaches a human."""
    fired = [rule for rule in missed_policy().rules if FIRES[rule.id](miss, limits)]
    return [rule for rule in fired if rule.held_back_by.isdisjoint(miss.held_back)]


def in_a_row(missed_at: Sequence[datetime | None], *, since: datetime | None) -> int:
    """Count misses, the last first, back to an answer or a refusal (None), or to when the person was reached."""
    count = 0
    for at in missed_at:
        if at is None or (since is not None and at <= since):
            break
        count += 1
    return count


@cache
def missed_policy() -> MissedPolicy:
    return policy_from(json.loads(Path(__file__).with_suffix(".json").read_text("utf-8")))


def policy_from(document: Mapping[str, Any]) -> MissedPolicy:
    """Raises ValueError for a document that would leave somebody unseen: a rule missing, unknown or held back."""
    rules = tuple(
        MissedRule(each["id"], Level(each["level"]), each["words"], frozenset(each["held_back_by"]))
        for each in document["rules"]
    )
    if sorted(rule.id for rule in rules) != sorted(FIRES):
        raise ValueError(f"The rules are {sorted(FIRES)}, each once.")
    after_serious = next(rule for rule in rules if rule.id == AFTER_SERIOUS)
    if after_serious.held_back_by or after_serious.level < Level.L2:
        raise ValueError("Nothing holds back the rule of a miss after an L2 or L3.")
    if unknown := {each for rule in rules for each in rule.held_back_by} - {NO_POLICY, PAUSE}:
        raise ValueError(f"Nothing is known of {sorted(unknown)}.")
    first, *again = document["reminders_after_minutes"]
    if first != 0 or any(not 0 < minutes < document["window_minutes"] for minutes in again):
        raise ValueError("The first reminder is at due, and the others inside the window.")
    return MissedPolicy(tuple(again), document["window_minutes"], rules, document["note"])


def _is_in_a_row(miss: Miss, limits: Limits) -> bool:
    return miss.in_a_row >= limits.in_a_row


def _is_after_serious(miss: Miss, limits: Limits) -> bool:
    return miss.serious_at is not None and miss.asked_at - limits.after_serious <= miss.serious_at


FIRES: Mapping[str, Callable[[Miss, Limits], bool]] = MappingProxyType(
    {IN_A_ROW: _is_in_a_row, AFTER_SERIOUS: _is_after_serious}
)
