"""What people wish of their phones, and what became of it."""

from datetime import time
from typing import Any

from backend.accounts.models import Organizer, Person, Staff
from notifications.models import DeliveryLog, NotificationWishes

NIGHT = {"quiet_from": time(22), "quiet_until": time(7)}


def wish(who: Person | Staff | Organizer, **wishes: Any) -> None:
    NotificationWishes.objects.update_or_create(account=who.account, defaults=wishes)


def logged() -> list[tuple[str, str]]:
    """Outcomes with their codes, in the order in which they came about."""
    return list(DeliveryLog.objects.order_by("at", "delivery_id", "attempt").values_list("outcome", "code"))


def outcomes() -> list[str]:
    return [outcome for outcome, _ in logged()]
