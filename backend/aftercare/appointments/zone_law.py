"""Nine o'clock stays nine o'clock when a country changes its clocks: instants follow the time zone data in use."""

from datetime import datetime

from django.db import transaction

from backend.aftercare.appointments import reminders
from backend.aftercare.models import Appointment
from backend.recurrence import RecurrenceError, parse_zone, to_instant


@transaction.atomic
def renew_times(*, now: datetime) -> int:
    """Move what is to come to where its local time lies now, reminders with it; return how many have moved."""
    moved = [each.pk for each in Appointment.objects.to_come(now) if _instant_of(each) != each.starts_at]
    for appointment in Appointment.objects.select_for_update().filter(pk__in=moved):
        appointment.starts_at = _instant_of(appointment)
        appointment.version, appointment.changed_at = appointment.version + 1, now
        appointment.save(update_fields=["starts_at", "version", "changed_at"])
        reminders.arrange(appointment, reminders.minutes_of(appointment), now=now)
    return len(moved)


def _instant_of(appointment: Appointment) -> datetime:
    try:
        return to_instant(appointment.local, parse_zone(appointment.tzid))
    except RecurrenceError:
        # A zone that this release of the data has dropped: what was worked out before is the best there is.
        return appointment.starts_at
