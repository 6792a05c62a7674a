"""Reminders to practise something end with it."""

from datetime import datetime

from django.db import transaction

from backend.accounts.models import Person
from backend.coping.models import PracticeReminder, TargetType
from notifications import ledger, reminders
from notifications.kinds import Kind
from notifications.models import Notification


@transaction.atomic
def stop_practising(person: Person, target_type: TargetType, target_id: str = "", *, now: datetime) -> None:
    """Delete the person's reminders to practise this; what has not rung of them will not."""
    found = PracticeReminder.objects.filter(person=person, target_type=target_type, target_id=target_id)
    for practice in found.select_related("reminder__schedule"):
        reminders.remove(practice.reminder, now=now)


def silence_practice_of(slug: str, *, now: datetime) -> None:
    """Nobody is to practise this exercise: what has rung for it, or is about to, is taken back. The reminders stay."""
    practising = PracticeReminder.objects.filter(target_type=TargetType.EXERCISE, target_id=slug)
    ringing = Notification.objects.filter(
        target_type=Kind.PRACTICE, target_id__in=practising.values("reminder_id"), expires_at__gt=now
    )
    for notification_id in ringing.filter(withdrawn_at=None).values_list("pk", flat=True):
        ledger.withdraw(notification_id, reason="cancelled", now=now)


def stop_practice_of(person: Person, slug: str, *, now: datetime) -> None:
    """The person does not want this exercise any more."""
    stop_practising(person, TargetType.EXERCISE, slug, now=now)
