"""Staff set, change and delete reminders for people whose plan they may write; the person can stop each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Person, Staff
from backend.aftercare.check_ins import person_planned_by, person_seen_by
from backend.api.conditional import Check
from notifications import reminders
from notifications.models import Reminder
from notifications.reminders import ReminderChange, ReminderWish


@transaction.atomic
def set_reminder(
    staff: Staff, person_id: UUID, wish: ReminderWish, *, body: Mapping[str, Any], now: datetime
) -> tuple[Reminder, bool]:
    """Set a reminder for somebody. False: the same id sent again. Raises NotFound and as `schedule_reminder` does."""
    person = person_planned_by(staff, person_id, now=now)
    asked = {"person": str(person_id), **body}
    return reminders.schedule_reminder(person.account, wish, body=asked, set_by=staff, now=now)


@transaction.atomic
def reminders_for(staff: Staff, person_id: UUID, *, now: datetime) -> QuerySet[Reminder]:
    """Return what one's site reminds somebody of, and note the look; their own are not among them. Raises NotFound."""
    return _of_site(staff, person_seen_by(staff, person_id, now=now))


@transaction.atomic
def change_reminder(
    staff: Staff, person_id: UUID, reminder_id: UUID, change: ReminderChange, *, check: Check, now: datetime
) -> Reminder:
    """Change one that one's site has set; what the person has stopped stays stopped. `check` as for one's own.

    Raises NotFound and as `schedule_reminder` does.
    """
    of_site = _of_site(staff, person_planned_by(staff, person_id, now=now))
    reminders.apply(reminders.locked(of_site, reminder_id, check), change, now=now)
    return of_site.get(pk=reminder_id)


@transaction.atomic
def delete_reminder(staff: Staff, person_id: UUID, reminder_id: UUID, *, check: Check, now: datetime) -> None:
    """Delete one that one's site has set; what has not rung of it will not. Raises NotFound."""
    of_site = _of_site(staff, person_planned_by(staff, person_id, now=now))
    reminders.remove(reminders.locked(of_site, reminder_id, check), now=now)


def _of_site(staff: Staff, person: Person) -> QuerySet[Reminder]:
    """Those of an earlier time of care are over, and stay so."""
    return reminders.reminders_of(person.account).filter(
        set_by__isnull=False, schedule__guard_site_id=staff.site_id, schedule__cancelled_at=None
    )
