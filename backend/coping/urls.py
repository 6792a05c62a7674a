from django.urls import path

from backend.coping.cravings import views as cravings
from backend.coping.exercises import views as exercises

urlpatterns = [
    path("exercises", exercises.ExercisesView.as_view()),
    path("exercises/<slug:slug>", exercises.ExerciseView.as_view()),
    path("cravings", cravings.CravingsView.as_view()),
    path("exercise-sessions/<uuid:session_id>/outcome", cravings.OutcomeView.as_view()),
]
