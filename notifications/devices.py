"""Phones: where a push reaches them, what they let through, and in which zone they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from backend.accounts.models import Account, Person, Session
from backend.api.secrets import keyed_hash
from notifications import schedules
from notifications.models import Device, PushAddress

Reach = Literal["ok", "stale", "blocked", "silent", "muted", "no_address", "gone"]
REACHES = get_args(Reach)
# "Best practices for FCM registration token management", Firebase docs, read 2026-11-22: an address without contact
# for a month is likely to be that of an idle phone.
STALE = timedelta(days=30)
# What disable_idle gives as its reason.
IDLE = "IDLE"


@dataclass(frozen=True)
class Mute:
    """The phone stays still until then; None: it rings again."""

    until: datetime | None


@dataclass(frozen=True)
class Address:
    kind: Literal["token", "fid"]
    value: str


@dataclass(frozen=True)
class DeviceReport:
    """What the app tells at each start. No address: the phone has none, or may not be rung. No mute: as it was."""

    platform: str
    locale: str
    tzid: str
    app_version: str
    notifications: str
    address: Address | None = None
    mute: Mute | None = None


@transaction.atomic
def register(
    account: Account, session: Session, installation_id: str, report: DeviceReport, *, now: datetime
) -> Device:
    """Tie the session to this installation. An address that rang for somebody else moves here."""
    value_hash = _hash_of(report.address) if report.address else None
    _wait_for_turn(account, session, installation_id, value_hash)
    Device.objects.filter(session=session).exclude(installation_id=installation_id).delete()
    before = Device.objects.filter(account=account, installation_id=installation_id).first()
    device, _ = Device.objects.update_or_create(
        account=account,
        installation_id=installation_id,
        defaults={
            "session": session,
            "platform": report.platform,
            "locale": report.locale,
            "tzid": report.tzid,
            "app_version": report.app_version,
            "notifications": report.notifications,
            "refreshed_at": now,
        }
        | ({"muted_until": report.mute.until} if report.mute else {}),
    )
    _set_address(device, report.address, value_hash, now)
    # Only a phone that has travelled moves its owner: a tablet left at home reports the zone it always had.
    if before is None or before.tzid != report.tzid:
        _move(account, report.tzid, now)
    return device


def devices_of(account: Account) -> QuerySet[Device]:
    return Device.objects.filter(account=account).prefetch_related("pushaddress_set")


def reach_of(device: Device, addresses: Collection[PushAddress], *, now: datetime) -> Reach:
    """Tell whether a push can ring this phone, and what is in the way of it.

    It is `stale` after a month without contact, and idle addresses are not used after 90 days (see pruning): FCM
    refuses Android's after 270 ("Best practices for FCM registration token management", Firebase docs).
    """
    if device.notifications == Device.Permission.BLOCKED:
        return "blocked"
    if not any(address.invalid_at is None for address in addresses):
        return _without_address(addresses)
    if device.refreshed_at <= now - STALE:
        return "stale"
    if device.muted_until is not None and device.muted_until > now:
        return "muted"
    return "silent" if device.notifications == Device.Permission.SILENT else "ok"


@transaction.atomic
def forget(account: Account, installation_id: str) -> None:
    """Remove a phone and its addresses. A phone that is not there is no error: the request may be a repeat."""
    _lock_phones_of(account)
    Device.objects.filter(account=account, installation_id=installation_id).delete()


def disable(address_ids: Sequence[UUID], *, reason: str, claimed_at: datetime) -> None:
    """Stop using addresses that FCM calls gone, unless the phone has confirmed them since the claim."""
    PushAddress.objects.usable().filter(pk__in=address_ids, refreshed_at__lte=claimed_at).update(
        invalid_at=claimed_at, invalid_reason=reason
    )


def disable_idle(*, since: datetime, now: datetime) -> int:
    """Stop using addresses that no phone has confirmed since then; return how many."""
    idle = PushAddress.objects.usable().filter(refreshed_at__lt=since)
    return idle.update(invalid_at=now, invalid_reason=IDLE)


def _without_address(addresses: Collection[PushAddress]) -> Reach:
    if not addresses:
        return "no_address"
    return "stale" if all(address.invalid_reason == IDLE for address in addresses) else "gone"


def _hash_of(address: Address) -> bytes:
    return keyed_hash("push-address", address.kind.encode(), address.value.encode())


def _wait_for_turn(account: Account, session: Session, installation_id: str, value_hash: bytes | None) -> None:
    """Let reports that touch the same session, phone or address follow one another, before any of them writes.

    First the account's, whose other sessions may report this phone too; nobody else gives its phones an address, so
    those they have now can be read. Then the addresses, those that are given up too, in an order that all share: two
    accounts whose phones swap addresses would else each wait for the row that the other has changed.
    """
    _lock_phones_of(account)
    own = PushAddress.objects.filter(device__account=account)
    changed = own.filter(Q(device__session=session) | Q(device__installation_id=installation_id))
    given_up = {bytes(held) for held in changed.values_list("value_hash", flat=True)}
    for each in sorted(given_up | ({value_hash} if value_hash else set())):
        _lock(each)


def _lock_phones_of(account: Account) -> None:
    _lock(keyed_hash("phones-of", account.pk.bytes))


def _lock(name: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(name[:8], "big", signed=True)])


def _set_address(device: Device, address: Address | None, value_hash: bytes | None, now: datetime) -> None:
    if address is None or value_hash is None:
        PushAddress.objects.filter(device=device).delete()
        return
    # What is still open for a former owner finds no address any more.
    PushAddress.objects.filter(value_hash=value_hash).exclude(device=device).delete()
    # The same row for the same phone: what is open for it follows to its new address.
    held = PushAddress.objects.filter(device=device).first() or PushAddress(device=device)
    held.kind, held.value, held.value_hash = address.kind, address.value, value_hash
    held.refreshed_at, held.invalid_at, held.invalid_reason = now, None, ""
    held.save()


def _move(account: Account, tzid: str, now: datetime) -> None:
    if Person.objects.filter(pk=account.pk).exclude(tzid=tzid).update(tzid=tzid):
        schedules.replan(account.pk, now=now)
