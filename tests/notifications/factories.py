"""Devices and notices, filled with what a test does not care about."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection

from backend.accounts import sessions
from backend.accounts.models import Organizer, Person, Session, Staff
from notifications import devices, ledger
from notifications.devices import Address, DeviceReport
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import Device, PushAddress
from tests.times import utc

NOON = utc("2026-11-24T12:00")
REGISTERED_AT = utc("2026-11-20T08:00")
NAMES = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")


def give_device(
    owner: Person | Staff | Organizer,
    address: str = "danas-phone",
    *,
    kind: str = "token",
    platform: str = "android",
    tzid: str = "America/New_York",
    notifications: str = "allowed",
    now: datetime = REGISTERED_AT,
) -> Device:
    """Sign a phone in and register it; the address names the installation too."""
    sessions.start_session(owner.account, after_second_factor=not isinstance(owner, Person), now=now)
    session = Session.objects.filter(user=owner.account).latest("created")
    report = DeviceReport(
        platform=platform,
        locale="en",
        tzid=tzid,
        app_version="1.0",
        notifications=notifications,
        address=Address(kind, address),  # type: ignore[arg-type]
    )
    return devices.register(owner.account, session, f"installation-of-{address}", report, now=now)


def address_of_device(device: Device) -> PushAddress:
    return PushAddress.objects.get(device=device)


def named(name: str) -> UUID:
    """A stable id for a name."""
    return uuid5(NAMES, name)


def open_notice(
    recipient: Person | Staff,
    name: str = "notice",
    *,
    kind: Kind = Kind.REMINDER,
    deliver_at: datetime = NOON,
    expires_at: datetime | None = None,
    guard: Guard | None = None,
    stage: int = 0,
) -> UUID:
    """Open a notice and return its notification id."""
    ledger.open_delivery(
        recipient.account_id,
        kind,
        notification_id=named(name),
        about=("reminder", named(f"target of {name}")),
        deliver_at=deliver_at,
        expires_at=expires_at or deliver_at + timedelta(hours=2),
        guard=guard,
        stage=stage,
    )
    return named(name)


def stored_bytes(table: str, column: str) -> bytes:
    """Read a column of a table's only row as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        [(value,)] = cursor.fetchall()
        return bytes(value)
