from django.urls import URLPattern, path

from backend.console.person import people
from backend.console.person.answers import pages as answers
from backend.console.person.asking import check_ins, standard
from backend.console.person.contacts import appointments
from backend.console.person.contacts import pages as contacts
from backend.console.person.plan import pages as plan

PERSON = "people/<uuid:person_id>/"
APPOINTMENT = f"{PERSON}appointments/<uuid:appointment_id>/"

urlpatterns: list[URLPattern] = [
    path("people/", people.PeoplePage.as_view(), name="people"),
    path(PERSON, people.PersonPage.as_view(), name="person"),
    path(f"{PERSON}answers/", answers.AnswersPage.as_view(), name="answers"),
    path(f"{PERSON}plan/", plan.PlanPage.as_view(), name="care-plan"),
    path(f"{PERSON}plan/new/", plan.WritePlan.as_view(), name="write-plan"),
    path(f"{PERSON}plan/versions/", plan.PlanVersions.as_view(), name="plan-versions"),
    path(
        f"{PERSON}plan/corrections/<uuid:correction_id>/resolve/",
        plan.ResolveCorrection.as_view(),
        name="resolve-correction",
    ),
    path(f"{PERSON}contacts/", contacts.ContactsPage.as_view(), name="contacts"),
    path(f"{PERSON}contact-details/", contacts.ContactDetailsPage.as_view(), name="contact-details"),
    path(f"{PERSON}appointments/new/", appointments.BookAppointment.as_view(), name="book-appointment"),
    path(APPOINTMENT, appointments.ChangeAppointment.as_view(), name="appointment"),
    path(f"{APPOINTMENT}outcome/", appointments.EndAppointment.as_view(), name="end-appointment"),
    path(f"{APPOINTMENT}delete/", appointments.DeleteAppointment.as_view(), name="delete-appointment"),
    path(f"{PERSON}schedules/new/", check_ins.NewSchedule.as_view(), name="new-schedule"),
    path(f"{PERSON}schedules/standard/", standard.StartStandard.as_view(), name="start-standard"),
    path(f"{PERSON}schedules/preview/", check_ins.SchedulePreview.as_view(), name="schedule-preview"),
    path(f"{PERSON}schedules/<uuid:schedule_id>/end/", check_ins.CancelSchedule.as_view(), name="end-schedule"),
    path(f"{PERSON}check-ins/new/", check_ins.AskNow.as_view(), name="ask-now"),
]
