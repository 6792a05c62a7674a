"""A person lets themselves be reminded of practising something.

It is a reminder like their others, under the same id, and changed, paused and deleted as those are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Person
from backend.api.problems import NotFound
from backend.care_team.holds import filtering_level_of
from backend.coping.exercises.published import current_shelf
from backend.coping.models import PracticeReminder
from backend.coping.plans.if_then import owner_of, refuse_barred
from backend.coping.plans.instead import Instead
from backend.coping.practice.targets import Target, exercise_in, exercises_of
from notifications import reminders
from notifications.kinds import Kind
from notifications.models import Reminder
from notifications.reminders import ReminderWish


@dataclass(frozen=True)
class PracticeWish:
    target: Target
    reminder: ReminderWish


@transaction.atomic
def remind_to_practise(
    person: Person, wish: PracticeWish, *, body: dict[str, Any], now: datetime
) -> tuple[Reminder, bool]:
    """Set a reminder. False: the same id sent again. Raises ExerciseBarred, and as `schedule_reminder` does."""
    reminder, is_new = reminders.schedule_reminder(
        person.account, wish.reminder, body=body, kind=Kind.PRACTICE, now=now
    )
    if is_new:
        refuse_barred(person, exercise_in(person, wish.target), now=now)
        PracticeReminder.objects.create(
            reminder=reminder, person=person, target_type=wish.target.type, target_id=wish.target.id
        )
    return find_practice_reminder(person, reminder.pk), is_new


def practice_reminders_of(person: Person) -> QuerySet[Reminder]:
    return reminders.reminders_of(person.account).filter(practice__isnull=False).select_related("practice")


def find_practice_reminder(person: Person, reminder_id: UUID) -> Reminder:
    """Raises NotFound."""
    reminder = practice_reminders_of(person).filter(pk=reminder_id).first()
    if reminder is None:
        raise NotFound
    return reminder


def instead_of_barred(person: Person, found: Iterable[Reminder], *, now: datetime) -> dict[UUID, Instead]:
    """Return, by reminder, what to offer in place of those whose exercise is not for their person at this moment."""
    exercises = exercises_of(reminder.practice for reminder in found)
    owner = owner_of(person, current_shelf(), hold=filtering_level_of(person, now=now))
    barred = {each: owner.instead_of(exercise) for each, exercise in exercises.items() if exercise}
    return {each: instead for each, instead in barred.items() if instead}
