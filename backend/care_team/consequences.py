"""What answers bring about, in the transaction that took them: hold, alert, help, and who is watching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import DataClass, Person
from backend.care_team import alerts, holds
from backend.care_team.expected_rules import sites_that_expect
from backend.care_team.help import help_to
from backend.care_team.monitoring import NOBODY, Monitoring, monitoring_of
from backend.instruments.definitions import Rule
from backend.instruments.levels import Level
from backend.instruments.reading import Reading, without_staff_actions

# The rule of daily-check-in that is nothing but a wish to be contacted.
CONTACT_TODAY = ("daily-check-in", "contact-today")
# Its rules read the craving log, for which there is a grant of its own.
CRAVINGS = "craving-nrs"


@dataclass(frozen=True)
class Consequences:
    """What these answers call for, whatever is open already."""

    level: Level
    help: dict[str, Any] | None
    actions: tuple[str, ...]
    monitoring: Monitoring
    # A rule fired that no site expects: who may know is asked to look.
    asks_staff: bool


def follow(
    person: Person,
    reading: Reading,
    *,
    about: tuple[str, UUID],
    told_in: DataClass = DataClass.ANSWERS,
    now: datetime,
) -> Consequences:
    """Write what a reading calls for and return what the person is shown.

    `told_in` is the class of data to which these answers belong. What is told in the craving log has a grant of its
    own: without it staff learn nothing of L1; an alert of L2 or L3 asks for the grant of alerts alone.
    """
    if reading.level >= Level.L2:
        holds.raise_hold(person, reading.level, only_contact=_only_contact(reading.rules), now=now)
    others, of_log = _serious(reading.rules, told_in)
    expected = _expected(person, reading.rules, now=now)
    _tell(person, others, (), expected, about=about, now=now)
    _tell(person, of_log, (DataClass.CRAVINGS,), expected, about=about, now=now)
    return _shown(person, reading, expected, told_in, now=now)


def shown_for(
    person: Person, reading: Reading, *, told_in: DataClass = DataClass.ANSWERS, now: datetime
) -> Consequences:
    """Return what the person is shown, and write nothing: these answers were followed before, or are just now."""
    return _shown(person, reading, _expected(person, reading.rules, now=now), told_in, now=now)


def level_for_readers(reading: Reading) -> Level:
    """Return the level that those who read the answers may know: what the craving log adds takes a grant of its own."""
    return max((rule.level for rule in reading.rules if rule.instrument != CRAVINGS), default=Level.L0)


def _shown(
    person: Person, reading: Reading, expected: Mapping[str, frozenset[UUID]], told_in: DataClass, *, now: datetime
) -> Consequences:
    told = [rule for rule in reading.rules if _name_of(rule) not in expected]
    monitoring = _monitoring(person, told, told_in, now=now)
    return Consequences(
        level=reading.level,
        help=help_to(person, reading.cards, watching=monitoring.text, now=now) if reading.bring_help else None,
        actions=_actions(person, reading, told_in, monitoring, now=now),
        monitoring=monitoring,
        asks_staff=any(rule.level >= Level.L1 for rule in told),
    )


def _actions(
    person: Person, reading: Reading, told_in: DataClass, monitoring: Monitoring, *, now: datetime
) -> tuple[str, ...]:
    """Return what is called for, without a promise that staff do something of which they cannot know."""
    if monitoring == NOBODY:
        return without_staff_actions(reading.actions)
    _, of_log = _serious(reading.rules, told_in)
    if not of_log or monitoring_of(person, DataClass.ALERTS, DataClass.CRAVINGS, now=now) != NOBODY:
        return reading.actions
    known = Reading((), tuple(rule for rule in reading.rules if rule not in of_log))
    kept = {*known.actions, *without_staff_actions(reading.actions)}
    return tuple(action for action in reading.actions if action in kept)


def _monitoring(person: Person, told: Sequence[Rule], told_in: DataClass, *, now: datetime) -> Monitoring:
    others, of_log = _serious(told, told_in)
    found = monitoring_of(person, *_classes_that_tell(others, of_log, told_in), now=now)
    if found == NOBODY and of_log and not others and told_in != DataClass.CRAVINGS:
        # No alert may tell of the rating, but the answers that brought it are read as others are.
        return monitoring_of(person, told_in, now=now)
    return found


def _serious(rules: Sequence[Rule], told_in: DataClass) -> tuple[list[Rule], list[Rule]]:
    """Return the rules that fired from L1 up: those that alerts alone tell of, and those of the craving log."""
    serious = [rule for rule in rules if rule.level >= Level.L1]
    of_log = [rule for rule in serious if _is_of_log(rule, told_in)]
    return [rule for rule in serious if rule not in of_log], of_log


def _is_of_log(rule: Rule, told_in: DataClass) -> bool:
    return rule.instrument == CRAVINGS or (told_in == DataClass.CRAVINGS and rule.level == Level.L1)


def _only_contact(rules: Sequence[Rule]) -> bool:
    urgent = {(rule.instrument, rule.id) for rule in rules if rule.level >= Level.L2}
    return urgent == {CONTACT_TODAY}


def _expected(person: Person, rules: Sequence[Rule], *, now: datetime) -> Mapping[str, frozenset[UUID]]:
    """Return at which sites some of these rules open no alert: of L1 alone, whatever was marked."""
    names = {_name_of(rule) for rule in rules if rule.level == Level.L1}
    if not names:
        return {}
    return {name: sites for name, sites in sites_that_expect(person, now=now).items() if name in names}


def _tell(
    person: Person,
    rules: Sequence[Rule],
    needs: tuple[DataClass, ...],
    expected: Mapping[str, frozenset[UUID]],
    *,
    about: tuple[str, UUID],
    now: datetime,
) -> None:
    """Tell all sites what no site expects, and of the rest those that do not."""
    by_sites: dict[frozenset[UUID], list[Rule]] = {}
    for rule in rules:
        by_sites.setdefault(expected.get(_name_of(rule), frozenset()), []).append(rule)
    for except_at, some in by_sites.items():
        level, names = max(rule.level for rule in some), [_name_of(rule) for rule in some]
        alerts.open_or_raise(person, level, about=about, rules=names, now=now, needs=needs, except_at=except_at)


def _name_of(rule: Rule) -> str:
    """Name a rule as alerts and marks do."""
    return f"{rule.instrument}:{rule.id}"


def _classes_that_tell(others: Sequence[Rule], of_log: Sequence[Rule], told_in: DataClass) -> tuple[DataClass, ...]:
    """Return the grants by which a human learns of these answers: of a danger by alerts, else by reading.

    What the craving log says opens an alert too, and that takes both.
    """
    if others:
        return (DataClass.ALERTS,)
    return (DataClass.ALERTS, DataClass.CRAVINGS) if of_log else (told_in,)
