"""May this second path still be used? Asked when a delivery is claimed, as for pushes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag

from backend.accounts.keys import store
from notifications.consent import held
from notifications.guards import Guard
from notifications.ledger.statements import Claimed, Settled
from notifications.models import Channel, Device, Notification, Outcome, SecondPath
from notifications.second_paths.mail import Letter
from notifications.second_paths.webhooks import Page

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Fit:
    """What can be sent: each delivery with its content."""

    pages: list[tuple[Claimed, Page]]
    letters: list[tuple[Claimed, Letter]]


@dataclass(frozen=True)
class _Facts:
    paths: dict[UUID, SecondPath]
    notifications: dict[UUID, Notification]
    locales: dict[UUID, str]
    held: set[tuple[UUID, Guard]]


def sort(batch: Sequence[Claimed], *, now: datetime) -> tuple[Fit, list[Settled]]:
    """Return what can be sent, and what is settled without sending, with the reason.

    A delivery that cannot be read is in neither: it is left to its lease.
    """
    facts = _look_up(batch, now)
    fit, unfit = Fit([], []), []
    for delivery in batch:
        try:
            obstacle = _obstacle(delivery, facts)
            if obstacle is None:
                _add(fit, delivery, facts)
            else:
                unfit.append(Settled(delivery, obstacle))
        except (InvalidTag, ValueError):
            log.exception("delivery left to its lease", delivery_id=str(delivery.id))
    return fit, unfit


def _look_up(batch: Sequence[Claimed], now: datetime) -> _Facts:
    recipients = {each.recipient_id for each in batch}
    store.preload(recipients)
    devices = Device.objects.filter(account_id__in=recipients).order_by("refreshed_at")
    return _Facts(
        paths=SecondPath.objects.select_related("account").in_bulk({each.address_id for each in batch}),
        notifications=Notification.objects.in_bulk({each.notification_id for each in batch}),
        # The phone that was seen last tells the language.
        locales=dict(devices.values_list("account_id", "locale")),
        held=held([(each.recipient_id, each.guard) for each in batch if each.guard], now=now),
    )


def _obstacle(delivery: Claimed, facts: _Facts) -> Outcome | None:
    notification = facts.notifications.get(delivery.notification_id)
    path = facts.paths.get(delivery.address_id)
    if notification is None or notification.withdrawn_at is not None:
        return Outcome.WITHDRAWN
    if delivery.guard and (delivery.recipient_id, delivery.guard) not in facts.held:
        return Outcome.CONSENT_WITHDRAWN
    if path is None or not path.account.is_active or path.address is None:
        return Outcome.ADDRESS_REMOVED
    return None


def _add(fit: Fit, delivery: Claimed, facts: _Facts) -> None:
    path = facts.paths[delivery.address_id]
    if path.channel == Channel.WEBHOOK:
        at = facts.notifications[delivery.notification_id].deliver_at
        fit.pages.append((delivery, Page(delivery.notification_id, at, path.address, path.secret)))
    else:
        locale = facts.locales.get(delivery.recipient_id, "")
        fit.letters.append((delivery, Letter(delivery.notification_id, path.address, locale)))
