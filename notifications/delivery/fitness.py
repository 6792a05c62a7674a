"""May this delivery still be sent? Asked when it is claimed, because much can have changed since it was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag

from backend.accounts.keys import store
from notifications.consent import held
from notifications.fcm.messages import Push
from notifications.guards import Guard
from notifications.kinds import Category, policy_of
from notifications.ledger.statements import Claimed, Settled
from notifications.models import Device, Notification, Outcome, Preference, PushAddress

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Facts:
    addresses: dict[UUID, PushAddress]
    withdrawn: set[UUID]
    in_app_only: set[tuple[UUID, str]]
    held: set[tuple[UUID, Guard]]


def sort(batch: Sequence[Claimed], *, now: datetime) -> tuple[list[tuple[Claimed, Push]], list[Settled]]:
    """Return what can be sent, as a push, and what is settled without sending, with the reason.

    A delivery that cannot be read is in neither: it is left to its lease.
    """
    facts = _look_up(batch, now)
    fit, unfit = [], []
    for delivery in batch:
        try:
            obstacle = _obstacle(delivery, facts)
            if obstacle is None:
                fit.append((delivery, _push(delivery, facts.addresses[delivery.address_id])))
            else:
                unfit.append(Settled(delivery, obstacle))
        except (InvalidTag, ValueError):
            # An address that does not open, a kind of a newer release: the others in the batch would be claimed
            # beside it again and again, and never be sent.
            log.exception("delivery left to its lease", delivery_id=str(delivery.id))
    return fit, unfit


def _look_up(batch: Sequence[Claimed], now: datetime) -> _Facts:
    recipients = {each.recipient_id for each in batch}
    store.preload(recipients)
    addresses = PushAddress.objects.usable().select_related("device")
    notifications = Notification.objects.filter(pk__in={each.notification_id for each in batch})
    preferences = Preference.objects.filter(account_id__in=recipients, way=Preference.Way.IN_APP)
    return _Facts(
        addresses=addresses.in_bulk({each.address_id for each in batch}),
        withdrawn=set(notifications.exclude(withdrawn_at=None).values_list("pk", flat=True)),
        in_app_only=set(preferences.values_list("account_id", "category")),
        held=held([(each.recipient_id, each.guard) for each in batch if each.guard], now=now),
    )


def _obstacle(delivery: Claimed, facts: _Facts) -> Outcome | None:
    category = policy_of(delivery.kind).category
    address = facts.addresses.get(delivery.address_id)
    if delivery.notification_id in facts.withdrawn:
        return Outcome.WITHDRAWN
    if delivery.guard and (delivery.recipient_id, delivery.guard) not in facts.held:
        return Outcome.CONSENT_WITHDRAWN
    if address is None or address.value is None:
        return Outcome.ADDRESS_REMOVED
    if address.device.notifications == Device.Permission.BLOCKED:
        return Outcome.BLOCKED
    if category != Category.SAFETY and (delivery.recipient_id, category) in facts.in_app_only:
        return Outcome.IN_APP_ONLY
    return None


def _push(delivery: Claimed, address: PushAddress) -> Push:
    policy = policy_of(delivery.kind)
    return Push(
        notification_id=delivery.notification_id,
        address_kind=address.kind,
        address=address.value,
        platform=address.device.platform,
        text=policy.text,
        is_urgent=policy.is_urgent,
        expires_at=delivery.expires_at,
    )
