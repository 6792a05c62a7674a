from datetime import datetime

from backend.accounts.models import Person
from backend.coping.models import Craving, CravingRating


def erase_person(person: Person, *, now: datetime) -> None:  # noqa: ARG001 - every app gives the same signature
    """Delete cravings with their sessions and outcomes, and every rating."""
    Craving.objects.filter(person=person).delete()
    CravingRating.objects.filter(person=person).delete()
