"""What leaves a site: under a consent of the person, or by other means that a supervisor puts on record."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef

from backend.accounts.audit.redisclosure import Statement
from backend.accounts.models import Assignment, DataClass, Disclosure, OutsideConsent, Person, Staff
from backend.api.client_ids import claim
from backend.api.problems import Forbidden, Invalid, InvalidRequest, NotFound

Basis = Disclosure.Basis
# Made without a consent, and not by this service: an order, a report that the law demands, a call to an emergency room.
BY_OTHER_MEANS = (Basis.COURT_ORDER, Basis.MANDATED_REPORT, Basis.MEDICAL_EMERGENCY)


@dataclass(frozen=True)
class Told:
    """What was told by other means. `id` is the client's own, `body` what it sent, so that a repeat is known."""

    basis: Disclosure.Basis
    recipient: str
    affiliation: str
    text: str
    data_classes: tuple[DataClass, ...]
    at: datetime | None = None
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


def note_consented(
    disclosure_id: UUID,
    consent: OutsideConsent,
    staff: Staff,
    *,
    data_classes: Collection[str],
    summary: str,
    statement: Statement | None,
    now: datetime,
) -> Disclosure:
    """Put on record what is handed over under a consent. The same disclosure again is the one on record."""
    recipient = consent.recipient
    return Disclosure.objects.get_or_create(
        id=disclosure_id,
        defaults={
            "person_id": consent.person_id,
            "site_id": consent.site_id,
            "staff": staff,
            "basis": Basis.CONSENT,
            "consent": consent,
            "data_classes": list(data_classes),
            "purpose": consent.form.purpose,
            "content": {
                "recipient": recipient["name"],
                "affiliation": recipient["affiliation"],
                "summary": summary,
            },
            "notice_version": statement.version if statement else "",
            "at": now,
        },
    )[0]


@transaction.atomic
def record(staff: Staff, person_id: UUID, told: Told, *, now: datetime) -> tuple[Disclosure, bool]:
    """Put on record what was told without a consent. False: the same request again.

    Raises Forbidden for all but supervisors, NotFound for who was never followed here, InvalidRequest, IdTaken.
    """
    _require_supervisor(staff)
    body = {"person": str(person_id), **(told.body or {})}
    if told.id and not claim(told.id, account_id=staff.pk, kind="disclosure", body=body, among=Disclosure):
        return Disclosure.objects.get(pk=told.id), False
    if told.at is not None and told.at > now:
        raise InvalidRequest(Invalid("/at", "Give an instant that has passed, or leave it out for now."))
    return _create(staff, _once_followed(staff, person_id), told, now=now), True


def person_to_record(staff: Staff, person_id: UUID) -> Person:
    """Return somebody of whom this staff member may put a disclosure on record. Raises as `record` does."""
    _require_supervisor(staff)
    return _once_followed(staff, person_id)


def _require_supervisor(staff: Staff) -> None:
    if staff.role != Staff.Role.SUPERVISOR:
        raise Forbidden


def _once_followed(staff: Staff, person_id: UUID) -> Person:
    # An order can come years after the care has ended.
    here = Assignment.objects.filter(person=OuterRef("pk"), site=staff.site_id)
    person = Person.objects.filter(Exists(here), pk=person_id, erased_at=None).first()
    if person is None:
        raise NotFound
    return person


def _create(staff: Staff, person: Person, told: Told, *, now: datetime) -> Disclosure:
    return Disclosure.objects.create(
        id=told.id or uuid4(),
        person=person,
        site=staff.site,
        staff=staff,
        basis=told.basis,
        data_classes=list(told.data_classes),
        purpose=told.basis,
        content={"recipient": told.recipient, "affiliation": told.affiliation, "summary": told.text},
        at=told.at or now,
    )
