"""Reminders to practise something end with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.api.client_ids import remember
from backend.coping.models import PracticeReminder, TargetType
from notifications import reminders


@transaction.atomic
def stop_practising(person: Person, target_type: TargetType, target_id: str = "", *, now: datetime) -> None:
    """Delete the person's reminders to practise this; what has not rung of them will not."""
    found = PracticeReminder.objects.filter(person=person, target_type=target_type, target_id=target_id)
    if target_type == TargetType.IF_THEN_PLAN:
        # Another phone may have practised it without signal, and tells later (`targets.check_practised`).
        remember(UUID(target_id), account_id=person.pk, kind=target_type)
    for practice in found.select_related("reminder").select_for_update(of=("reminder",)).order_by("pk"):
        reminders.remove(practice.reminder, now=now)


def stop_practice_of(person: Person, slug: str, *, now: datetime) -> None:
    """The person does not want this exercise any more."""
    stop_practising(person, TargetType.EXERCISE, slug, now=now)
