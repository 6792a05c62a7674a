"""What phones tell about notices: shown, opened, put off, acted on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from backend.accounts.models import Account, Session
from backend.api.device_clock import corrected
from notifications import ledger
from notifications.models import DeliveryReceipt, Device, Notification, Outcome
from notifications.notices import snoozing
from notifications.notices.ahead import notices_of, settle_first
from notifications.notices.snoozing import SnoozePastExpiry

Event, Via = DeliveryReceipt.Event, DeliveryReceipt.Via
# How far the clock of a phone that rang by itself may be behind ours.
BEHIND = timedelta(minutes=5)


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

    A phone that has rung by itself settles the stage on all phones, also when it was ahead of this server. An
    action ends the notice. Raises SnoozePastExpiry for the list as a whole.
    """
    notices = notices_of(account.pk, {receipt.notification_id for receipt in receipts}, now=now)
    _check_snoozes(receipts, notices, now)
    known = [receipt for receipt in receipts if receipt.notification_id in notices]
    DeliveryReceipt.objects.bulk_create([_row(receipt, device_id, now) for receipt in known], ignore_conflicts=True)
    for receipt in known:
        _apply(notices[receipt.notification_id], receipt, device_id, now)
    return known


def device_of(session: Session) -> UUID:
    """Return the id that receipts of this session carry: its device's, or its own where none is registered."""
    device_id = Device.objects.filter(session=session).values_list("pk", flat=True).first()
    return device_id or session.public_id


def _check_snoozes(receipts: Sequence[Receipt], notices: Mapping[UUID, Notification], now: datetime) -> None:
    """A list is refused before anything of it is kept: the phone sends it again without what was wrong."""
    past = [
        f"/{index}/snooze_until"
        for index, receipt in enumerate(receipts)
        if isinstance(_refusal(receipt, notices, now), SnoozePastExpiry)
    ]
    if past:
        raise SnoozePastExpiry(*past)


def _refusal(receipt: Receipt, notices: Mapping[UUID, Notification], now: datetime) -> object:
    notice = notices.get(receipt.notification_id)
    if notice is None or receipt.snooze_until is None or snoozing.is_over(notice, now=now):
        return None
    return snoozing.refusal_of(notice, receipt.snooze_until, pointer="")


def _row(receipt: Receipt, device_id: UUID, now: datetime) -> DeliveryReceipt:
    return DeliveryReceipt(
        notification_id=receipt.notification_id,
        device_id=device_id,
        event=receipt.event,
        via=receipt.via,
        at=corrected(receipt.at, None, now=now),
        snooze_until=receipt.snooze_until,
    )


def _apply(notice: Notification, receipt: Receipt, device_id: UUID, now: datetime) -> None:
    at = corrected(receipt.at, None, now=now)
    acted_at = at if receipt.event == Event.ACTED else None
    Notification.objects.filter(pk=notice.pk).update(
        seen_at=Coalesce(F("seen_at"), at), acted_at=Coalesce(F("acted_at"), acted_at)
    )
    match receipt.event:
        case Event.ACTED:
            settle_first(notice, outcome=Outcome.WITHDRAWN, code="acted", by=notice.expires_at, now=now)
            ledger.withdraw(notice.pk, reason="acted", now=now, acted_on=device_id)
        case Event.SNOOZED if receipt.snooze_until is not None:
            snoozing.put_off(notice, receipt.snooze_until, now=now)
        case Event.DISPLAYED if receipt.via == Via.LOCAL:
            # The first stage was shown at least, however wrong the clock of the phone is.
            by = max(at + BEHIND, notice.deliver_at)
            settle_first(notice, outcome=Outcome.SHOWN_LOCALLY, code="", by=by, now=now)
            ledger.close_planned(notice, outcome=Outcome.SHOWN_LOCALLY, code="", by=by, now=now)
