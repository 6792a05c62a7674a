"""What is still to be delivered. Features open and withdraw deliveries in their own transaction."""

from notifications.guards import Guard
from notifications.ledger.ahead import settle_ahead
from notifications.ledger.opening import (
    Opening,
    addresses_of,
    leave_out,
    notification_id,
    open_deliveries,
    open_delivery,
    opening_again,
    put_in_inbox,
)
from notifications.ledger.withdrawing import (
    close,
    close_planned,
    close_rows,
    end_as_acted,
    open_rows,
    silence,
    withdraw,
    withdraw_about,
    withdraw_foreseen,
    withdraw_of_site,
)

__all__ = [
    "Guard",
    "Opening",
    "addresses_of",
    "close",
    "close_planned",
    "close_rows",
    "end_as_acted",
    "leave_out",
    "notification_id",
    "open_deliveries",
    "open_delivery",
    "open_rows",
    "opening_again",
    "put_in_inbox",
    "settle_ahead",
    "silence",
    "withdraw",
    "withdraw_about",
    "withdraw_foreseen",
    "withdraw_of_site",
]
