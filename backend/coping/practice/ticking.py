"""How often somebody has practised, said plainly: no streak, nothing about days without."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Q

from backend.accounts.models import Person
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.coping.models import Outcome, PracticeTick
from backend.coping.practice.targets import Target, check_practised
from backend.coping.practice.wording import practised
from backend.coping.waiting import JUST_WAIT

KIND = "practice"
# The spans that are told, in days.
SPANS = (7, 28)


@dataclass(frozen=True)
class Practised:
    target: Target
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """How often somebody has practised in the last so many days."""

    days: int
    times: int
    text: str


@transaction.atomic
def tick(person: Person, done: Practised, *, body: dict[str, Any], now: datetime) -> tuple[PracticeTick, bool]:
    """Keep that somebody has practised. False: the same request again. Raises InvalidRequest, IdTaken.

    What is barred for them or deleted by now is kept too: it is done, and nothing is offered.
    """
    if done.id and not claim(done.id, account_id=person.pk, kind=KIND, body=body, among=PracticeTick):
        return PracticeTick.objects.get(person=person, pk=done.id), False
    check_practised(person, done.target)
    ticked = PracticeTick.objects.create(
        pk=done.id or uuid4(),
        person=person,
        target_type=done.target.type,
        target_id=done.target.id,
        practised_at=corrected(done.occurred_at, done.sent_at, now=now),
        recorded_at=now,
    )
    return ticked, True


def practice_of(person: Person, *, now: datetime) -> list[Told]:
    """Count ticks, and exercises that were done to the end after a craving; to wait is no exercise."""
    since = {days: now - timedelta(days=days) for days in SPANS}
    ticks = PracticeTick.objects.filter(person=person, practised_at__gt=since[max(SPANS)])
    done = Outcome.objects.filter(session__craving__person=person, completed=True, at__gt=since[max(SPANS)])
    done = done.exclude(done=JUST_WAIT)
    ticked = ticks.aggregate(**{str(days): Count("pk", filter=Q(practised_at__gt=at)) for days, at in since.items()})
    outcomes = done.aggregate(**{str(days): Count("pk", filter=Q(at__gt=at)) for days, at in since.items()})
    times = {days: ticked[str(days)] + outcomes[str(days)] for days in SPANS}
    return [Told(days, times[days], practised(times[days], days)) for days in SPANS]
