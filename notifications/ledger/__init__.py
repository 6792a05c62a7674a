"""What is still to be delivered. Features open and withdraw deliveries in their own transaction."""

from notifications.guards import Guard
from notifications.ledger.opening import (
    Opening,
    close,
    notification_id,
    open_deliveries,
    open_delivery,
    withdraw,
    withdraw_about,
)

__all__ = [
    "Guard",
    "Opening",
    "close",
    "notification_id",
    "open_deliveries",
    "open_delivery",
    "withdraw",
    "withdraw_about",
]
