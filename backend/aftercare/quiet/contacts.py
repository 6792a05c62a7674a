"""Contacts outside alerts: staff write down that they called, met or wrote, and whether they reached the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Staff
from backend.aftercare.check_ins import person_planned_by, person_seen_by
from backend.aftercare.models import Contact
from backend.api.client_ids import claim
from backend.api.device_clock import corrected


@dataclass(frozen=True)
class ContactWish:
    """A contact as staff describe it; `id` is the client's own, `body` what it sent, so that a repeat is known."""

    how: Contact.How
    outcome: Contact.Outcome
    note: str = ""
    occurred_at: datetime | None = None
    sent_at: datetime | None = None
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@transaction.atomic
def log_contact(staff: Staff, person_id: UUID, wish: ContactWish, *, now: datetime) -> tuple[Contact, bool]:
    """Keep a contact. Returns it and whether it is new. Raises NotFound, IdTaken."""
    person = person_planned_by(staff, person_id, now=now)
    body = {"person": str(person_id), **(wish.body or {})}
    if wish.id and not claim(wish.id, account_id=staff.pk, kind="contact", body=body, among=Contact):
        return Contact.objects.select_related("staff__account").get(pk=wish.id), False
    contact = Contact.objects.create(
        pk=wish.id or uuid4(),
        person=person,
        site=staff.site,
        staff=staff,
        how=wish.how,
        outcome=wish.outcome,
        note=wish.note or None,
        occurred_at=corrected(wish.occurred_at, wish.sent_at, now=now),
        logged_at=now,
    )
    return contact, True


def contacts_for(staff: Staff, person_id: UUID, *, now: datetime) -> QuerySet[Contact]:
    """Return what this staff member's site has logged about somebody, and note the look. Raises NotFound."""
    person = person_seen_by(staff, person_id, now=now)
    return Contact.objects.filter(person=person, site=staff.site_id).select_related("staff__account")
