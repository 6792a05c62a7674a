"""Computing chains anew, and saying where the first link stands that does not fit.

`sealing` says what this can show and what it cannot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, islice
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from backend.accounts.audit import records
from backend.accounts.audit.chain import FIRST, Place, digest_of, is_known
from backend.accounts.audit.records import Row
from backend.accounts.models import ChainLink, Person, Revocation

# Rows may be deleted six years after their time, which is a little before they were sealed. Their links stay.
KEPT = timedelta(days=6 * 365)
READ_AT_ONCE = 500


class What(StrEnum):
    LINK_MISSING = "a link before this one is gone"
    ROW_MISSING = "its row is gone"
    CHANGED = "the row or the link was changed, or they were exchanged with others"
    NOT_LINKED = "the row says that it is sealed, and has no link"
    NOT_REVOKED = "the row of the consent does not say what this says: that it was taken back, and when"


@dataclass(frozen=True)
class Fault:
    """`number` is None for a row that stands in no chain."""

    person_id: UUID
    number: int | None
    record_type: str
    record_id: UUID
    what: What


def verify(person_id: UUID, *, now: datetime) -> Fault | None:
    """Return the first thing that does not fit in what is kept about a person."""
    faults = chain(_faults_in_chain(person_id, now=now), _loose_rows(person_id), _standing_again(person_id))
    return next(faults, None)


def verify_all(*, now: datetime) -> Iterator[Fault]:
    """Yield the first fault in each chain, then rows outside of them."""
    linked = Person.objects.filter(Exists(ChainLink.objects.filter(person=OuterRef("pk"))))
    for person_id in linked.order_by("pk").values_list("pk", flat=True).iterator():
        yield from islice(_faults_in_chain(person_id, now=now), 1)
    yield from _loose_rows()
    yield from _standing_again()


def _faults_in_chain(person_id: UUID, *, now: datetime) -> Iterator[Fault]:
    before = FIRST
    for number, (link, row) in enumerate(_links_with_rows(person_id), start=1):
        if what := _fault_of(link, row, number=number, before=before, now=now):
            yield Fault(person_id, link.number, link.record_type, link.record_id, what)
        before = bytes(link.digest)


def _links_with_rows(person_id: UUID) -> Iterator[tuple[ChainLink, Row | None]]:
    links = ChainLink.objects.filter(person=person_id).order_by("number").iterator(READ_AT_ONCE)
    while some := list(islice(links, READ_AT_ONCE)):
        rows = records.fetch((link.record_type, link.record_id) for link in some)
        yield from ((link, rows.get((link.record_type, link.record_id))) for link in some)


def _fault_of(link: ChainLink, row: Row | None, *, number: int, before: bytes, now: datetime) -> What | None:
    if link.number != number:
        return What.LINK_MISSING
    if row is None:
        return What.ROW_MISSING if link.sealed_at > now - KEPT else None
    if row["sealed_at"] != link.sealed_at or not is_known(link.form, link.record_type):
        return What.CHANGED
    place = Place(link.person_id, link.number, link.record_type, link.sealed_at, link.form)
    return None if digest_of(before, place, row) == bytes(link.digest) else What.CHANGED


def _loose_rows(person_id: UUID | None = None) -> Iterator[Fault]:
    for record_type, record_id, owner_id in records.sealed_without_link(person_id):
        yield Fault(owner_id, None, record_type, record_id, What.NOT_LINKED)


def _standing_again(person_id: UUID | None = None) -> Iterator[Fault]:
    """Yield revocations, which are under the seal, of consents whose own end, which is not, says something else."""
    as_it_says = Q(consent__revoked_at=F("at")) | Q(outside_consent__revoked_at=F("at"))
    found = Revocation.objects.exclude(as_it_says).order_by("pk")
    if person_id is not None:
        found = found.filter(person=person_id)
    for revocation in found.iterator():
        yield Fault(revocation.person_id, None, "revocation", revocation.pk, What.NOT_REVOKED)
