from django.urls import path

from backend.coping.counters import views as counters
from backend.coping.cravings import views as cravings
from backend.coping.exercises import views as exercises
from backend.coping.insights import views as insights
from backend.coping.reaching import views as reaching

urlpatterns = [
    path("exercises", exercises.ExercisesView.as_view()),
    path("exercises/<slug:slug>", exercises.ExerciseView.as_view()),
    path("exercise-choices", exercises.ChoicesView.as_view()),
    path("exercise-choices/<slug:slug>", exercises.ChoiceView.as_view()),
    path("counters", counters.CountersView.as_view()),
    path("counters/<uuid:counter_id>", counters.CounterView.as_view()),
    path("counters/<uuid:counter_id>/slips/<uuid:slip_id>", counters.SlipView.as_view()),
    path("cravings", cravings.CravingsView.as_view()),
    path("cravings/<uuid:craving_id>", cravings.CravingView.as_view()),
    path("exercise-sessions/<uuid:session_id>/outcome", cravings.OutcomeView.as_view()),
    path("coping/insights", insights.InsightsView.as_view()),
    path("coping/insights/<slug:name>.svg", insights.InsightsChartView.as_view()),
    path("staff/people/<uuid:person_id>/coping-insights", insights.PersonInsightsView.as_view()),
    path("staff/people/<uuid:person_id>/cravings", cravings.PersonCravingsView.as_view()),
    path("help-now", reaching.HelpNowView.as_view()),
]
