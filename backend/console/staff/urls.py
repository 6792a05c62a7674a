from django.urls import URLPattern, path

from backend.console.staff import alerts, check_ins, invitations, people

PERSON = "people/<uuid:person_id>/"
ALERT = "alerts/<uuid:alert_id>/"

urlpatterns: list[URLPattern] = [
    path("people/", people.PeoplePage.as_view(), name="people"),
    path(PERSON, people.PersonPage.as_view(), name="person"),
    path(f"{PERSON}schedules/new/", check_ins.NewSchedule.as_view(), name="new-schedule"),
    path(f"{PERSON}schedules/preview/", check_ins.SchedulePreview.as_view(), name="schedule-preview"),
    path(f"{PERSON}schedules/<uuid:schedule_id>/end/", check_ins.CancelSchedule.as_view(), name="end-schedule"),
    path(f"{PERSON}check-ins/new/", check_ins.AskNow.as_view(), name="ask-now"),
    path(ALERT, alerts.AlertPage.as_view(), name="alert"),
    path(f"{ALERT}acknowledge/", alerts.AcknowledgeAlert.as_view(), name="acknowledge-alert"),
    path(f"{ALERT}claim/", alerts.ClaimAlert.as_view(), name="claim-alert"),
    path(f"{ALERT}outcome/", alerts.CloseAlert.as_view(), name="close-alert"),
    path("invitations/new/", invitations.NewInvitation.as_view(), name="new-invitation"),
]
