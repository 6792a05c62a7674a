from django.urls import path

from notifications import views

urlpatterns = [
    path("devices/<str:installation_id>", views.DeviceView.as_view()),
    path("receipts", views.ReceiptsView.as_view()),
    path("notifications", views.NotificationsView.as_view()),
    path("notifications/<uuid:notification_id>", views.NotificationView.as_view()),
    path("notification-preferences", views.PreferencesView.as_view()),
    path("reminders", views.RemindersView.as_view()),
    path("reminders/preview", views.ReminderPreviewView.as_view()),
    path("reminders/<uuid:reminder_id>", views.ReminderView.as_view()),
]
