"""How an exercise went: the rating after it, when there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.api.device_clock import corrected
from backend.api.problems import NotFound, Problem
from backend.coping.cravings.people_first import help_with
from backend.coping.cravings.ratings import calls_for_person, facts_at, record_rating
from backend.coping.models import CravingRating, ExerciseSession, Outcome


class OutcomeRecorded(Problem):
    code, title, status = "outcome-recorded", "Something else was recorded for this exercise.", 409


@dataclass(frozen=True)
class ToldOutcome:
    """`intensity_after` None: the person did not rate, which is not a zero."""

    completed: bool
    intensity_after: int | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class KeptOutcome:
    outcome: Outcome
    help: Mapping[str, Any] | None


@transaction.atomic
def record_outcome(person: Person, session_id: UUID, told: ToldOutcome, *, now: datetime) -> KeptOutcome:
    """Keep how a session went; the same told again changes nothing.

    Raises NotFound for a session of somebody else, OutcomeRecorded when something else was told before.
    """
    session = (
        ExerciseSession.objects.select_for_update(no_key=True).filter(pk=session_id, craving__person=person).first()
    )
    if session is None:
        raise NotFound
    outcome = Outcome.objects.filter(session=session).first() or _keep(person, session, told, now=now)
    if (outcome.intensity_after, outcome.completed) != (told.intensity_after, told.completed):
        raise OutcomeRecorded
    return KeptOutcome(outcome, _help(person, outcome, now=now))


def _keep(person: Person, session: ExerciseSession, told: ToldOutcome, *, now: datetime) -> Outcome:
    at = corrected(told.occurred_at, told.sent_at, now=now)
    if told.intensity_after is not None:
        source = CravingRating.Source.AFTER
        record_rating(person, told.intensity_after, at=at, source=source, now=now, about=session.pk)
    return Outcome.objects.create(
        session=session, intensity_after=told.intensity_after, completed=told.completed, at=at
    )


def _help(person: Person, outcome: Outcome, *, now: datetime) -> dict[str, Any] | None:
    """Return help lines when the urge stays high: a person is offered at once, not with the next craving."""
    rating = outcome.intensity_after
    if rating is None or not calls_for_person(rating, facts_at(person, outcome.at)):
        return None
    return help_with(person, (), now=now)
