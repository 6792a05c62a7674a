"""Reminders that a person sets for themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Account
from backend.api import client_ids
from backend.api.conditional import etag_of
from backend.api.device_clock import corrected
from backend.api.problems import NotFound
from backend.recurrence import Recurrence
from notifications import ledger, schedules
from notifications.kinds import Kind, policy_of
from notifications.ledger import Opening
from notifications.models import Reminder
from notifications.schedules import Due, Zone

TARGET = "reminder"
WINDOW = policy_of(Kind.REMINDER).lifetime
Check = Callable[[str], None]


@dataclass(frozen=True)
class ReminderWish:
    """A new reminder as a phone asks for it. `body` is the request, to know a repeat by."""

    text: str
    recurrence: Recurrence
    zone: Zone
    window: timedelta = WINDOW
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class ReminderChange:
    """What is to be different; None leaves a part as it is."""

    text: str | None = None
    recurrence: Recurrence | None = None
    zone: Zone | None = None
    window: timedelta | None = None


@transaction.atomic
def schedule_reminder(
    account: Account, wish: ReminderWish, *, body: dict[str, Any], now: datetime
) -> tuple[Reminder, bool]:
    """Set a reminder. Returns it and whether it is new: the same id sent again is the same reminder.

    Raises UnknownZone, RuleNeverFires, InvalidRequest or IdTaken.
    """
    reminder_id = wish.id or uuid4()
    if wish.id and not client_ids.claim(wish.id, account_id=account.pk, kind=TARGET, body=body):
        return find_reminder(account, wish.id), False
    schedule = schedules.create(
        account.pk,
        Kind.REMINDER,
        wish.recurrence,
        wish.zone,
        window=wish.window,
        about=(TARGET, reminder_id),
        now=now,
    )
    reminder = Reminder.objects.create(
        id=reminder_id,
        account=account,
        schedule=schedule,
        text=wish.text,
        created_at=corrected(wish.occurred_at, wish.sent_at, now=now),
    )
    return reminder, True


def reminders_of(account: Account) -> QuerySet[Reminder]:
    return Reminder.objects.filter(account=account).select_related("schedule")


def find_reminder(account: Account, reminder_id: UUID) -> Reminder:
    """Raises NotFound."""
    reminder = reminders_of(account).filter(pk=reminder_id).first()
    if reminder is None:
        raise NotFound
    return reminder


@transaction.atomic
def change_reminder(
    account: Account, reminder_id: UUID, change: ReminderChange, *, check: Check, now: datetime
) -> Reminder:
    """Change a reminder. `check` is called with its ETag and raises when the caller has read another version."""
    reminder = _locked(account, reminder_id, check)
    schedule = reminder.schedule
    kept_zone = Zone("floating") if schedule.is_floating else Zone("fixed", schedule.tzid)
    reminder.schedule = schedules.change(
        schedule.pk,
        change.recurrence or schedule.recurrence,
        change.zone or kept_zone,
        window=change.window or schedule.window,
        now=now,
    )
    if change.text is not None:
        reminder.text = change.text
        reminder.save(update_fields=["text"])
    return reminder


@transaction.atomic
def delete_reminder(account: Account, reminder_id: UUID, *, check: Check, now: datetime) -> None:
    """Delete a reminder; what has not been sent of it is withdrawn. `check` as in `change_reminder`."""
    reminder = _locked(account, reminder_id, check)
    ledger.withdraw_about((TARGET, reminder.pk), reason="cancelled", now=now)
    reminder.schedule.delete()


def etag(reminder: Reminder) -> str:
    return etag_of(TARGET, reminder.pk, reminder.schedule.version)


def open_reminders(*, now: datetime) -> int:
    """Open a notice for each reminder that is due, until none is; return how many."""
    opened = 0
    while count := _open_some(now):
        opened += count
    return opened


@transaction.atomic
def _open_some(now: datetime) -> int:
    due = schedules.take_due((Kind.REMINDER,), now=now)
    ledger.open_deliveries([_opening(each) for each in due])
    return len(due)


def _opening(due: Due) -> Opening:
    reminder_id = due.schedule.about_id
    assert reminder_id is not None  # noqa: S101 - schedule_reminder sets it
    return Opening(
        recipient_id=due.schedule.recipient_id,
        kind=Kind.REMINDER,
        notification_id=due.occurrence_id,
        about=(TARGET, reminder_id),
        due_at=due.at,
        deliver_at=due.rings_at,
        expires_at=due.closes_at,
        schedule_id=due.schedule.pk,
    )


def _locked(account: Account, reminder_id: UUID, check: Check) -> Reminder:
    found = reminders_of(account).select_for_update().filter(pk=reminder_id).first()
    if found is None:
        raise NotFound
    check(etag(found))
    return found
