from django.apps import AppConfig

from notifications.fcm.credentials import configured_channel


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        # Credentials for another server than FCM_BASE_URL stop the start, before a token can go to the wrong host.
        configured_channel()
