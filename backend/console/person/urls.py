from django.urls import URLPattern, path

from backend.console.person import people
from backend.console.person.answers import pages as answers
from backend.console.person.asking import check_ins, standard

PERSON = "people/<uuid:person_id>/"

urlpatterns: list[URLPattern] = [
    path("people/", people.PeoplePage.as_view(), name="people"),
    path(PERSON, people.PersonPage.as_view(), name="person"),
    path(f"{PERSON}answers/", answers.AnswersPage.as_view(), name="answers"),
    path(f"{PERSON}schedules/new/", check_ins.NewSchedule.as_view(), name="new-schedule"),
    path(f"{PERSON}schedules/standard/", standard.StartStandard.as_view(), name="start-standard"),
    path(f"{PERSON}schedules/preview/", check_ins.SchedulePreview.as_view(), name="schedule-preview"),
    path(f"{PERSON}schedules/<uuid:schedule_id>/end/", check_ins.CancelSchedule.as_view(), name="end-schedule"),
    path(f"{PERSON}check-ins/new/", check_ins.AskNow.as_view(), name="ask-now"),
]
