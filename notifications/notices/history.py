"""What became of notices, for the person and, within consent, for staff: read from the log, receipts and phones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.seeing import person_seen
from backend.accounts.models import Account, DataClass, Staff
from backend.api.problems import NotFound
from notifications import identity, ledger
from notifications.ledger import stages
from notifications.models import DeliveryLog, DeliveryReceipt, Device, Notification, OpenDelivery, PushAddress
from notifications.notices.explaining import Attempt, Explanation, Facts, Told, Waiting, explain
from notifications.silence import is_silenced


@dataclass(frozen=True)
class History:
    """Why a notice rang or did not, and the platforms of the phones that the steps name."""

    notification: Notification
    explanation: Explanation
    platforms: Mapping[UUID, str]


def history_of(account: Account, notification_id: UUID, *, now: datetime) -> History:
    """Explain one of the account's own notices. Raises NotFound, for all of one that is silenced too."""
    notice = Notification.objects.filter(account=account, pk=notification_id).first()
    if notice is None or is_silenced(account.pk):
        raise NotFound
    platforms = dict(Device.objects.filter(account=account).values_list("pk", "platform"))
    return History(notice, explanations_of([notice], now=now)[notice.pk], platforms)


@transaction.atomic
def notices_for(staff: Staff, person_id: UUID, *, now: datetime) -> QuerySet[Notification]:
    """Return what the plan of this staff member's site rang somebody for, and note the look. Raises NotFound."""
    person = person_seen(staff, person_id, DataClass.PLAN, purpose=Purpose.NOTIFICATIONS, now=now)
    return Notification.objects.filter(account_id=person.pk, site_id=staff.site_id, deliver_at__lte=now)


def explanations_of(notices: Sequence[Notification], *, now: datetime) -> dict[UUID, Explanation]:
    """Explain these with the same few queries, however many they are."""
    attempts, told, waiting = _attempts(notices), _told(notices), _waiting(notices, now)
    return {
        notice.pk: explain(
            Facts(
                expires_at=notice.expires_at,
                seen_at=notice.seen_at,
                acted_at=notice.acted_at,
                withdrawn_at=notice.withdrawn_at,
                snoozed_until=notice.snoozed_until,
                attempts=attempts.get(notice.pk, ()),
                told=told.get(notice.pk, ()),
                waiting=waiting.get(notice.pk, ()),
            ),
            now=now,
        )
        for notice in notices
    }


def _attempts(notices: Sequence[Notification]) -> dict[UUID, list[Attempt]]:
    devices = _devices_by_delivery(notices)
    rows = DeliveryLog.objects.filter(notification_id__in=[each.pk for each in notices]).order_by("at", "attempt")
    found: dict[UUID, list[Attempt]] = {}
    for row in rows:
        attempt = Attempt(row.at, row.stage, row.outcome, row.code, devices.get(row.delivery_id), row.channel)
        found.setdefault(row.notification_id, []).append(attempt)
    return found


def _told(notices: Sequence[Notification]) -> dict[UUID, list[Told]]:
    found: dict[UUID, list[Told]] = {}
    for row in DeliveryReceipt.objects.filter(notification__in=notices).order_by("at"):
        found.setdefault(row.notification_id, []).append(Told(row.at, row.event, row.via, row.device_id))
    return found


def _waiting(notices: Sequence[Notification], now: datetime) -> dict[UUID, list[Waiting]]:
    rows = ledger.open_rows([each for each in notices if each.expires_at > now])
    devices = dict(_device_of(rows))
    found: dict[UUID, list[Waiting]] = {}
    for row in rows:
        waiting = Waiting(row.deliver_at, row.stage, row.failures, devices.get(row.address_id))
        found.setdefault(row.notification_id, []).append(waiting)
    return found


def _device_of(rows: Sequence[OpenDelivery]) -> Iterable[tuple[UUID, UUID]]:
    if not rows:
        return ()
    return PushAddress.objects.filter(pk__in={row.address_id for row in rows}).values_list("pk", "device_id")


def _devices_by_delivery(notices: Sequence[Notification]) -> dict[UUID, UUID]:
    """The log names no address: whose delivery a row was is told by its id, while the address is in use."""
    accounts = {each.account_id for each in notices}
    addresses = PushAddress.objects.filter(device__account_id__in=accounts)
    rows = list(addresses.values_list("device__account_id", "pk", "device_id"))
    return {
        identity.delivery_id(notice.pk, stage, address_id): device_id
        for notice in notices
        for account_id, address_id, device_id in rows
        if account_id == notice.account_id
        for stage in stages.ALL
    }
