"""Refusals of requests that may tell of a danger: what can be read of them is heard all the same."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import APIException, NotAcceptable, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.authentication import SessionRefused
from backend.accounts.models import DataClass, Person
from backend.api.client_ids import as_compared
from backend.api.problems import IdempotencyKeyReused, InvalidRequest, Problem, RequestInProgress, as_problem
from backend.api.secrets import keyed_hash
from backend.api.views import View
from backend.care_team.consequences import Consequences, follow, shown_for
from backend.care_team.danger import reading_of_danger
from backend.care_team.help import help_to
from backend.care_team.monitoring import NOBODY_TOLD
from backend.crisis.check import GENERAL_CARDS
from backend.instruments.reading import Reading

# Of a known person, with a body that can be read.
FAULTY: tuple[type[Exception], ...] = (
    ValidationError,
    InvalidRequest,
    IdempotencyKeyReused,
    RequestInProgress,
    SessionRefused,
    NotAcceptable,
)


class HearingView(View):
    """What is sent here may tell of a danger, whatever else is wrong with it: body, key or session."""

    faults = FAULTY
    heard_methods = ("POST",)

    def hear(self, person: Person, data: Any, problem: Problem, *, now: datetime) -> Problem:
        """Follow what can be read of a request that is refused; return the problem with help."""
        raise NotImplementedError

    def handle_exception(self, exc: Exception) -> Response:
        refusal = as_problem(exc) if isinstance(exc, self.faults) else None
        if refusal is not None and self.request.method in self.heard_methods and "help" not in refusal.extensions:
            exc = self._heard_anyway(refusal)
        return super().handle_exception(exc)

    def _heard_anyway(self, problem: Problem) -> Problem:
        try:
            data = self.request.data
        except (APIException, RequestDataTooBig):
            return problem
        person = _person_behind(self.request, problem)
        return problem if person is None else self.hear(person, data, problem, now=timezone.now())


@transaction.atomic
def hear_danger(
    person: Person,
    answers: object,
    body: object,
    problem: Problem,
    *,
    kind: str,
    told_in: DataClass = DataClass.ANSWERS,
    now: datetime,
) -> Problem:
    """Follow the answers about safety in a refused request, as far as they can be read; return the problem with help.

    Nothing of them is kept; an alert names the rules that fired. `kind` is what that alert is about.
    """
    danger = reading_of_danger(answers if isinstance(answers, Mapping) else {})
    monitoring = NOBODY_TOLD
    if danger.rules:
        about = (kind, name_of_refused(kind, person, body, now=now))
        monitoring = follow_refused(person, danger, problem, about=about, told_in=told_in, now=now).monitoring
    # What could not be read may say that somebody is in danger.
    cards = list(dict.fromkeys([*GENERAL_CARDS, *danger.cards]))
    problem.extensions["help"] = help_to(person, cards, watching=monitoring.text, now=now)
    return problem


def follow_refused(
    person: Person, reading: Reading, problem: Problem, *, about: tuple[str, UUID], told_in: DataClass, now: datetime
) -> Consequences:
    """Follow what a refused request calls for, and return what the person is shown."""
    if isinstance(problem, RequestInProgress):
        # The first sending is followed at this moment and holds the person's row: no help waits for that.
        return shown_for(person, reading, told_in=told_in, now=now)
    return follow(person, reading, about=about, told_in=told_in, now=now)


def name_of_refused(kind: str, person: Person, body: object, *sent_to: UUID, now: datetime) -> UUID:
    """Name a refused request so that the same sent again is the same, and another another, whatever it was sent to.

    Without an id and a time it is about this moment, and the same body within the hour is taken for a repeat.
    """
    told: Mapping[str, Any] = body if isinstance(body, dict) else {}
    dated = told.get("id") or told.get("occurred_at")
    hour = "" if dated else f"{now.astimezone(UTC):%Y-%m-%dT%H}"
    parts = (person.pk.bytes, *(each.bytes for each in sent_to), as_compared(told), hour.encode())
    return UUID(bytes=keyed_hash(kind, *parts)[:16])


def _person_behind(request: Request, error: Exception) -> Person | None:
    """Return who sent a request that is refused: also somebody whose session has ended."""
    account = error.account if isinstance(error, SessionRefused) else request.user
    return Person.objects.filter(pk=account.pk).first() if account else None
