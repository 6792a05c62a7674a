from datetime import datetime

from django.db import transaction

from backend.accounts.models import Person
from backend.coping.counters import ringing
from backend.coping.models import (
    Counter,
    Craving,
    CravingRating,
    ExerciseChoice,
    IfThenPlan,
    PracticeReminder,
    PracticeTick,
    SafetyPlanVersion,
    SlipPlan,
    Supporter,
)

PLANNED = (SafetyPlanVersion, Supporter, IfThenPlan, SlipPlan, PracticeReminder, PracticeTick)


@transaction.atomic
def erase_person(person: Person, *, now: datetime) -> None:
    """Delete cravings and counters with all that hangs on them, ratings, own marks on exercises, plans, practice."""
    counters = Counter.objects.select_for_update(no_key=True).filter(person=person)
    for counter in counters:
        ringing.silence(counter, now=now)
    counters.delete()
    Craving.objects.filter(person=person).delete()
    CravingRating.objects.filter(person=person).delete()
    ExerciseChoice.objects.filter(person=person).delete()
    for model in PLANNED:
        model.objects.filter(person=person).delete()
