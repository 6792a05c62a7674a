"""The notices of an account, as the app lists them."""

from datetime import datetime
from typing import Literal, get_args

from django.db.models import QuerySet

from backend.accounts.models import Account
from notifications.models import Notification
from notifications.silence import is_silenced

State = Literal["open", "seen", "acted", "withdrawn", "expired"]
STATES = get_args(State)


def inbox_of(account: Account, *, now: datetime) -> QuerySet[Notification]:
    """What has become due for this account, whether or not a push went out; nothing for one that is silenced."""
    if is_silenced(account.pk):
        return Notification.objects.none()
    return Notification.objects.filter(account=account, deliver_at__lte=now)


def state_of(notification: Notification, *, now: datetime) -> State:
    if notification.acted_at is not None:
        return "acted"
    if notification.withdrawn_at is not None:
        return "withdrawn"
    if notification.expires_at <= now:
        return "expired"
    return "open" if notification.seen_at is None else "seen"
