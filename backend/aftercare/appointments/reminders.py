"""What rings about an appointment: its reminders, and word of a change. The lock screen says nothing of it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from backend.accounts.models import DataClass
from backend.aftercare.models import Appointment, AppointmentReminder
from notifications import ledger, schedules
from notifications.guards import Guard
from notifications.kinds import Kind, policy_of
from notifications.schedules import Zone
from notifications.workers import for_a_turn

TARGET = "appointment"


def arrange(appointment: Appointment, minutes_before: Collection[int], *, now: datetime) -> None:
    """Let it ring so long before it begins, and at no other time; not at all once it has an outcome."""
    at = None if appointment.outcome else appointment.starts_at
    kept = set()
    for each in appointment.reminders.select_related("schedule"):
        if each.minutes_before in minutes_before and each.schedule.tzid == appointment.tzid:
            schedules.set_anchor(each.schedule_id, at, now=now)
            kept.add(each.minutes_before)
        else:
            schedules.set_anchor(each.schedule_id, None, now=now)
            each.schedule.delete()
    for minutes in set(minutes_before) - kept:
        _plan(appointment, minutes, at, now)


def minutes_of(appointment: Appointment) -> list[int]:
    return sorted((each.minutes_before for each in appointment.reminders.all()), reverse=True)


def tell(appointment: Appointment, *, now: datetime) -> None:
    """Let the person know that it was made, moved or called off; what was told of it before is taken back."""
    about = (TARGET, appointment.pk)
    ledger.withdraw_about(about, reason="changed", now=now)
    if appointment.starts_at <= now:
        return
    ledger.open_delivery(
        appointment.person_id,
        Kind.CARE,
        # Each change is news of its own.
        notification_id=ledger.notification_id(
            (f"{TARGET}-{appointment.version}", appointment.pk), appointment.person_id
        ),
        about=about,
        deliver_at=now,
        expires_at=min(now + policy_of(Kind.CARE).lifetime, appointment.starts_at),
        guard=_guard(appointment),
    )


def silence(appointment: Appointment, *, now: datetime) -> None:
    """Take back all that rings or has rung about an appointment that is about to be deleted."""
    arrange(appointment, (), now=now)
    ledger.withdraw_about((TARGET, appointment.pk), reason="cancelled", now=now)


def open_notices(*, now: datetime) -> int:
    """Open notices about care whose time has come, until none is due or the turn is over; return how many."""
    return for_a_turn(lambda: _open_some(now))


@transaction.atomic
def _open_some(now: datetime) -> int:
    taken = schedules.take_due([Kind.CARE], now=now)
    ledger.open_deliveries([opening for each in taken.due for opening in schedules.openings_of(each)])
    return taken.count


def _plan(appointment: Appointment, minutes: int, at: datetime | None, now: datetime) -> None:
    before = timedelta(minutes=minutes)
    schedule = schedules.create_relative(
        appointment.person_id,
        Kind.CARE,
        anchor_at=at,
        offsets=[-before],
        # Of use until the appointment begins.
        window=before,
        zone=Zone("fixed", appointment.tzid),
        about=(TARGET, appointment.pk),
        guard=_guard(appointment),
        now=now,
    )
    AppointmentReminder.objects.create(schedule=schedule, appointment=appointment, minutes_before=minutes)


def _guard(appointment: Appointment) -> Guard:
    return Guard(appointment.person_id, appointment.site_id, DataClass.PLAN)
