"""A person's own marks on exercises: favourites, and what is not for them."""

from dataclasses import dataclass
from datetime import datetime

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


def not_for(person: Person) -> list[str]:
    """Return the exercises that must never be offered to this person."""
    kept = ExerciseChoice.objects.filter(person=person, choice=ExerciseChoice.Choice.NOT_FOR_ME)
    return list(kept.values_list("exercise", flat=True))


@transaction.atomic
def choose_for_oneself(person: Person, slug: str, choice: str, *, now: datetime) -> ExerciseChoice:
    """Mark an exercise; a new mark takes the place of the last. Raises NotFound.

    Reminders to practise what is not for somebody end.
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
