from django.urls import path

from backend.coping.counters import views as counters
from backend.coping.cravings import views as cravings
from backend.coping.exercises import views as exercises
from backend.coping.insights import views as insights
from backend.coping.plans import views as plans
from backend.coping.practice import views as practice
from backend.coping.reaching import views as reaching
from backend.coping.safety_plan import views as safety_plan
from backend.coping.supporters import views as supporters

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
    path("safety-plan", safety_plan.SafetyPlanView.as_view()),
    path("safety-plan/printable", safety_plan.PrintableSafetyPlanView.as_view()),
    path("safety-plan/versions", safety_plan.SafetyPlanVersionsView.as_view()),
    path("safety-plan/versions/<int:number>", safety_plan.SafetyPlanVersionView.as_view()),
    path("staff/people/<uuid:person_id>/safety-plan", safety_plan.SharedSafetyPlanView.as_view()),
    path("supporters", supporters.SupportersView.as_view()),
    path("supporters/order", supporters.SupporterOrderView.as_view()),
    path("supporters/<uuid:supporter_id>", supporters.SupporterView.as_view()),
    path("plan-lines", plans.PlanLinesView.as_view()),
    path("if-then-plans", plans.IfThenPlansView.as_view()),
    path("if-then-plans/<uuid:plan_id>", plans.IfThenPlanView.as_view()),
    path("slip-plan", plans.SlipPlanView.as_view()),
    path("practice", practice.PracticeView.as_view()),
    path("practice-reminders", practice.PracticeRemindersView.as_view()),
    path("practice-reminders/<uuid:reminder_id>", practice.PracticeReminderView.as_view()),
]
