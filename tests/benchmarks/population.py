"""People with a phone each, by the thousand: real rows, sealed under real keys, written in bulk."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from backend.accounts.keys import store
from backend.accounts.keys.models import DataKey
from backend.accounts.models import Account, Kind, Person, Session
from backend.api.secrets import keyed_hash
from notifications.models import Device, PushAddress

T = TypeVar("T")
CHUNK = 1000
PLATFORMS = ("android", "ios", "web")
KINDS = ("token", "fid")


@dataclass(frozen=True)
class Phone:
    account_id: UUID
    address_id: UUID
    address: str


def make_phones(count: int, *, now: datetime) -> list[Phone]:
    """Sign up `count` people, each with a phone; platforms and kinds of address take turns."""
    phones: list[Phone] = []
    for numbers in slices(range(count)):
        with store.key_scope():
            phones += _make_some(numbers, now)
    return phones


def slices(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _make_some(numbers: Sequence[int], now: datetime) -> list[Phone]:
    accounts = [Account(kind=Kind.PERSON, password="!") for _ in numbers]
    wrapped = [DataKey(account_id=a.pk, wrapped=store._wrap(secrets.token_bytes(32), a.pk)) for a in accounts]
    DataKey.objects.bulk_create(wrapped)
    store.preload(account.pk for account in accounts)
    Account.objects.bulk_create(accounts)
    Person.objects.bulk_create(Person(account=a, tzid="UTC", recovery_hash=a.pk.bytes) for a in accounts)
    sessions = Session.objects.bulk_create(_session(account, now) for account in accounts)
    devices = Device.objects.bulk_create(map(_device, numbers, accounts, sessions, [now] * len(accounts)))
    addresses = PushAddress.objects.bulk_create(map(_address, numbers, devices))
    return [Phone(each.device.account_id, each.pk, _token(each.device)) for each in addresses]


def _session(account: Account, now: datetime) -> Session:
    return Session(digest=account.pk.hex * 4, token_key=account.pk.hex[:15], user=account, last_seen_on=now.date())


def _device(number: int, account: Account, session: Session, now: datetime) -> Device:
    return Device(
        account=account,
        session=session,
        installation_id=str(uuid4()),
        platform=PLATFORMS[number % len(PLATFORMS)],
        locale="en",
        tzid="UTC",
        app_version="1.0",
        notifications=Device.Permission.ALLOWED,
        refreshed_at=now,
    )


def _address(number: int, device: Device) -> PushAddress:
    value, kind = _token(device), KINDS[number % len(KINDS)]
    return PushAddress(
        device=device,
        kind=kind,
        value=value,
        value_hash=keyed_hash("push-address", kind.encode(), value.encode()),
        refreshed_at=device.refreshed_at,
    )


def _token(device: Device) -> str:
    """As long as FCM's registration tokens are."""
    return f"{device.pk.hex[:22]}:APA91b{device.pk.hex * 4}"
