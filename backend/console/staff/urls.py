from django.urls import URLPattern, path

from backend.console.staff import alerts, break_glass, broadcasts, help_requests, invitations, looks, second_paths

ALERT = "alerts/<uuid:alert_id>/"
INVITATION = "invitations/<uuid:invitation_id>/"
BROADCAST = "broadcasts/<uuid:broadcast_id>/"

urlpatterns: list[URLPattern] = [
    path("alerts/", alerts.AlertsPage.as_view(), name="alerts"),
    path(ALERT, alerts.AlertPage.as_view(), name="alert"),
    path(f"{ALERT}acknowledge/", alerts.AcknowledgeAlert.as_view(), name="acknowledge-alert"),
    path(f"{ALERT}claim/", alerts.ClaimAlert.as_view(), name="claim-alert"),
    path(f"{ALERT}outcome/", alerts.CloseAlert.as_view(), name="close-alert"),
    path("help-requests/", help_requests.HelpRequestsPage.as_view(), name="help-requests"),
    path("help-requests/<uuid:request_id>/", help_requests.HelpRequestPage.as_view(), name="help-request"),
    path("break-glass/new/", break_glass.NewBreakGlass.as_view(), name="new-break-glass"),
    path("looks/", looks.LooksPage.as_view(), name="own-looks"),
    path("looks/<uuid:colleague_id>/", looks.LooksPage.as_view(), name="looks"),
    path("broadcasts/", broadcasts.BroadcastsPage.as_view(), name="broadcasts"),
    path("broadcasts/new/", broadcasts.NewBroadcast.as_view(), name="new-broadcast"),
    path(BROADCAST, broadcasts.BroadcastPage.as_view(), name="broadcast"),
    path(f"{BROADCAST}cancel/", broadcasts.CancelBroadcast.as_view(), name="cancel-broadcast"),
    path("invitations/", invitations.InvitationsPage.as_view(), name="invitations"),
    path("invitations/new/", invitations.NewInvitation.as_view(), name="new-invitation"),
    path(
        "invitations/<uuid:invitation_id>/withdraw/",
        invitations.WithdrawInvitation.as_view(),
        name="withdraw-invitation",
    ),
    path("second-paths/", second_paths.SecondPathsPage.as_view(), name="second-paths"),
    path("second-paths/trial/", second_paths.RingTrial.as_view(), name="ring-trial"),
    path("second-paths/email/", second_paths.SetEmail.as_view(), name="set-email-path"),
    path("second-paths/webhook/", second_paths.SetWebhook.as_view(), name="set-webhook-path"),
    path("second-paths/<str:channel>/remove/", second_paths.RemovePath.as_view(), name="remove-second-path"),
]
