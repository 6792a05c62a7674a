"""What follows from a mark: which sites are not told, and what the person reads of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.accounts.models import Person
from backend.care_team.models import ExpectedRule
from backend.instruments.catalogue import catalogue

DATA = Path(__file__).parents[1] / "data" / "expected.json"


@dataclass(frozen=True)
class Expected:
    """A rule that a site expects to fire, in the person's words."""

    rule: str
    text: str
    until: datetime


@dataclass(frozen=True)
class Words:
    sentence: str
    rules: Mapping[str, str]

    def of(self, rule: str) -> str:
        """Say what a rule found; one without words of its own is called by its questionnaire."""
        return self.rules.get(rule) or f"{catalogue().instruments[rule.partition(':')[0]].title}."


@cache
def words() -> Words:
    document = json.loads(DATA.read_text(encoding="utf-8"))
    return Words(document["sentence"], document["rules"])


def sites_that_expect(person: Person, *, now: datetime) -> Mapping[str, frozenset[UUID]]:
    """Return, for each rule (`instrument:rule`) that somebody expects, the sites at which it opens no alert."""
    found: dict[str, frozenset[UUID]] = {}
    for rule, site_id in ExpectedRule.objects.active(now).filter(person=person).values_list("rule", "site"):
        found[rule] = found.get(rule, frozenset()) | {site_id}
    return found


def expected_for(person: Person, *, now: datetime) -> list[Expected]:
    """Return what the person is told of it."""
    active = ExpectedRule.objects.active(now).filter(person=person).order_by("until", "pk")
    return [Expected(each.rule, _in_words(each, person), each.until) for each in active]


def _in_words(mark: ExpectedRule, person: Person) -> str:
    local = mark.until.astimezone(ZoneInfo(person.tzid))
    return f"{words().of(mark.rule)} {words().sentence.format(until=f'{local:%H:%M} on {local.day} {local:%B}')}"
