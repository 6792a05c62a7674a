"""The tables: when something rings, what is still to be delivered, what happened, and to which phones."""

from notifications.models.devices import Device, NotificationWishes, Platform, Preference, PushAddress, SecondPath
from notifications.models.ledger import (
    Channel,
    DeliveryLog,
    DeliveryReceipt,
    Heartbeat,
    Hold,
    Notification,
    OpenDelivery,
    Outcome,
    SenderState,
    Tally,
    ZoneData,
)
from notifications.models.schedules import Reminder, Schedule

__all__ = [
    "Channel",
    "DeliveryLog",
    "DeliveryReceipt",
    "Device",
    "Heartbeat",
    "Hold",
    "Notification",
    "NotificationWishes",
    "OpenDelivery",
    "Outcome",
    "Platform",
    "Preference",
    "PushAddress",
    "Reminder",
    "Schedule",
    "SecondPath",
    "SenderState",
    "Tally",
    "ZoneData",
]
