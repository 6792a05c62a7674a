"""Correcting and deleting what was logged: it is the person's own, and a slip of the finger must not stay."""

from dataclasses import dataclass
from datetime import datetime
from types import EllipsisType
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.conditional import Check
from backend.api.device_clock import corrected, is_clearly_before
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.coping.cravings.people_first import PeopleFirst, people_first, tell_care_team
from backend.coping.cravings.ratings import forget_ratings
from backend.coping.cravings.recording import rate
from backend.coping.models import Craving


@dataclass(frozen=True)
class CravingChange:
    """What is to be different; `...` leaves a part as it is, None takes it away."""

    intensity: int | EllipsisType = ...
    triggers: list[str] | EllipsisType = ...
    setting: str | EllipsisType | None = ...
    minutes_available: int | EllipsisType | None = ...
    note: str | EllipsisType | None = ...
    occurred_at: datetime | EllipsisType = ...
    sent_at: datetime | None = None


@dataclass(frozen=True)
class ChangedCraving:
    craving: Craving
    people_first: PeopleFirst | None


def find_craving(person: Person, craving_id: UUID) -> Craving:
    """Raises NotFound."""
    craving = Craving.objects.filter(person=person, pk=craving_id).select_related("session__outcome").first()
    if craving is None:
        raise NotFound
    return craving


@transaction.atomic
def change_craving(
    person: Person, craving_id: UUID, change: CravingChange, *, check: Check, now: datetime
) -> ChangedCraving:
    """Correct a craving; what was offered for it stays. `check` raises when another version was read.

    A rating or a time that was corrected is read by the rules again: what is high now brings people now. Raises
    NotFound, InvalidRequest for a time after its outcome.
    """
    take_turn(person)
    craving = find_craving(person, craving_id)
    check(craving.etag)
    was = _rated(craving)
    _apply(craving, change, now=now)
    craving.version += 1
    craving.save(
        update_fields=["intensity", "triggers", "setting", "minutes_available", "note", "occurred_at", "version"]
    )
    return ChangedCraving(craving, None if _rated(craving) == was else _follow(craving, now=now))


@transaction.atomic
def delete_craving(person: Person, craving_id: UUID, *, check: Check) -> None:
    """Delete a craving with its exercise, outcome, draw and ratings. Raises NotFound."""
    take_turn(person)
    craving = find_craving(person, craving_id)
    check(craving.etag)
    session = [craving.session.pk] if hasattr(craving, "session") else []
    forget_ratings(craving.pk, *session)
    craving.delete()


def _rated(craving: Craving) -> tuple[int, datetime]:
    """What the rules read."""
    return craving.intensity, craving.occurred_at


def _apply(craving: Craving, change: CravingChange, *, now: datetime) -> None:
    if not isinstance(change.intensity, EllipsisType):
        craving.intensity = change.intensity
    if not isinstance(change.triggers, EllipsisType):
        craving.triggers = list(dict.fromkeys(change.triggers))
    if not isinstance(change.setting, EllipsisType):
        craving.setting = change.setting or ""
    if not isinstance(change.minutes_available, EllipsisType):
        craving.minutes_available = change.minutes_available
    if not isinstance(change.note, EllipsisType):
        craving.note = change.note or None
    if not isinstance(change.occurred_at, EllipsisType):
        craving.occurred_at = _moved_to(craving, corrected(change.occurred_at, change.sent_at, now=now))


def _moved_to(craving: Craving, at: datetime) -> datetime:
    if craving.outcome and is_clearly_before(craving.outcome.at, at):
        raise InvalidRequest(Invalid("/occurred_at", "You told us how it went before that. Give a time before it."))
    return at


def _follow(craving: Craving, *, now: datetime) -> PeopleFirst | None:
    judged = rate(craving, now=now)
    told = tell_care_team(craving.person, judged.reading, about=("craving", craving.pk), now=now)
    return people_first(craving, judged, told, now=now)
