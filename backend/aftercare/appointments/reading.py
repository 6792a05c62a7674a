"""Appointments as staff and the person read them, and the next one of many people."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from backend.accounts.models import Person, Staff
from backend.aftercare.check_ins import person_seen_by
from backend.aftercare.models import Appointment, AppointmentQuerySet
from backend.api.problems import NotFound


def appointments_of(person: Person) -> AppointmentQuerySet:
    """Return all that a person has, at whatever site."""
    return Appointment.objects.filter(person=person).select_related("site").prefetch_related("reminders")


def appointments_at(site_id: UUID, person: Person) -> AppointmentQuerySet:
    return appointments_of(person).filter(site=site_id)


def appointments_for(staff: Staff, person_id: UUID, *, now: datetime) -> AppointmentQuerySet:
    """Return somebody's appointments at this staff member's site, and note the look. Raises NotFound."""
    return appointments_at(staff.site_id, person_seen_by(staff, person_id, now=now))


def appointment_for(staff: Staff, person_id: UUID, appointment_id: UUID, *, now: datetime) -> Appointment:
    """Raises NotFound."""
    found = appointments_for(staff, person_id, now=now).filter(pk=appointment_id).first()
    if found is None:
        raise NotFound
    return found


def next_appointments(person_ids: Collection[UUID], site_id: UUID, *, now: datetime) -> dict[UUID, Appointment]:
    """Return the next appointment of each of these people at a site, with one query."""
    coming = Appointment.objects.to_come(now).filter(person__in=person_ids, site=site_id)
    first = coming.order_by("person", "starts_at", "id").distinct("person")
    return {each.person_id: each for each in first}
