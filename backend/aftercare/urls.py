from django.urls import path

from backend.aftercare import staff_views, views
from backend.aftercare.appointments import views as appointments
from backend.aftercare.cadences import views as cadences
from backend.aftercare.care_plans import views as care_plans
from backend.aftercare.help_requests import views as help_requests
from backend.aftercare.life_events import views as life_events
from backend.aftercare.questionnaires import views as questionnaires
from backend.aftercare.quiet import views as quiet
from backend.aftercare.slips import views as slips
from backend.aftercare.staff_reminders import views as staff_reminders
from backend.aftercare.summaries import views as summaries

PERSON = "staff/people/<uuid:person_id>"

urlpatterns = [
    path("appointments", appointments.OwnAppointmentsView.as_view()),
    path("instruments", views.InstrumentsView.as_view()),
    path("instruments/<slug:code>", views.InstrumentView.as_view()),
    path("check-ins", views.CheckInsView.as_view()),
    path("check-ins/<uuid:check_in_id>/response", views.ResponseView.as_view()),
    path("check-ins/<uuid:check_in_id>/decline", views.DeclineView.as_view()),
    path("check-ins/<uuid:check_in_id>/snooze", views.SnoozeView.as_view()),
    path("check-ins/<uuid:check_in_id>/steps", views.StepsView.as_view()),
    path("counters/<uuid:counter_id>/slips", slips.SlipsView.as_view()),
    path("counters/<uuid:counter_id>/slips/<uuid:slip_id>/affected", slips.AffectedView.as_view()),
    path("help-requests", help_requests.HelpRequestsView.as_view()),
    path("plan", care_plans.OwnPlansView.as_view()),
    path("plan/corrections", care_plans.CorrectionsView.as_view()),
    path("staff/help-requests", help_requests.StaffHelpRequestsView.as_view()),
    path("staff/help-requests/<uuid:request_id>", help_requests.StaffHelpRequestView.as_view()),
    path("staff/help-requests/<uuid:request_id>/reply", help_requests.ReplyView.as_view()),
    path("staff/people", quiet.PeopleView.as_view()),
    path(PERSON, quiet.PersonView.as_view()),
    path(f"{PERSON}/appointments", appointments.AppointmentsView.as_view()),
    path(f"{PERSON}/appointments/<uuid:appointment_id>", appointments.AppointmentView.as_view()),
    path(f"{PERSON}/contacts", quiet.ContactsView.as_view()),
    path(f"{PERSON}/reminders", staff_reminders.StaffRemindersView.as_view()),
    path(f"{PERSON}/reminders/<uuid:reminder_id>", staff_reminders.StaffReminderView.as_view()),
    path("staff/people/<uuid:person_id>/check-in-schedules", staff_views.SchedulesView.as_view()),
    path("staff/people/<uuid:person_id>/check-in-schedules/standard", cadences.StandardView.as_view()),
    path("staff/people/<uuid:person_id>/check-in-schedules/standard/preview", cadences.StandardPreviewView.as_view()),
    path("staff/people/<uuid:person_id>/check-in-schedules/<uuid:schedule_id>", staff_views.ScheduleView.as_view()),
    path("trends", views.TrendsView.as_view()),
    path("staff/people/<uuid:person_id>/trends", staff_views.PersonTrendsView.as_view()),
    path("staff/people/<uuid:person_id>/check-ins", staff_views.PersonCheckInsView.as_view()),
    path("staff/questionnaires", questionnaires.QuestionnairesView.as_view()),
    path("staff/questionnaires/<slug:code>", questionnaires.QuestionnaireView.as_view()),
    path("staff/people/<uuid:person_id>/life-events", life_events.LifeEventsView.as_view()),
    path("staff/people/<uuid:person_id>/life-events/<uuid:event_id>", life_events.LifeEventView.as_view()),
    path("staff/people/<uuid:person_id>/plan", care_plans.PlanView.as_view()),
    path("staff/people/<uuid:person_id>/plan/versions", care_plans.PlanVersionsView.as_view()),
    path(
        "staff/people/<uuid:person_id>/plan/corrections/<uuid:correction_id>/resolve",
        care_plans.ResolveCorrectionView.as_view(),
    ),
    path(f"{PERSON}/disclosures", summaries.SummariesView.as_view()),
    path(f"{PERSON}/disclosures/<uuid:summary_id>/document", summaries.DocumentView.as_view()),
    path("staff/worklist", quiet.WorklistView.as_view()),
]
