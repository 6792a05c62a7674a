from django.urls import path

from backend.accounts import views
from backend.accounts.audit import views as audit

urlpatterns = [
    path("accounts", views.AccountsView.as_view()),
    path("accounts/recover", views.RecoverView.as_view()),
    path("me/recovery-code", views.RecoveryCodeView.as_view()),
    path("me/sessions", views.SessionsView.as_view()),
    path("me/sessions/<uuid:session_id>", views.SessionView.as_view()),
    path("me/access-log", views.AccessLogView.as_view()),
    path("me/accounting", audit.AccountingView.as_view()),
    path("invitations/accept", views.InvitationAcceptView.as_view()),
    path("consents", views.ConsentsView.as_view()),
    path("consents/<uuid:consent_id>/revoke", views.ConsentRevokeView.as_view()),
    path("staff/people/<uuid:person_id>/disclosures/record", audit.RecordDisclosureView.as_view()),
    path("staff/invitations", views.InvitationsView.as_view()),
]
