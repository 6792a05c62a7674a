"""The tables: when something rings, what is still to be delivered, what happened, and to which phones."""

from notifications.models.devices import Device, Platform, Preference, PushAddress
from notifications.models.ledger import (
    DeliveryLog,
    DeliveryReceipt,
    Heartbeat,
    Notification,
    OpenDelivery,
    Outcome,
    SenderState,
)
from notifications.models.schedules import Reminder, Schedule

__all__ = [
    "DeliveryLog",
    "DeliveryReceipt",
    "Device",
    "Heartbeat",
    "Notification",
    "OpenDelivery",
    "Outcome",
    "Platform",
    "Preference",
    "PushAddress",
    "Reminder",
    "Schedule",
    "SenderState",
]
