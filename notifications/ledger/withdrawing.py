"""Taking notices back: what has not gone out is not sent, and phones that show it are asked to take it away.

The second half is best effort: iOS throttles background pushes and a closed app gets none, so no notice may need
to be withdrawn in order to be harmless.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from notifications import bells, identity
from notifications.ledger import inserting, stages, statements
from notifications.ledger.inserting import NewDelivery
from notifications.models import (
    Channel,
    DeliveryLog,
    DeliveryReceipt,
    Notification,
    OpenDelivery,
    Outcome,
    PushAddress,
    SecondPath,
)

# A phone that was out of reach for longer has been opened since, or shows what is long over.
ASKED_FOR = timedelta(hours=24)
HANDED_OVER = (Outcome.ACCEPTED, Outcome.UNKNOWN)


@dataclass(frozen=True)
class Reached:
    """An address that a notification can have gone to, or would have."""

    notification: Notification
    address_id: UUID
    device_id: UUID


@transaction.atomic
def withdraw(notification_id: UUID, *, reason: str, now: datetime, acted_on: UUID | None = None) -> None:
    """Take a notice back: it was acted on, cancelled or revoked. The device `acted_on` has taken it away itself."""
    found = Notification.objects.filter(pk=notification_id, withdrawn_at=None)
    _withdraw(list(found), reason=reason, now=now, acted_on=acted_on)


@transaction.atomic
def end_as_acted(notification_id: UUID, *, acted_at: datetime, acted_on: UUID | None, now: datetime) -> None:
    """Its recipient did, without a receipt, what it asked for. It rings no more, and leaves their other phones."""
    Notification.objects.filter(pk=notification_id).update(
        seen_at=Coalesce(F("seen_at"), acted_at), acted_at=Coalesce(F("acted_at"), acted_at)
    )
    withdraw(notification_id, reason="answered", now=now, acted_on=acted_on)


@transaction.atomic
def withdraw_about(about: tuple[str, UUID], *, reason: str, now: datetime) -> None:
    """Take back every notice that leads to this thing, whoever its recipient is."""
    found = Notification.objects.filter(target_type=about[0], target_id=about[1], withdrawn_at=None, expires_at__gt=now)
    _withdraw(list(found), reason=reason, now=now, acted_on=None)


@transaction.atomic
def withdraw_foreseen(notification_ids: Collection[UUID], *, reason: str, now: datetime) -> None:
    """Take back what phones may know from their agenda: each is asked, so that none rings by itself.

    They are asked for what was withdrawn already too.
    """
    if not notification_ids:
        return
    found = list(Notification.objects.filter(pk__in=notification_ids, expires_at__gt=now))
    _close([each for each in found if each.withdrawn_at is None], reason=reason, now=now)
    _ask(list(_phones(found)), now)


@transaction.atomic
def withdraw_of_site(account_id: UUID, site_id: UUID, *, reason: str, now: datetime) -> None:
    """Take back every notice that a site's plan has rung somebody for, or is about to."""
    own = Notification.objects.filter(account_id=account_id, site_id=site_id, withdrawn_at=None, expires_at__gt=now)
    _withdraw(list(own), reason=reason, now=now, acted_on=None)


@transaction.atomic
def silence(account_id: UUID, *, now: datetime) -> None:
    """Close all that is open for this account, and take back from others what is about it.

    Its own phones are asked nothing, and what was to ask them is closed too.
    """
    own = Notification.objects.filter(account_id=account_id, expires_at__gt=now)
    close_rows(open_rows(list(own)), outcome=Outcome.SILENCED, code="", now=now)
    own.filter(withdrawn_at=None).update(withdrawn_at=now)
    about = Notification.objects.filter(guard_person_id=account_id, withdrawn_at=None, expires_at__gt=now)
    _withdraw(list(about), reason="silenced", now=now, acted_on=None)


def close(notification: Notification, *, outcome: Outcome, code: str, until: datetime, now: datetime) -> None:
    """Settle, without an attempt, what is open of a notification and to be sent by `until`."""
    statements.close(possible_ids([notification]), outcome=outcome, code=code, until=until, at=now)


def close_planned(notification: Notification, *, outcome: Outcome, code: str, by: datetime, now: datetime) -> None:
    """Settle what was due by then by its plan, however late a retry or quiet hours have made it."""
    rows = OpenDelivery.objects.filter(pk__in=possible_ids([notification]), due_at__lte=by)
    close_rows(list(rows), outcome=outcome, code=code, now=now)


def close_rows(rows: Sequence[OpenDelivery], *, outcome: Outcome, code: str, now: datetime) -> None:
    """Settle these, but for what a worker holds at this moment."""
    until = max((row.deliver_at for row in rows), default=now)
    statements.close([row.pk for row in rows], outcome=outcome, code=code, until=until, at=now)


