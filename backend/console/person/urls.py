from django.urls import URLPattern, path

from backend.console.person import people, safety_plan
from backend.console.person.answers import pages as answers
from backend.console.person.asking import check_ins, standard
from backend.console.person.contacts import appointments
from backend.console.person.contacts import pages as contacts
from backend.console.person.coping import pages as coping
from backend.console.person.outside import pages as outside
from backend.console.person.plan import pages as plan
from backend.console.person.reminding import pages as reminders
from backend.console.person.team import expected_rules, life_events, team

PERSON = "people/<uuid:person_id>/"
APPOINTMENT = f"{PERSON}appointments/<uuid:appointment_id>/"

urlpatterns: list[URLPattern] = [
    path("people/", people.PeoplePage.as_view(), name="people"),
    path(PERSON, people.PersonPage.as_view(), name="person"),
    path(f"{PERSON}answers/", answers.AnswersPage.as_view(), name="answers"),
    path(f"{PERSON}cravings/", coping.CravingsPage.as_view(), name="cravings"),
    path(f"{PERSON}plan/", plan.PlanPage.as_view(), name="care-plan"),
    path(f"{PERSON}plan/new/", plan.WritePlan.as_view(), name="write-plan"),
    path(f"{PERSON}plan/versions/", plan.PlanVersions.as_view(), name="plan-versions"),
    path(
        f"{PERSON}plan/corrections/<uuid:correction_id>/resolve/",
        plan.ResolveCorrection.as_view(),
        name="resolve-correction",
    ),
    path(f"{PERSON}safety-plan/", safety_plan.SafetyPlanPage.as_view(), name="safety-plan"),
    path(f"{PERSON}contacts/", contacts.ContactsPage.as_view(), name="contacts"),
    path(f"{PERSON}contact-details/", contacts.ContactDetailsPage.as_view(), name="contact-details"),
    path(f"{PERSON}appointments/new/", appointments.BookAppointment.as_view(), name="book-appointment"),
    path(APPOINTMENT, appointments.ChangeAppointment.as_view(), name="appointment"),
    path(f"{APPOINTMENT}outcome/", appointments.EndAppointment.as_view(), name="end-appointment"),
    path(f"{APPOINTMENT}delete/", appointments.DeleteAppointment.as_view(), name="delete-appointment"),
    path(f"{PERSON}team/", team.TeamPage.as_view(), name="team"),
    path(f"{PERSON}team/members/", team.AddMember.as_view(), name="add-member"),
    path(f"{PERSON}team/<uuid:member_id>/remove/", team.RemoveMember.as_view(), name="remove-member"),
    path(f"{PERSON}life-events/<slug:kind>/new/", life_events.RecordEvent.as_view(), name="record-event"),
    path(f"{PERSON}life-events/<uuid:event_id>/take-back/", life_events.TakeBack.as_view(), name="take-back"),
    path(f"{PERSON}expected-rules/", expected_rules.ExpectedRulesPage.as_view(), name="expected-rules"),
    path(
        f"{PERSON}expected-rules/<uuid:mark_id>/end/",
        expected_rules.EndExpectedRule.as_view(),
        name="end-expected-rule",
    ),
    path(f"{PERSON}reminders/", reminders.RemindersPage.as_view(), name="staff-reminders"),
    path(f"{PERSON}reminders/new/", reminders.NewReminder.as_view(), name="new-reminder"),
    path(f"{PERSON}reminders/preview/", reminders.ReminderPreview.as_view(), name="reminder-preview"),
    path(f"{PERSON}reminders/<uuid:reminder_id>/", reminders.ChangeReminder.as_view(), name="change-reminder"),
    path(f"{PERSON}reminders/<uuid:reminder_id>/delete/", reminders.DeleteReminder.as_view(), name="delete-reminder"),
    path(f"{PERSON}disclosures/", outside.OutsidePage.as_view(), name="outside"),
    path(f"{PERSON}disclosures/record/", outside.RecordDisclosure.as_view(), name="record-disclosure"),
    path(f"{PERSON}disclosures/<uuid:summary_id>/document/", outside.HandOver.as_view(), name="hand-over"),
    path(f"{PERSON}schedules/new/", check_ins.NewSchedule.as_view(), name="new-schedule"),
    path(f"{PERSON}schedules/standard/", standard.StartStandard.as_view(), name="start-standard"),
    path(f"{PERSON}schedules/preview/", check_ins.SchedulePreview.as_view(), name="schedule-preview"),
    path(f"{PERSON}schedules/<uuid:schedule_id>/end/", check_ins.CancelSchedule.as_view(), name="end-schedule"),
    path(f"{PERSON}check-ins/new/", check_ins.AskNow.as_view(), name="ask-now"),
]
