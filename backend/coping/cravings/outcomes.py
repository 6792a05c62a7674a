"""How an exercise went: what was done, and the rating after it when there is one."""

from dataclasses import dataclass
from datetime import datetime
from types import EllipsisType
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.conditional import Check
from backend.api.device_clock import corrected, is_clearly_before
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.coping.cravings.people_first import PeopleFirst, people_first, tell_care_team, who_was_told
from backend.coping.cravings.ratings import forget_ratings, judge, record_rating
from backend.coping.models import CravingRating, ExerciseSession, Outcome


class OutcomeRecorded(Problem):
    code, title, status = "outcome-recorded", "You told us something else before.", 409


@dataclass(frozen=True)
class ToldOutcome:
    """`intensity_after` None: the person did not rate, which is not a zero.

    `exercise` is what was done: a slug of the library or `just-wait`; None: what was offered.
    """

    completed: bool
    intensity_after: int | None = None
    exercise: str | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class OutcomeChange:
    """What is to be different; `...` leaves a part as it is."""

    completed: bool | EllipsisType = ...
    intensity_after: int | EllipsisType | None = ...
    exercise: str | EllipsisType = ...


@dataclass(frozen=True)
class KeptOutcome:
    outcome: Outcome
    people_first: PeopleFirst | None


@transaction.atomic
def record_outcome(person: Person, session_id: UUID, told: ToldOutcome, *, now: datetime) -> KeptOutcome:
    """Keep how a session went; the same told again changes nothing.

    Raises NotFound for a session of somebody else, OutcomeRecorded when something else was told before,
    InvalidRequest for a time before the craving.
    """
    session = _session(person, session_id)
    stored = Outcome.objects.filter(session=session).first()
    outcome = stored or _new(session, told, now=now)
    if (outcome.intensity_after, outcome.completed, outcome.done) != (
        told.intensity_after,
        told.completed,
        told.exercise or session.exercise,
    ):
        raise OutcomeRecorded
    return KeptOutcome(outcome, _follow(session, outcome, is_news=stored is None, now=now))


@transaction.atomic
def change_outcome(
    person: Person, session_id: UUID, change: OutcomeChange, *, check: Check, now: datetime
) -> KeptOutcome:
    """Correct how a session went. `check` is called with its ETag and raises when another version was read.

    Raises NotFound.
    """
    session = _session(person, session_id)
    outcome = Outcome.objects.filter(session=session).first()
    if outcome is None:
        raise NotFound
    check(outcome.etag)
    _apply(outcome, change)
    outcome.version += 1
    outcome.save(update_fields=["completed", "intensity_after", "done", "version"])
    return KeptOutcome(outcome, _follow(session, outcome, is_news=True, now=now))


def _session(person: Person, session_id: UUID) -> ExerciseSession:
    """Return a person's own session, when it is their turn. Raises NotFound."""
    take_turn(person)
    sessions = ExerciseSession.objects.filter(craving__person=person).select_related("craving")
    session = sessions.filter(pk=session_id).first()
    if session is None:
        raise NotFound
    return session


def _new(session: ExerciseSession, told: ToldOutcome, *, now: datetime) -> Outcome:
    at = corrected(told.occurred_at, told.sent_at, now=now)
    if is_clearly_before(at, session.craving.occurred_at):
        raise InvalidRequest(Invalid("/occurred_at", "This is before the urge began. Give a time after it."))
    return Outcome.objects.create(
        session=session,
        done=told.exercise or session.exercise,
        intensity_after=told.intensity_after,
        completed=told.completed,
        at=at,
    )


def _apply(outcome: Outcome, change: OutcomeChange) -> None:
    if not isinstance(change.completed, EllipsisType):
        outcome.completed = change.completed
    if not isinstance(change.intensity_after, EllipsisType):
        outcome.intensity_after = change.intensity_after
    if not isinstance(change.exercise, EllipsisType):
        outcome.done = change.exercise


def _follow(session: ExerciseSession, outcome: Outcome, *, is_news: bool, now: datetime) -> PeopleFirst | None:
    """Keep the rating; when the urge stays high a person is offered at once, not the next time."""
    person, rating, about = session.craving.person, outcome.intensity_after, session.pk
    if rating is None:
        forget_ratings(about)
        return None
    if is_news:
        source = CravingRating.Source.AFTER
        record_rating(person, rating, at=outcome.at, source=source, now=now, about=about)
    judged = judge(person, rating, at=outcome.at)
    if is_news:
        told = tell_care_team(person, judged.reading, about=("exercise-session", about), now=now)
    else:
        told = who_was_told(person, judged.reading, now=now)
    return people_first(session.craving, judged, told, now=now)
