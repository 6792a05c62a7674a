"""What may not ring at this moment although its time has come: the feature that lets it ring has the rule.

notifications calls no feature. The app of a feature hands its rule down when the process starts; it is asked where
phones are told what will ring, and again whenever something is about to be sent.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from notifications.kinds import Kind

# Told what notices lead to, it returns what of that may not ring at this instant, with few queries however many.
Rule = Callable[[Collection[UUID], datetime], set[UUID]]

# Why a notice was taken back.
UNTIMELY = "untimely"

_rules: dict[str, Rule] = {}


def ask_of(kind: Kind, rule: Rule) -> None:
    """From now on notices of this kind ring only as `rule` lets them."""
    _rules[kind.value] = rule


def asked_kinds() -> list[str]:
    return list(_rules)


def untimely_among(targets: Iterable[tuple[str, UUID | None]], *, now: datetime) -> set[UUID]:
    """Return the ids that may not ring now, of pairs of a kind and what its notice leads to."""
    by_kind: dict[str, set[UUID]] = {}
    for kind, target_id in targets:
        if target_id is not None:
            by_kind.setdefault(kind, set()).add(target_id)
    return {each for kind, ids in by_kind.items() if kind in _rules for each in _rules[kind](ids, now)}
