from typing import Any

from backend.accounts.models import Person
from notifications.models import DeliveryReceipt, Device, Notification, NotificationWishes, Schedule
from notifications.reminders import reminders_of
from notifications.wishes.preferences import preferences_of

# No push address: it is of no use to anybody but a sender.
DEVICE = (
    "installation_id",
    "platform",
    "locale",
    "tzid",
    "app_version",
    "notifications",
    "refreshed_at",
    "muted_until",
)
NOTICE = (
    "id",
    "kind",
    "target_type",
    "target_id",
    "schedule_id",
    "deliver_at",
    "expires_at",
    "seen_at",
    "acted_at",
    "withdrawn_at",
    "snoozed_until",
    "snoozes",
)
SCHEDULE = (
    "id",
    "kind",
    "about_type",
    "about_id",
    "dtstart",
    "rrule",
    "exdates",
    "rdates",
    "anchor_at",
    "offsets",
    "offset_time",
    "ends_on",
    "tzid",
    "window",
    "remind_again_after",
    "next_at",
    "next_due_at",
    "paused_from",
    "paused_until",
    "stopped_at",
    "cancelled_at",
)
WISHES = (
    "quiet_from",
    "quiet_until",
    "quiet_action",
    "daily_cap",
    "bundle_minutes",
    "spread_minutes",
    "away_from",
    "away_until",
)


def export_person(person: Person) -> dict[str, Any]:
    account = person.account
    return {
        "devices": list(Device.objects.filter(account=account).values(*DEVICE)),
        "preferences": preferences_of(account),
        "wishes": NotificationWishes.objects.filter(account=account).values(*WISHES).first(),
        "reminders": [
            {
                "id": each.pk,
                "text": each.text,
                "schedule_id": each.schedule_id,
                "set_by_site": each.set_by and each.set_by.site.name,
                "created_at": each.created_at,
            }
            for each in reminders_of(account)
        ],
        "schedules": list(Schedule.objects.filter(recipient=account).values(*SCHEDULE)),
        "notifications": list(Notification.objects.filter(account=account).values(*NOTICE)),
        "receipts": list(
            DeliveryReceipt.objects.filter(notification__account=account).values(
                "notification_id", "device_id", "event", "via", "at", "snooze_until"
            )
        ),
    }
