"""Opening deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications import bells, identity
from notifications.consent import held
from notifications.guards import Guard
from notifications.kinds import Kind
from notifications.ledger import inserting, stages
from notifications.ledger.inserting import NewDelivery, Undelivered
from notifications.models import Channel, Notification, Outcome, PushAddress

# Who is to be told, under whose consent, when.
Permission = tuple[UUID, Guard | None, datetime]


@dataclass(frozen=True)
class Opening:
    """A notice for one recipient: `about` names what it leads to, `guard` whose consent it needs.

    `due_at` is when it was due by its plan, if it is to ring later than that.
    """

    recipient_id: UUID
    kind: Kind
    notification_id: UUID
    about: tuple[str, UUID]
    deliver_at: datetime
    expires_at: datetime
    stage: int = stages.FIRST
    guard: Guard | None = None
    due_at: datetime | None = None
    schedule_id: UUID | None = None


def notification_id(about: tuple[str, UUID], recipient_id: UUID) -> UUID:
    """Name the notice about one thing to one recipient, where no schedule stands behind it."""
    return identity.notification_id(about, recipient_id)


def open_delivery(
    recipient_id: UUID,
    kind: Kind,
    *,
    notification_id: UUID,
    about: tuple[str, UUID],
    deliver_at: datetime,
    expires_at: datetime,
    stage: int = 0,
    guard: Guard | None = None,
) -> None:
    """Open one notice, in the caller's transaction. Opening it again changes nothing."""
    open_deliveries([Opening(recipient_id, kind, notification_id, about, deliver_at, expires_at, stage, guard)])


@transaction.atomic
def open_deliveries(openings: Sequence[Opening]) -> None:
    """Open notices to the addresses that their recipients have now.

    A notice whose guard does not hold at `deliver_at` is logged and not opened; without any address it
    waits in the app only, and that is logged too.
    """
    refused = _refused(openings)
    allowed = [each for each in openings if _permission(each) not in refused]
    _note([each for each in openings if _permission(each) in refused], Outcome.CONSENT_WITHDRAWN)
    put_in_inbox(allowed)
    addresses = _addresses_of({each.recipient_id for each in allowed})
    _note([each for each in allowed if each.recipient_id not in addresses], Outcome.NO_DEVICE)
    rows = [_delivery(each, address_id) for each in allowed for address_id in addresses.get(each.recipient_id, ())]
    inserting.insert(rows)
    if rows:
        # A scan opens what is due already: without a bell it would wait for a second beat.
        bells.ring_on_commit()


def put_in_inbox(openings: Sequence[Opening]) -> None:
    """Let the app list these, whatever becomes of the pushes."""
    rows = [
        Notification(
            id=each.notification_id,
            account_id=each.recipient_id,
            kind=each.kind,
            target_type=each.about[0],
            target_id=each.about[1],
            deliver_at=each.deliver_at,
            expires_at=each.expires_at,
            schedule_id=each.schedule_id,
            site_id=each.guard.site_id if each.guard and each.guard.person_id == each.recipient_id else None,
            guard_person_id=each.guard.person_id if each.guard and each.guard.person_id != each.recipient_id else None,
            guard_site_id=each.guard and each.guard.site_id,
            guard_data_class=each.guard and each.guard.data_class,
        )
        for each in openings
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _permission(opening: Opening) -> Permission:
    return opening.recipient_id, opening.guard, opening.deliver_at


def _refused(openings: Sequence[Opening]) -> set[Permission]:
    """Ask for consent at the instant of delivery: a consent that ends before it does not carry it."""
    refused: set[Permission] = set()
    for instant in {each.deliver_at for each in openings if each.guard}:
        asked = {(e.recipient_id, e.guard) for e in openings if e.guard and e.deliver_at == instant}
        refused |= {(recipient, guard, instant) for recipient, guard in asked - held(asked, now=instant)}
    return refused


def _addresses_of(account_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = PushAddress.objects.usable().filter(device__account_id__in=account_ids)
    for account_id, address_id in rows.values_list("device__account_id", "id"):
        found.setdefault(account_id, []).append(address_id)
    return found


def _delivery(opening: Opening, address_id: UUID) -> NewDelivery:
    return NewDelivery(
        id=identity.delivery_id(opening.notification_id, opening.stage, address_id),
        notification_id=opening.notification_id,
        recipient_id=opening.recipient_id,
        address_id=address_id,
        channel=Channel.PUSH,
        kind=opening.kind,
        stage=opening.stage,
        due_at=opening.due_at or opening.deliver_at,
        deliver_at=opening.deliver_at,
        expires_at=opening.expires_at,
        guard=opening.guard,
    )


def _note(openings: Sequence[Opening], outcome: Outcome) -> None:
    rows = [
        Undelivered(
            id=identity.delivery_id(each.notification_id, each.stage, None),
            notification_id=each.notification_id,
            kind=each.kind,
            stage=each.stage,
            due_at=each.due_at or each.deliver_at,
            outcome=outcome,
        )
        for each in openings
    ]
    inserting.note(rows)
