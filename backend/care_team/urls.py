from django.urls import path

from backend.care_team import views
from backend.care_team.alerts import views as alerts
from backend.care_team.broadcasts import views as broadcasts
from backend.care_team.duty import views as duty
from backend.care_team.expected_rules import views as expected
from backend.care_team.following import views as following
from backend.care_team.revoking import views as revoking

urlpatterns = [
    path("broadcasts/<uuid:broadcast_id>", broadcasts.ReceivedBroadcastView.as_view()),
    path("consents/<uuid:consent_id>/revoke", revoking.RevokeConsentView.as_view()),
    path("monitoring", views.MonitoringView.as_view()),
    path("safety-profile", views.SafetyProfileView.as_view()),
    path("sites/<uuid:site_id>/leave", revoking.LeaveSiteView.as_view()),
    path("staff/alerts", alerts.AlertsView.as_view()),
    path("staff/alerts/<uuid:alert_id>", alerts.AlertView.as_view()),
    path("staff/alerts/<uuid:alert_id>/acknowledge", alerts.AcknowledgeView.as_view()),
    path("staff/alerts/<uuid:alert_id>/claim", alerts.ClaimView.as_view()),
    path("staff/alerts/<uuid:alert_id>/outcome", alerts.OutcomeView.as_view()),
    path("staff/broadcasts", broadcasts.BroadcastsView.as_view()),
    path("staff/broadcasts/preview", broadcasts.BroadcastPreviewView.as_view()),
    path("staff/broadcasts/<uuid:broadcast_id>", broadcasts.BroadcastView.as_view()),
    path("staff/broadcasts/<uuid:broadcast_id>/cancel", broadcasts.CancelBroadcastView.as_view()),
    path("staff/colleagues", following.ColleaguesView.as_view()),
    path("staff/colleagues/<uuid:colleague_id>/leave", following.LeaveView.as_view()),
    path("staff/people/<uuid:person_id>/team", following.TeamView.as_view()),
    path("staff/people/<uuid:person_id>/team/<uuid:member_id>", following.TeamMemberView.as_view()),
    path("staff/covers", duty.CoversView.as_view()),
    path("staff/covers/<uuid:cover_id>", duty.CoverView.as_view()),
    path("staff/people/<uuid:person_id>/expected-rules", expected.ExpectedRulesView.as_view()),
    path("staff/people/<uuid:person_id>/expected-rules/<uuid:mark_id>", expected.ExpectedRuleView.as_view()),
    path("staff/site", duty.SiteView.as_view()),
    path("staff/site/on-call", duty.OnCallView.as_view()),
]
