"""The rules of retention, as data/retention.json has them: read on first use and checked whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db.models import Model

from backend.accounts.models import Person
from backend.accounts.retention import Cutoffs

DATA = Path(__file__).parent / "data" / "retention.json"
SCHEMA = "handrail-retention/1"
CODES = frozenset(field.name for field in fields(Cutoffs)) - {"check_ins_of"}
# What a site decides for itself, within the bounds of backend.accounts.policies.
SITE_POLICIES = {"check_ins": "check_in_months"}


class RetentionError(ValueError):
    """`retention.json` says something that cannot be right; the message names the place."""

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(f"retention.json {place}: {detail}")


@dataclass(frozen=True)
class Rule:
    """How long something is kept that is known in the code by `code`."""

    code: str
    what: str
    keeps: relativedelta

    def cutoff(self, now: datetime) -> datetime:
        return now - self.keeps


@dataclass(frozen=True)
class Survivor:
    """What outlives an erasure, in words for the person; without a rule it is kept for good."""

    what: str
    why: str
    rule: Rule | None
    models: tuple[type[Model], ...]

    def is_kept_of(self, person: Person) -> bool:
        return not self.models or any(model._base_manager.filter(person=person).exists() for model in self.models)


@dataclass(frozen=True)
class Retention:
    rules: Mapping[str, Rule]
    survivors: tuple[Survivor, ...]


@cache
def retention() -> Retention:
    """The packaged rules. Raises RetentionError."""
    return retention_from(json.loads(DATA.read_text(encoding="utf-8")))


def retention_from(document: Mapping[str, Any]) -> Retention:
    """Build the rules of a parsed file. Raises RetentionError."""
    if document.get("schema") != SCHEMA:
        raise RetentionError("", f"the schema is not {SCHEMA}")
    try:
        rules = {raw["code"]: _rule(raw) for raw in document["rules"]}
        survivors = tuple(_survivor(raw, rules) for raw in document["kept_after_erasure"])
    except (KeyError, TypeError, LookupError) as error:
        raise RetentionError("", f"something is missing or misspelt: {error}") from error
    if set(rules) != CODES:
        raise RetentionError("rules", f"these are wanted, and no others: {sorted(CODES)}")
    return Retention(rules, survivors)


def _rule(raw: Mapping[str, Any]) -> Rule:
    keeps = relativedelta(months=raw.get("months", 0), days=raw.get("days", 0))
    if not keeps or ("months" in raw) == ("days" in raw):
        raise RetentionError(raw["code"], "give months or days")
    if raw["site_policy"] != SITE_POLICIES.get(raw["code"]):
        raise RetentionError(raw["code"], "this is not what a site can decide")
    return Rule(raw["code"], raw["what"], keeps)


def _survivor(raw: Mapping[str, Any], rules: Mapping[str, Rule]) -> Survivor:
    models = tuple(apps.get_model(label) for label in raw["models"])
    return Survivor(raw["what"], raw["why"], rules[raw["rule"]] if raw["rule"] else None, models)
