from django.urls import path

from notifications.views.devices import DeviceView
from notifications.views.notices import NotificationsView, NotificationView, ReceiptsView
from notifications.views.preferences import PreferencesView
from notifications.views.reminders import ReminderPreviewView, RemindersView, ReminderView

urlpatterns = [
    path("devices/<str:installation_id>", DeviceView.as_view()),
    path("receipts", ReceiptsView.as_view()),
    path("notifications", NotificationsView.as_view()),
    path("notifications/<uuid:notification_id>", NotificationView.as_view()),
    path("notification-preferences", PreferencesView.as_view()),
    path("reminders", RemindersView.as_view()),
    path("reminders/preview", ReminderPreviewView.as_view()),
    path("reminders/<uuid:reminder_id>", ReminderView.as_view()),
]