def open_rows(notifications: Sequence[Notification]) -> list[OpenDelivery]:
    """Return what is still to be delivered of these, earliest first."""
    return list(OpenDelivery.objects.filter(pk__in=possible_ids(notifications)).order_by("deliver_at", "id"))


def possible_ids(notifications: Sequence[Notification]) -> list[UUID]:
    """Every id that an open delivery of these can have: the open table has no other index to find them by."""
    accounts = {each.account_id for each in notifications}
    addresses = [
        *_phones_of(accounts),
        *SecondPath.objects.filter(account__in=accounts).values_list("account_id", "pk"),
    ]
    ways: dict[UUID, list[UUID]] = {}
    for account_id, address_id, *_ in addresses:
        ways.setdefault(account_id, []).append(address_id)
    return [
        identity.delivery_id(each.pk, stage, address_id)
        for each in notifications
        for address_id in ways.get(each.account_id, ())
        for stage in stages.ALL
    ]


def _withdraw(notifications: list[Notification], *, reason: str, now: datetime, acted_on: UUID | None) -> None:
    _close(notifications, reason=reason, now=now)
    current = [each for each in notifications if each.expires_at > now]
    _ask([each for each in _reached(current) if each.device_id != acted_on], now)


def _close(notifications: Sequence[Notification], *, reason: str, now: datetime) -> None:
    if not notifications:
        return
    Notification.objects.filter(pk__in=[each.pk for each in notifications]).update(withdrawn_at=now)
    # What a worker holds at this moment is settled by it; delivery looks at withdrawn_at before each attempt.
    until = max(each.expires_at for each in notifications)
    statements.close(possible_ids(notifications), outcome=Outcome.WITHDRAWN, code=reason, until=until, at=now)


def _ask(phones: Sequence[Reached], now: datetime) -> None:
    inserting.insert([_withdrawal(each, now) for each in phones])
    if phones:
        bells.ring_on_commit()


def _reached(notifications: Sequence[Notification]) -> list[Reached]:
    """Return the phones that can show these: a push was handed over or is on its way, or they rang by themselves."""
    if not notifications:
        return []
    possible = list(_possible(notifications))
    sent = _handed_over(notifications) | _in_flight(possible)
    shown = _shown_by_themselves(notifications)
    return [
        each for each, ids in possible if not sent.isdisjoint(ids) or (each.notification.pk, each.device_id) in shown
    ]


def _possible(notifications: Sequence[Notification]) -> Iterator[tuple[Reached, list[UUID]]]:
    for each in _phones(notifications):
        ids = [identity.delivery_id(each.notification.pk, stage, each.address_id) for stage in stages.NOTICES]
        yield each, ids


def _phones(notifications: Sequence[Notification]) -> Iterator[Reached]:
    phones: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for account_id, address_id, device_id in _phones_of({each.account_id for each in notifications}):
        phones.setdefault(account_id, []).append((address_id, device_id))
    for notification in notifications:
        for address_id, device_id in phones.get(notification.account_id, ()):
            yield Reached(notification, address_id, device_id)


def _phones_of(account_ids: Collection[UUID]) -> Iterable[tuple[UUID, UUID, UUID]]:
    rows = PushAddress.objects.usable().filter(device__account_id__in=account_ids)
    return rows.values_list("device__account_id", "pk", "device_id")


def _handed_over(notifications: Sequence[Notification]) -> set[UUID]:
    rows = DeliveryLog.objects.filter(
        notification_id__in=[each.pk for each in notifications], outcome__in=HANDED_OVER
    ).exclude(stage=stages.WITHDRAWAL)
    return set(rows.values_list("delivery_id", flat=True))


def _in_flight(possible: Sequence[tuple[Reached, list[UUID]]]) -> set[UUID]:
    ids = [id_ for _, some in possible for id_ in some]
    return set(OpenDelivery.objects.filter(pk__in=ids, lease_until__isnull=False).values_list("pk", flat=True))


def _shown_by_themselves(notifications: Sequence[Notification]) -> set[tuple[UUID, UUID]]:
    rows = DeliveryReceipt.objects.filter(
        notification__in=notifications, event=DeliveryReceipt.Event.DISPLAYED, via=DeliveryReceipt.Via.LOCAL
    )
    return set(rows.values_list("notification_id", "device_id"))


def _withdrawal(reached: Reached, now: datetime) -> NewDelivery:
    """No consent stands behind it: it says nothing, and consent withdrawn is one of its reasons."""
    notification = reached.notification
    return NewDelivery(
        id=identity.delivery_id(notification.pk, stages.WITHDRAWAL, reached.address_id),
        notification_id=notification.pk,
        recipient_id=notification.account_id,
        address_id=reached.address_id,
        channel=Channel.PUSH,
        kind=notification.kind,
        stage=stages.WITHDRAWAL,
        due_at=now,
        deliver_at=now,
        expires_at=min(notification.expires_at, now + ASKED_FOR),
        guard=None,
    )
