"""What phones tell about notices: shown, opened, acted on. And what that says about reaching somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from backend.accounts.models import Account, Session
from backend.api.device_clock import corrected
from notifications import ledger
from notifications.models import DeliveryLog, DeliveryReceipt, Device, Notification, Outcome

Event, Via = DeliveryReceipt.Event, DeliveryReceipt.Via


@dataclass(frozen=True)
class Receipt:
    notification_id: UUID
    event: str
    at: datetime
    via: str
    snooze_until: datetime | None = None


@transaction.atomic
def record_receipts(account: Account, receipts: Sequence[Receipt], *, device_id: UUID, now: datetime) -> list[Receipt]:
    """Keep what a phone tells about notices of this account, once each; return those that were known.

    A phone that has rung by itself, or an action on any phone, settles what is still open.
    """
    ids = {receipt.notification_id for receipt in receipts}
    notices = Notification.objects.filter(account=account).in_bulk(ids)
    known = [receipt for receipt in receipts if receipt.notification_id in notices]
    DeliveryReceipt.objects.bulk_create([_row(receipt, device_id, now) for receipt in known], ignore_conflicts=True)
    for receipt in known:
        _apply(notices[receipt.notification_id], receipt, now)
    return known


def device_of(session: Session) -> UUID:
    """Return the id that receipts of this session carry: its device's, or its own where none is registered."""
    device_id = Device.objects.filter(session=session).values_list("pk", flat=True).first()
    return device_id or session.public_id


def was_seen(notification_id: UUID) -> bool:
    return Notification.objects.filter(pk=notification_id, seen_at__isnull=False).exists()


def reach(notification_id: UUID) -> Literal["seen", "sent_not_seen", "unreachable"]:
    """Tell whether a notice was looked at, went out at least, or could reach nobody."""
    if was_seen(notification_id):
        return "seen"
    sent = DeliveryLog.objects.filter(notification_id=notification_id, outcome__in=(Outcome.ACCEPTED, Outcome.UNKNOWN))
    return "sent_not_seen" if sent.exists() else "unreachable"


def _row(receipt: Receipt, device_id: UUID, now: datetime) -> DeliveryReceipt:
    return DeliveryReceipt(
        notification_id=receipt.notification_id,
        device_id=device_id,
        event=receipt.event,
        via=receipt.via,
        at=corrected(receipt.at, None, now=now),
        snooze_until=receipt.snooze_until,
    )


def _apply(notice: Notification, receipt: Receipt, now: datetime) -> None:
    at = corrected(receipt.at, None, now=now)
    acted_at = at if receipt.event == Event.ACTED else None
    Notification.objects.filter(pk=notice.pk).update(
        seen_at=Coalesce(F("seen_at"), at), acted_at=Coalesce(F("acted_at"), acted_at)
    )
    if receipt.event == Event.ACTED:
        ledger.close(notice, outcome=Outcome.WITHDRAWN, code="acted", until=notice.expires_at, now=now)
    elif receipt.event == Event.DISPLAYED and receipt.via == Via.LOCAL:
        ledger.close(notice, outcome=Outcome.SHOWN_LOCALLY, code="", until=now, now=now)
