"""A trial of how alerts reach a member of staff: the road of an alert to the end, about nobody."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Account
from notifications import identity, ledger
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.notices.history import History, history_of

TARGET = "trial"
LIFETIME = timedelta(minutes=15)


@transaction.atomic
def ring_trial(account: Account, *, now: datetime) -> UUID:
    """Ring every phone, mail address and pager of the account as an alert does; return the notification id.

    A second request within the minute is the same trial, and rings nothing again.
    """
    trial = identity.occurrence_id(account.pk, now.astimezone(UTC).replace(second=0, microsecond=0))
    if not Notification.objects.filter(pk=trial).exists():
        ledger.open_delivery(
            account.pk,
            Kind.ALERT,
            notification_id=trial,
            about=(TARGET, trial),
            deliver_at=now,
            expires_at=now + LIFETIME,
        )
    return trial


def last_trial(account: Account, *, now: datetime) -> History | None:
    """Return what became of the newest trial, while its notice is kept."""
    newest = Notification.objects.filter(account=account, target_type=TARGET).order_by("-deliver_at").first()
    return history_of(account, newest.pk, now=now) if newest else None
