from django.urls import path

from backend.coping import views

urlpatterns = [
    path("exercises", views.ExercisesView.as_view()),
    path("exercises/<slug:slug>", views.ExerciseView.as_view()),
    path("cravings", views.CravingsView.as_view()),
    path("exercise-sessions/<uuid:session_id>/outcome", views.OutcomeView.as_view()),
]
