from django.urls import path

from notifications.views.agenda import AgendaView
from notifications.views.devices import DevicesView, DeviceView
from notifications.views.history import HistoryView, PersonNotificationsView
from notifications.views.notices import NotificationsView, NotificationView, ReceiptsView, SnoozeView, StopView
from notifications.views.preferences import PreferencesView
from notifications.views.reminders import ReminderPreviewView, RemindersView, ReminderView
from notifications.views.second_paths import EmailPathView, SecondPathsView, TrialView, WebhookPathView

urlpatterns = [
    path("agenda", AgendaView.as_view()),
    path("devices", DevicesView.as_view()),
    path("devices/<str:installation_id>", DeviceView.as_view()),
    path("receipts", ReceiptsView.as_view()),
    path("notifications", NotificationsView.as_view()),
    path("notifications/<uuid:notification_id>", NotificationView.as_view()),
    path("notifications/<uuid:notification_id>/history", HistoryView.as_view()),
    path("notifications/<uuid:notification_id>/snooze", SnoozeView.as_view()),
    path("notifications/<uuid:notification_id>/stop", StopView.as_view()),
    path("staff/people/<uuid:person_id>/notifications", PersonNotificationsView.as_view()),
    path("notification-preferences", PreferencesView.as_view()),
    path("reminders", RemindersView.as_view()),
    path("reminders/preview", ReminderPreviewView.as_view()),
    path("reminders/<uuid:reminder_id>", ReminderView.as_view()),
    path("staff/second-paths", SecondPathsView.as_view()),
    path("staff/second-paths/trial", TrialView.as_view()),
    path("staff/second-paths/email", EmailPathView.as_view()),
    path("staff/second-paths/webhook", WebhookPathView.as_view()),
]
