"""Whether somebody's phones can ring, without saying where they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from notifications.kinds import Category
from notifications.models import Device, Preference, PushAddress, SecondPath


class Obstacle(StrEnum):
    """Why nothing will ring, as far as it is known now. The notice waits in the app all the same."""

    NO_PHONE = "no_phone"
    BLOCKED = "blocked"
    MESSAGES_OFF = "messages_off"


@dataclass(frozen=True)
class Phone:
    """One installation of the app. `is_reachable`: it has an address that FCM has not refused."""

    platform: str
    permission: str
    refreshed_at: datetime
    is_reachable: bool

    @property
    def can_ring(self) -> bool:
        return self.is_reachable and self.permission != Device.Permission.BLOCKED


def phones_of(person_ids: Collection[UUID]) -> dict[UUID, list[Phone]]:
    """Return everybody's phones, the one seen last first; two queries for any number of people."""
    devices = Device.objects.filter(account_id__in=person_ids).order_by("-refreshed_at", "pk")
    usable = PushAddress.objects.usable().filter(device__account_id__in=person_ids)
    reachable = set(usable.values_list("device_id", flat=True))
    found: dict[UUID, list[Phone]] = {person_id: [] for person_id in person_ids}
    for device in devices:
        phone = Phone(device.platform, device.notifications, device.refreshed_at, device.pk in reachable)
        found[device.account_id].append(phone)
    return found


def reachable_among(account_ids: Collection[UUID]) -> set[UUID]:
    """Return those staff members whom an urgent page can reach: by a phone that rings, or by a second path."""
    by_path = SecondPath.objects.filter(account__in=account_ids).values_list("account_id", flat=True)
    by_phone = {who for who, phones in phones_of(account_ids).items() if any(phone.can_ring for phone in phones)}
    return by_phone | set(by_path)


def obstacles_of(person_ids: Collection[UUID]) -> dict[UUID, Obstacle]:
    """Return those whom a message of staff will not ring now, and why."""
    in_app = Preference.objects.filter(account_id__in=person_ids, category=Category.MESSAGES, way=Preference.Way.IN_APP)
    messages_off = set(in_app.values_list("account_id", flat=True))
    found = {
        person_id: _obstacle(phones, messages_off=person_id in messages_off)
        for person_id, phones in phones_of(person_ids).items()
    }
    return {person_id: obstacle for person_id, obstacle in found.items() if obstacle}


def _obstacle(phones: Iterable[Phone], *, messages_off: bool) -> Obstacle | None:
    reachable = [phone for phone in phones if phone.is_reachable]
    if not reachable:
        return Obstacle.NO_PHONE
    if not any(phone.can_ring for phone in reachable):
        return Obstacle.BLOCKED
    return Obstacle.MESSAGES_OFF if messages_off else None
