from django.urls import URLPattern, path

from backend.console.staff import alerts, broadcasts, invitations, second_paths

ALERT = "alerts/<uuid:alert_id>/"
BROADCAST = "broadcasts/<uuid:broadcast_id>/"

urlpatterns: list[URLPattern] = [
    path(ALERT, alerts.AlertPage.as_view(), name="alert"),
    path(f"{ALERT}acknowledge/", alerts.AcknowledgeAlert.as_view(), name="acknowledge-alert"),
    path(f"{ALERT}claim/", alerts.ClaimAlert.as_view(), name="claim-alert"),
    path(f"{ALERT}outcome/", alerts.CloseAlert.as_view(), name="close-alert"),
    path("broadcasts/", broadcasts.BroadcastsPage.as_view(), name="broadcasts"),
    path("broadcasts/new/", broadcasts.NewBroadcast.as_view(), name="new-broadcast"),
    path(BROADCAST, broadcasts.BroadcastPage.as_view(), name="broadcast"),
    path(f"{BROADCAST}cancel/", broadcasts.CancelBroadcast.as_view(), name="cancel-broadcast"),
    path("invitations/new/", invitations.NewInvitation.as_view(), name="new-invitation"),
    path("second-paths/", second_paths.SecondPathsPage.as_view(), name="second-paths"),
    path("second-paths/trial/", second_paths.RingTrial.as_view(), name="ring-trial"),
    path("second-paths/email/", second_paths.SetEmail.as_view(), name="set-email-path"),
    path("second-paths/webhook/", second_paths.SetWebhook.as_view(), name="set-webhook-path"),
    path("second-paths/<str:channel>/remove/", second_paths.RemovePath.as_view(), name="remove-second-path"),
]
