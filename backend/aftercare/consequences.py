"""What answers bring about, in the transaction that took them: hold, alert, help, and who is watching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import DataClass, Person
from backend.aftercare.facts import facts_of
from backend.care_team import alerts, holds
from backend.care_team.expected_rules import sites_that_expect
from backend.care_team.help import help_to
from backend.care_team.monitoring import NOBODY, Monitoring, monitoring_of
from backend.instruments.definitions import Instrument, Rule
from backend.instruments.levels import Level
from backend.instruments.reading import Reading, read, without_staff_actions

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


def read_parts(
    instrument: Instrument, sent: Mapping[str, object], merged: Mapping[str, object], person: Person, *, at: datetime
) -> Reading:
    """Read answers as sent and as merged with what was there: whatever fires in either has fired."""
    facts = facts_of(person, at=at)
    whole, part = read(instrument, merged, facts), read(instrument, sent, facts)
    in_order = (*instrument.rules, *instrument.rating_rules)
    return Reading(whole.scores, tuple(r for r in in_order if r in whole.rules or r in part.rules))


def follow(person: Person, reading: Reading, *, about: tuple[str, UUID], now: datetime) -> Consequences:
    """Write what a reading calls for and return what the person is shown."""
    if reading.level >= Level.L2:
        holds.raise_hold(person, reading.level, only_contact=_only_contact(reading.rules), now=now)
    others, of_log = _serious(reading.rules)
    expected = _expected(person, reading.rules, now=now)
    _tell(person, others, (), expected, about=about, now=now)
    _tell(person, of_log, (DataClass.CRAVINGS,), expected, about=about, now=now)
    return _shown(person, reading, expected, now=now)


def shown_for(person: Person, reading: Reading, *, now: datetime) -> Consequences:
    """Return what the person is shown, and write nothing: these answers were followed before, or are just now."""
    return _shown(person, reading, _expected(person, reading.rules, now=now), now=now)


def _shown(person: Person, reading: Reading, expected: Mapping[str, frozenset[UUID]], *, now: datetime) -> Consequences:
    told = [rule for rule in reading.rules if _name_of(rule) not in expected]
    monitoring = monitoring_of(person, _class_that_tells(*_serious(told)), now=now)
    return Consequences(
        level=reading.level,
        help=help_to(person, reading.cards, watching=monitoring.text, now=now) if reading.bring_help else None,
        actions=reading.actions if monitoring != NOBODY else without_staff_actions(reading.actions),
        monitoring=monitoring,
    )


def _serious(rules: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Return the rules that fired from L1 up: those of these answers, and those that read the craving log."""
    serious = [rule for rule in rules if rule.level >= Level.L1]
    of_log = [rule for rule in serious if rule.instrument == CRAVINGS]
    return [rule for rule in serious if rule.instrument != CRAVINGS], of_log


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


def _class_that_tells(others: Sequence[Rule], of_log: Sequence[Rule]) -> DataClass:
    """Return the grant by which a human learns of these answers: of a danger by alerts, else by reading."""
    if others:
        return DataClass.ALERTS
    return DataClass.CRAVINGS if of_log else DataClass.ANSWERS
