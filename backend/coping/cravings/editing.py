"""Correcting and deleting what was logged: it is the person's own, and a slip of the finger must not stay."""

from dataclasses import dataclass
from datetime import datetime
from types import EllipsisType
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.conditional import Check
from backend.api.problems import NotFound
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

    A rating that was corrected is read by the rules again: what is high now brings people now. Raises NotFound.
    """
    take_turn(person)
    craving = find_craving(person, craving_id)
    check(craving.etag)
    was = craving.intensity
    _apply(craving, change)
    craving.version += 1
    craving.save(update_fields=["intensity", "triggers", "setting", "minutes_available", "note", "version"])
    return ChangedCraving(craving, None if craving.intensity == was else _follow(craving, now=now))


@transaction.atomic
def delete_craving(person: Person, craving_id: UUID, *, check: Check) -> None:
    """Delete a craving with its exercise, outcome, draw and ratings. Raises NotFound."""
    take_turn(person)
    craving = find_craving(person, craving_id)
    check(craving.etag)
    session = [craving.session.pk] if hasattr(craving, "session") else []
    forget_ratings(craving.pk, *session)
    craving.delete()


def _apply(craving: Craving, change: CravingChange) -> None:
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


def _follow(craving: Craving, *, now: datetime) -> PeopleFirst | None:
    judged = rate(craving, now=now)
    told = tell_care_team(craving.person, judged.reading, about=("craving", craving.pk), now=now)
    return people_first(craving, judged, told, now=now)
