"""A person's own marks on exercises: favourites, and what is not for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.api.problems import NotFound
from backend.coping.exercises.library import library
from backend.coping.models import ExerciseChoice
from backend.coping.practice.stopping import stop_practice_of


@dataclass(frozen=True)
class ToldChoice:
    choice: str


def choices_of(person: Person) -> dict[str, str]:
    """Return exercise -> choice, in the library's order."""
    made = dict(ExerciseChoice.objects.filter(person=person).values_list("exercise", "choice"))
    return {slug: made[slug] for slug in library().exercises if slug in made}


def not_for(person: Person) -> set[str]:
    """Return the exercises that must never be offered to this person."""
    return not_for_each([person.pk])[person.pk]


def not_for_each(person_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the same of many, with one query."""
    found: dict[UUID, set[str]] = {each: set() for each in person_ids}
    kept = ExerciseChoice.objects.filter(person__in=person_ids, choice=ExerciseChoice.Choice.NOT_FOR_ME)
    for person_id, slug in kept.values_list("person", "exercise"):
        found[person_id].add(slug)
    return found


@transaction.atomic
def choose_for_oneself(person: Person, slug: str, choice: str, *, now: datetime) -> ExerciseChoice:
    """Mark an exercise; a new mark takes the place of the last. Raises NotFound.

    Reminders to practise what is not for somebody end; those of plans that lead to it are held back.
    """
    _find(slug)
    if choice == ExerciseChoice.Choice.NOT_FOR_ME:
        stop_practice_of(person, slug, now=now)
    chosen, _ = ExerciseChoice.objects.update_or_create(
        person=person, exercise=slug, defaults={"choice": choice, "chosen_at": now}
    )
    return chosen


def take_choice_back(person: Person, slug: str) -> None:
    """Raises NotFound for an exercise that is not in the library; nothing to take back is no error."""
    _find(slug)
    ExerciseChoice.objects.filter(person=person, exercise=slug).delete()


def _find(slug: str) -> None:
    if slug not in library().exercises:
        raise NotFound
