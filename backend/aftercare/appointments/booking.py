"""Appointments are made, moved, called off, and get their outcome; all by staff who may write the person's plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.models import Person, Staff
from backend.aftercare.appointments import reminders
from backend.aftercare.appointments.reading import appointments_at, appointments_of
from backend.aftercare.check_ins import person_planned_by
from backend.aftercare.models import Appointment, Contact
from backend.api.client_ids import claim
from backend.api.conditional import Check, etag_of
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.recurrence import parse_zone, to_instant

# Nobody books further ahead: a year that was typed wrong is told at once.
FURTHEST = timedelta(days=5 * 366)
WORDS = ("place", "note")
PARTS = ("local", "tzid", "duration_minutes", "kind")
CHANGED = [*PARTS, "starts_at", "words", "outcome", "version", "changed_at"]
OUTCOME_OF_CONTACT = {
    Appointment.Outcome.KEPT: Contact.Outcome.REACHED,
    Appointment.Outcome.MISSED: Contact.Outcome.NOT_REACHED,
}


class AppointmentInPast(Problem):
    code, title, status = "appointment-in-past", "An appointment is made for a time to come.", 422


class AppointmentOver(Problem):
    code, title, status = "appointment-over", "It has its outcome already. Make another appointment.", 422


class AppointmentToCome(Problem):
    code, title, status = "appointment-to-come", "It has not begun: nobody has kept or missed it.", 422


@dataclass(frozen=True)
class AppointmentWish:
    """An appointment as staff ask for it: `local` is the wall time in `tzid`, or in the site's own zone.

    `id` is the client's own, `body` what it sent, so that a repeat is known.
    """

    local: datetime
    duration_minutes: int
    kind: Appointment.Kind
    remind_before_minutes: tuple[int, ...]
    tzid: str | None = None
    place: str = ""
    note: str = ""
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class AppointmentChange:
    """What is to be different; `...` leaves a part as it is. An outcome of None takes it back."""

    local: datetime | EllipsisType = ...
    tzid: str | EllipsisType = ...
    duration_minutes: int | EllipsisType = ...
    kind: Appointment.Kind | EllipsisType = ...
    remind_before_minutes: tuple[int, ...] | EllipsisType = ...
    place: str | EllipsisType = ...
    note: str | EllipsisType = ...
    outcome: Appointment.Outcome | EllipsisType | None = ...


@transaction.atomic
def book(staff: Staff, person_id: UUID, wish: AppointmentWish, *, now: datetime) -> tuple[Appointment, bool]:
    """Make an appointment and let the person know. Returns it and whether it is new.

    Raises NotFound, IdTaken, InvalidRequest, AppointmentInPast.
    """
    person = person_planned_by(staff, person_id, now=now)
    body = {"person": str(person_id), **(wish.body or {})}
    if wish.id and not claim(wish.id, account_id=staff.pk, kind="appointment", body=body, among=Appointment):
        return Appointment.objects.select_related("site").get(pk=wish.id), False
    appointment = _unsaved(staff, person, wish, now)
    _check_time(appointment, now)
    appointment.save(force_insert=True)
    reminders.arrange(appointment, wish.remind_before_minutes, now=now)
    reminders.tell(appointment, now=now)
    return appointment, True


@transaction.atomic
def change(
    staff: Staff, person_id: UUID, appointment_id: UUID, wanted: AppointmentChange, *, check: Check, now: datetime
) -> Appointment:
    """Change an appointment. `check` is called with its ETag and raises when the caller has read another version.

    Raises NotFound, InvalidRequest, AppointmentInPast, AppointmentOver, AppointmentToCome.
    """
    appointment = _locked(staff, person_id, appointment_id, check, now)
    before = (appointment.starts_at, appointment.outcome)
    _apply(appointment, wanted)
    _set_outcome(staff, appointment, wanted.outcome, now)
    if appointment.starts_at != before[0]:
        _check_time(appointment, now)
    appointment.version, appointment.changed_at = appointment.version + 1, now
    appointment.save(update_fields=CHANGED)
    if (appointment.starts_at, appointment.outcome) != before:
        reminders.tell(appointment, now=now)
    minutes = wanted.remind_before_minutes
    reminders.arrange(appointment, reminders.minutes_of(appointment) if minutes is ... else minutes, now=now)
    return appointments_of(appointment.person).get(pk=appointment_id)


@transaction.atomic
def delete(staff: Staff, person_id: UUID, appointment_id: UUID, *, check: Check, now: datetime) -> None:
    """Delete what should never have been written; a meeting that falls through is called off by its outcome.

    `check` as in `change`. Raises NotFound.
    """
    appointment = _locked(staff, person_id, appointment_id, check, now)
    reminders.silence(appointment, now=now)
    appointment.delete()


def etag(appointment: Appointment) -> str:
    return etag_of(reminders.TARGET, appointment.pk, appointment.version)


def _unsaved(staff: Staff, person: Person, wish: AppointmentWish, now: datetime) -> Appointment:
    tzid = wish.tzid or staff.site.tzid
    return Appointment(
        pk=wish.id or uuid4(),
        person=person,
        site=staff.site,
        created_by=staff,
        local=wish.local,
        tzid=tzid,
        starts_at=to_instant(wish.local, parse_zone(tzid)),
        duration_minutes=wish.duration_minutes,
        kind=wish.kind,
        words={"place": wish.place, "note": wish.note},
        created_at=now,
        changed_at=now,
    )


def _locked(staff: Staff, person_id: UUID, appointment_id: UUID, check: Check, now: datetime) -> Appointment:
    person = person_planned_by(staff, person_id, now=now)
    found = appointments_at(staff.site_id, person).select_for_update(of=("self",)).filter(pk=appointment_id).first()
    if found is None:
        raise NotFound
    check(etag(found))
    return found


def _apply(appointment: Appointment, wanted: AppointmentChange) -> None:
    for name in PARTS:
        value = getattr(wanted, name)
        if value is not ...:
            setattr(appointment, name, value)
    appointment.starts_at = to_instant(appointment.local, parse_zone(appointment.tzid))
    said = {name: getattr(wanted, name) for name in WORDS if getattr(wanted, name) is not ...}
    appointment.words = {"place": appointment.place, "note": appointment.note} | said


def _set_outcome(
    staff: Staff, appointment: Appointment, outcome: Appointment.Outcome | EllipsisType | None, now: datetime
) -> None:
    """Write the outcome, and the contact that it is: kept is reached, missed is not."""
    if isinstance(outcome, EllipsisType):
        return
    reached = OUTCOME_OF_CONTACT.get(outcome) if outcome else None
    if reached and appointment.starts_at > now:
        raise AppointmentToCome
    appointment.outcome = outcome or ""
    Contact.objects.filter(appointment=appointment).delete()
    if reached:
        Contact.objects.create(
            person_id=appointment.person_id,
            site_id=appointment.site_id,
            staff=staff,
            how=Contact.How(appointment.kind),
            outcome=reached,
            occurred_at=appointment.starts_at,
            logged_at=now,
            appointment=appointment,
        )


def _check_time(appointment: Appointment, now: datetime) -> None:
    if appointment.outcome:
        raise AppointmentOver
    if appointment.starts_at <= now:
        raise AppointmentInPast
    if appointment.starts_at > now + FURTHEST:
        raise InvalidRequest(Invalid("/starts_at", "Appointments are made for five years ahead at most."))
