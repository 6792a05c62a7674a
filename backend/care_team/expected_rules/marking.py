"""A supervisor marks a rule as expected, says why, and until when."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.seeing import person_seen
from backend.accounts.models import DataClass, Person, Staff
from backend.accounts.turns import take_turn
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.care_team.duty.roles import require_role
from backend.care_team.models import ExpectedRule
from backend.care_team.models.expected import LONGEST
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Rule
from backend.instruments.levels import Level


class RuleNotExpectable(Problem):
    code, title, status = "rule-not-expectable", "Only a rule of L1 can be expected.", 422


@dataclass(frozen=True)
class Mark:
    """`rule` is `instrument:rule`. `id` is the client's own, `body` what it sent; the other two are its clock."""

    rule: str
    until: datetime
    reason: str
    id: UUID | None = None
    body: Mapping[str, Any] | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@transaction.atomic
def mark(staff: Staff, person_id: UUID, wanted: Mark, *, now: datetime) -> tuple[ExpectedRule, bool]:
    """Expect a rule for a person, in the place of what was expected before. False: the same request again.

    Raises Forbidden, NotFound, InvalidRequest, RuleNotExpectable, IdTaken.
    """
    require_role(staff, Staff.Role.SUPERVISOR)
    person = _person(staff, person_id, now=now)
    body = {"person": str(person_id), **(wanted.body or {})}
    if wanted.id and not claim(wanted.id, account_id=staff.pk, kind="expected-rule", body=body, among=ExpectedRule):
        return ExpectedRule.objects.select_related("marked_by__account").get(pk=wanted.id), False
    marked_at = corrected(wanted.occurred_at, wanted.sent_at, now=now)
    _check(wanted, marked_at, now=now)
    # One at a time: two at once must not both find none.
    take_turn(person)
    ExpectedRule.objects.filter(person=person, site=staff.site_id, ended_at=None).update(ended_at=now)
    return ExpectedRule.objects.create(
        id=wanted.id or uuid.uuid4(),
        person=person,
        site_id=staff.site_id,
        rule=wanted.rule,
        reason=wanted.reason,
        marked_by=staff,
        marked_at=marked_at,
        until=wanted.until,
    ), True


def expectable_rules() -> list[str]:
    """Return the rules that can be marked, as alerts name them, in the order of the questionnaires."""
    return [name for name, level in _levels().items() if level == Level.L1]


def marks_of(staff: Staff, person_id: UUID, *, now: datetime) -> QuerySet[ExpectedRule]:
    """Return what this site expects or has expected for a person, and note the look. Raises NotFound."""
    person = _person(staff, person_id, now=now)
    return ExpectedRule.objects.filter(person=person, site=staff.site_id).select_related("marked_by__account")


@transaction.atomic
def end_mark(staff: Staff, person_id: UUID, mark_id: UUID, *, now: datetime) -> None:
    """Expect it no longer. A second time changes nothing. Raises Forbidden, NotFound."""
    require_role(staff, Staff.Role.SUPERVISOR)
    found = marks_of(staff, person_id, now=now).filter(pk=mark_id)
    if not found.exists():
        raise NotFound
    ExpectedRule.objects.filter(pk=mark_id, ended_at=None).update(ended_at=now)


def _person(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return somebody whose alerts this staff member may see: it is these that a mark leaves out."""
    return person_seen(staff, person_id, DataClass.ALERTS, purpose=Purpose.EXPECTED_RULE, now=now)


def _check(wanted: Mark, marked_at: datetime, *, now: datetime) -> None:
    if not now < wanted.until <= marked_at + LONGEST:
        raise InvalidRequest(Invalid("/until", f"Give an instant to come, at most {LONGEST.days} days from now."))
    level = _levels().get(wanted.rule)
    if level is None:
        raise InvalidRequest(Invalid("/rule", "There is no such rule."))
    if level != Level.L1:
        raise RuleNotExpectable


def _levels() -> dict[str, Level]:
    """Return the highest level of each rule, a band in several steps having several."""
    found: dict[str, Level] = {}
    for rule in (rule for instrument in catalogue().instruments.values() for rule in instrument.rules):
        found[_name(rule)] = max(found.get(_name(rule), rule.level), rule.level)
    return found


def _name(rule: Rule) -> str:
    return f"{rule.instrument}:{rule.id}"
