"""Booking an appointment, changing it, saying what became of it."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.aftercare.appointments import booking
from backend.aftercare.appointments.booking import (
    AppointmentChange,
    AppointmentInPast,
    AppointmentOver,
)
from backend.aftercare.appointments.reading import appointments_at
from backend.aftercare.check_ins import person_planned_by
from backend.aftercare.models import Appointment
from backend.api.problems import IdTaken, Invalid, InvalidRequest, NotFound, PreconditionFailed
from backend.console.form_errors import add_refusal
from backend.console.pages import say
from backend.console.person.about import AboutPerson
from backend.console.person.contacts.appointment_form import FIELD_OF_POINTER, AppointmentForm
from backend.console.versions import unchanged_since

REFUSALS = (InvalidRequest, IdTaken, PreconditionFailed, AppointmentInPast, AppointmentOver)
DONE = {
    Appointment.Outcome.KEPT: "Kept. It counts as a contact.",
    Appointment.Outcome.MISSED: "Missed. It is on record.",
    Appointment.Outcome.CANCELLED: "Called off. If it was still to come, the person is told.",
    None: "Taken back. It stands again.",
}


class OutcomeForm(forms.Form):
    """By buttons. An empty outcome takes it back."""

    version = forms.CharField()
    outcome = forms.TypedChoiceField(
        choices=Appointment.Outcome.choices, coerce=Appointment.Outcome, empty_value=None, required=False
    )


class AppointmentPage(AboutPerson):
    tab = "contacts"

    def appointment(self, person_id: UUID, appointment_id: UUID, now: datetime) -> Appointment:
        """Return one to be changed. Raises NotFound."""
        person = person_planned_by(self.staff, person_id, now=now)
        found = appointments_at(self.staff.site_id, person).filter(pk=appointment_id).first()
        if found is None:
            raise NotFound
        return found

    def show_form(
        self, person_id: UUID, form: AppointmentForm, now: datetime, appointment: Appointment | None = None
    ) -> HttpResponse:
        return self.show_person(
            "appointment",
            person_id,
            now=now,
            form=form,
            appointment=appointment,
            version=booking.etag(appointment) if appointment else "",
            status=422 if form.errors else 200,
        )


class BookAppointment(AppointmentPage):
    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        person_planned_by(self.staff, person_id, now=now)
        return self.show_form(person_id, AppointmentForm.fresh(), now)

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, form = timezone.now(), AppointmentForm(request.POST)
        person_planned_by(self.staff, person_id, now=now)
        if not form.is_valid():
            return self.show_form(person_id, form, now)
        try:
            booking.book(self.staff, person_id, form.wish(), now=now)
        except REFUSALS as problem:
            add_refusal(form, problem, FIELD_OF_POINTER)
            return self.show_form(person_id, form, now)
        say(request, "Booked. It stands in their app, and their phone rings before it.")
        return redirect("contacts", person_id=person_id)


class ChangeAppointment(AppointmentPage):
    def get(self, request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
        now = timezone.now()
        appointment = self.appointment(person_id, appointment_id, now)
        return self.show_form(person_id, AppointmentForm.of(appointment), now, appointment)

    def post(self, request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
        now = timezone.now()
        appointment = self.appointment(person_id, appointment_id, now)
        form = AppointmentForm.of(appointment, request.POST)
        if not form.is_valid():
            return self.show_form(person_id, form, now, appointment)
        check = unchanged_since(form.cleaned_data["version"])
        try:
            booking.change(self.staff, person_id, appointment_id, form.change(), check=check, now=now)
        except REFUSALS as problem:
            add_refusal(form, problem, FIELD_OF_POINTER)
            return self.show_form(person_id, form, now, appointment)
        say(request, "Changed. If it moved, the person is told.")
        return redirect("contacts", person_id=person_id)


class EndAppointment(AppointmentPage):
    def post(self, request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
        form = OutcomeForm(request.POST)
        now = timezone.now()
        self.appointment(person_id, appointment_id, now)
        if not form.is_valid():
            raise InvalidRequest(Invalid("/outcome", "Press one of the buttons."))
        outcome = form.cleaned_data["outcome"]
        check = unchanged_since(form.cleaned_data["version"])
        change = AppointmentChange(outcome=outcome)
        booking.change(self.staff, person_id, appointment_id, change, check=check, now=now)
        say(request, DONE[outcome])
        return redirect("contacts", person_id=person_id)


class DeleteAppointment(AppointmentPage):
    def post(self, request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
        check = unchanged_since(request.POST.get("version", ""))
        booking.delete(self.staff, person_id, appointment_id, check=check, now=timezone.now())
        say(request, "Deleted, as if it had never been written.")
        return redirect("contacts", person_id=person_id)
