"""A person asks to be contacted. Where nobody would read it, they are told so, and nothing is kept."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch

from backend.accounts.models import DataClass, Person
from backend.aftercare.help_requests.promises import LEVELS, RULES, answer_by, words_for
from backend.aftercare.models import HelpRequest, HelpRequestQuerySet, HelpRequestTold
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Problem, RequestInProgress
from backend.care_team import alerts, holds
from backend.care_team.duty.hours import hours_of
from backend.care_team.duty.team import SiteTeam, teams_of
from backend.care_team.help import help_to
from backend.care_team.monitoring import Monitoring, monitoring_of
from backend.crisis.check import NOBODY_WATCHES
from backend.instruments.levels import Level

TARGET = "help-request"
# What an alert is about when the request itself was refused.
REFUSED = "refused-help-request"
TOLD = Prefetch("told", HelpRequestTold.objects.select_related("alert__site"))


@dataclass(frozen=True)
class Draft:
    """A wish to be contacted as a phone sends it; `id` is its own, `body` what it sent, so that a repeat is known."""

    when: HelpRequest.When
    message: str | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Asked:
    """What the person is shown: always where to get help now. No request: nobody would have read it."""

    request: HelpRequest | None
    text: str
    monitoring: Monitoring
    help: dict[str, Any]
    is_new: bool


@transaction.atomic
def ask(person: Person, draft: Draft, *, now: datetime) -> Asked:
    """Tell every team that may know, with an alert, and say by when one of them answers. Raises IdTaken."""
    stored = HelpRequest.objects.filter(person=person, pk=draft.id).first() if draft.id else None
    teams = _teams(person, now=now)
    if stored is None and not teams:
        _hold(person, draft.when, now=now)
        return _shown(person, None, is_new=False, now=now)
    request_id = draft.id or uuid.uuid4()
    body = dict(draft.body or {})
    if draft.id and not claim(request_id, account_id=person.pk, kind=TARGET, body=body, among=HelpRequest):
        return _shown(person, find(person, request_id), is_new=False, now=now)
    request = HelpRequest.objects.create(
        pk=request_id,
        person=person,
        when=draft.when,
        message=draft.message,
        asked_at=corrected(draft.occurred_at, draft.sent_at, now=now),
        received_at=now,
    )
    _hold(person, draft.when, now=now)
    _tell(request, teams, now=now)
    return _shown(person, find(person, request_id), is_new=True, now=now)


def requests_of(person: Person) -> HelpRequestQuerySet:
    """Return what this person has asked, with what is needed to tell its state."""
    return HelpRequest.objects.filter(person=person).select_related("replied_by__account").prefetch_related(TOLD)


def find(person: Person, request_id: UUID) -> HelpRequest:
    return requests_of(person).get(pk=request_id)


@transaction.atomic
def refuse(person: Person, when: object, problem: Problem, *, now: datetime) -> Problem:
    """Hear the wish in a request that is refused, as far as it can be read; return the problem with help.

    The alert says that there was one; nothing else of it is kept.
    """
    wish = HelpRequest.When(when) if when in HelpRequest.When.values else None
    if wish is not None and not isinstance(problem, RequestInProgress):
        _hold(person, wish, now=now)
        about = (REFUSED, uuid.uuid5(person.pk, wish))
        alerts.open_or_raise(person, LEVELS[wish], about=about, rules=[RULES[wish]], now=now)
    monitoring = monitoring_of(person, DataClass.ALERTS, now=now)
    problem.extensions["help"] = _help(person, monitoring.text, now=now)
    return problem


def _teams(person: Person, *, now: datetime) -> list[SiteTeam]:
    return [team for team in teams_of(person, now=now) if team.sees(DataClass.ALERTS)]


def _hold(person: Person, when: HelpRequest.When, *, now: datetime) -> None:
    if LEVELS[when] >= Level.L2:
        holds.raise_hold(person, LEVELS[when], only_contact=True, now=now)


def _tell(request: HelpRequest, teams: Sequence[SiteTeam], *, now: datetime) -> None:
    when = HelpRequest.When(request.when)
    for team in teams:
        alert = alerts.open_or_raise(
            request.person,
            LEVELS[when],
            about=(TARGET, request.pk),
            rules=[RULES[when]],
            site_id=team.site.pk,
            now=now,
        )
        if alert is not None:
            by = answer_by(team.site, when, hours_of(team.site), now=now)
            HelpRequestTold.objects.create(request=request, alert=alert, answer_by=by)


def _shown(person: Person, request: HelpRequest | None, *, is_new: bool, now: datetime) -> Asked:
    text = words_for(request) if request else NOBODY_WATCHES
    monitoring = monitoring_of(person, DataClass.ALERTS, now=now)
    return Asked(request, text, monitoring, _help(person, text, now=now), is_new)


def _help(person: Person, watching: str, *, now: datetime) -> dict[str, Any]:
    """Their words are read by no rule: these may say that somebody is in danger."""
    return help_to(person, watching=watching, now=now)
