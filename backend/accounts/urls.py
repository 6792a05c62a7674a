from django.urls import path

from backend.accounts import views
from backend.accounts.consents import views as consents

urlpatterns = [
    path("accounts", views.AccountsView.as_view()),
    path("accounts/recover", views.RecoverView.as_view()),
    path("me/recovery-code", views.RecoveryCodeView.as_view()),
    path("me/sessions", views.SessionsView.as_view()),
    path("me/sessions/<uuid:session_id>", views.SessionView.as_view()),
    path("me/access-log", views.AccessLogView.as_view()),
    path("me/contact-details", views.ContactDetailsView.as_view()),
    path("invitations/accept", views.InvitationAcceptView.as_view()),
    path("notices", consents.NoticesView.as_view()),
    path("notices/<uuid:notice_id>/acknowledge", consents.AcknowledgeNoticeView.as_view()),
    path("sites/<uuid:site_id>/notice", consents.SiteNoticeView.as_view()),
    path("consent-forms", consents.ConsentFormsView.as_view()),
    path("consents", consents.ConsentsView.as_view()),
    path("consents/<uuid:consent_id>", consents.ConsentView.as_view()),
    path("outside-consents", consents.OutsideConsentsView.as_view()),
    path("outside-consents/<uuid:consent_id>", consents.OutsideConsentView.as_view()),
    path("outside-consents/<uuid:consent_id>/revoke", consents.RevokeOutsideConsentView.as_view()),
    path("staff/invitations", views.InvitationsView.as_view()),
    path("staff/invitations/<uuid:invitation_id>", views.InvitationView.as_view()),
    path("staff/people/<uuid:person_id>/contact-details", views.PersonContactDetailsView.as_view()),
]
