"""Whom a person would call or text, in the order in which they would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import EllipsisType
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.api.client_ids import claim
from backend.api.conditional import Check, etag_of
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.coping.models import Supporter

TARGET = "supporter"
# More than anybody looks through in the minute of a craving.
MOST = 20


class TooManySupporters(Problem):
    code, status = "too-many-supporters", 422
    title = f"You have {MOST} supporters. Please take one away first."


@dataclass(frozen=True)
class NewSupporter:
    label: str
    contact: str = Supporter.Contact.BOTH
    id: UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class SupporterChange:
    """What is to be different; `...` leaves a part as it is."""

    label: str | EllipsisType = ...
    contact: str | EllipsisType = ...


@dataclass(frozen=True)
class Order:
    ids: Sequence[UUID]


def supporters_of(person: Person) -> list[Supporter]:
    """Return them in the person's order, the first to ask first."""
    return list(Supporter.objects.filter(person=person).order_by("position"))


def find_supporter(person: Person, supporter_id: UUID) -> Supporter:
    """Raises NotFound."""
    supporter = Supporter.objects.filter(person=person, pk=supporter_id).first()
    if supporter is None:
        raise NotFound
    return supporter


@transaction.atomic
def add_supporter(
    person: Person, new: NewSupporter, *, body: Mapping[str, Any], now: datetime
) -> tuple[Supporter, bool]:
    """Put somebody at the end. False: the same request again. Raises IdTaken, TooManySupporters."""
    if new.id and not claim(new.id, account_id=person.pk, kind=TARGET, body=dict(body), among=Supporter):
        return find_supporter(person, new.id), False
    there = _locked(person)
    if len(there) >= MOST:
        raise TooManySupporters
    supporter = Supporter.objects.create(
        pk=new.id or uuid4(),
        person=person,
        label=new.label,
        contact=new.contact,
        position=there[-1].position + 1 if there else 0,
        created_at=corrected(new.occurred_at, new.sent_at, now=now),
    )
    return supporter, True


@transaction.atomic
def change_supporter(person: Person, supporter_id: UUID, change: SupporterChange, *, check: Check) -> Supporter:
    """`check` is called with the ETag and raises when the caller has read another version. Raises NotFound."""
    _locked(person)
    supporter = find_supporter(person, supporter_id)
    check(etag(supporter))
    if not isinstance(change.label, EllipsisType):
        supporter.label = change.label
    if not isinstance(change.contact, EllipsisType):
        supporter.contact = change.contact
    supporter.version += 1
    supporter.save(update_fields=["label", "contact", "version"])
    return supporter


@transaction.atomic
def delete_supporter(person: Person, supporter_id: UUID, *, check: Check) -> None:
    """`check` as in `change_supporter`. Raises NotFound."""
    _locked(person)
    supporter = find_supporter(person, supporter_id)
    check(etag(supporter))
    supporter.delete()


@transaction.atomic
def reorder(person: Person, order: Order, *, check: Check) -> list[Supporter]:
    """Put all of them into this order. `check` is called with the ETag of the list. Raises InvalidRequest."""
    there = _locked(person)
    check(etag_of_all(there))
    by_id = {supporter.pk: supporter for supporter in there}
    if len(order.ids) != len(there) or set(order.ids) != set(by_id):
        raise InvalidRequest(Invalid("/ids", "Name each of your supporters once."))
    for position, supporter_id in enumerate(order.ids):
        by_id[supporter_id].position = position
    Supporter.objects.bulk_update(there, ["position"])
    return [by_id[supporter_id] for supporter_id in order.ids]


def etag(supporter: Supporter) -> str:
    return etag_of(TARGET, supporter.pk, supporter.version)


def etag_of_all(supporters: Sequence[Supporter]) -> str:
    return etag_of(TARGET, *(part for each in supporters for part in (each.pk, each.version)))


def _locked(person: Person) -> list[Supporter]:
    # By the person: places are counted and exchanged, and two phones at once must not see the same ones free.
    take_turn(person)
    return supporters_of(person)
