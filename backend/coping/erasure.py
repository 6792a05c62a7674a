from datetime import datetime

from backend.accounts.models import Person
from backend.coping.models import Craving, CravingRating, ExerciseChoice


def erase_person(person: Person, *, now: datetime) -> None:  # noqa: ARG001 - every app gives the same signature
    """Delete cravings with all that hangs on them, every rating, and own marks on exercises."""
    Craving.objects.filter(person=person).delete()
    CravingRating.objects.filter(person=person).delete()
    ExerciseChoice.objects.filter(person=person).delete()
