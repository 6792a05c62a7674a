"""A staff member asks for a summary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.consents.outside import active_outside_consent
from backend.accounts.models import ConsentForm, DataClass, OutsideConsent, Person, Staff
from backend.aftercare.models import QueuedSummary
from backend.aftercare.summaries.asking import seen_of
from backend.api.client_ids import claim
from backend.api.problems import NotFound, Problem

KEPT = timedelta(days=7)


class NotConsented(Problem):
    code, title, status = "not-consented", "The person has not agreed that this is told.", 422


@dataclass(frozen=True)
class Wish:
    """`id` is the client's own, `body` what it sent, so that a repeat is known."""

    consent_id: UUID
    data_classes: tuple[DataClass, ...]
    purpose: ConsentForm.Purpose
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@transaction.atomic
def queue(staff: Staff, person_id: UUID, wish: Wish, *, now: datetime) -> tuple[QueuedSummary, bool]:
    """Ask for a summary; nothing is read yet. False: the same request again.

    Raises NotFound for somebody, or a consent, outside one's set, or once it was dropped; NotConsented, IdTaken.
    """
    body = {"person": str(person_id), **(wish.body or {})}
    if wish.id and not claim(wish.id, account_id=staff.pk, kind="summary", body=body, among=QueuedSummary):
        return _again(wish.id), False
    person = Person.objects.filter(pk=person_id).first()
    if person is None or len(seen_of(staff, person, wish.data_classes, now=now)) < len(wish.data_classes):
        raise NotFound
    summary = QueuedSummary.objects.create(
        id=wish.id or uuid4(),
        person=person,
        site=staff.site,
        staff=staff,
        consent=_consent(staff, person, wish, now=now),
        data_classes=list(wish.data_classes),
        queued_at=now,
        expires_at=now + KEPT,
    )
    return summary, True


def _again(summary_id: UUID) -> QueuedSummary:
    summary = QueuedSummary.objects.filter(pk=summary_id).first()
    if summary is None:
        raise NotFound
    return summary


def _consent(staff: Staff, person: Person, wish: Wish, *, now: datetime) -> OutsideConsent:
    given = OutsideConsent.objects.filter(pk=wish.consent_id, person=person, site=staff.site_id)
    if not given.exists():
        raise NotFound
    consent = active_outside_consent(
        person, staff.site, wish.consent_id, purpose=wish.purpose, data_classes=wish.data_classes, now=now
    )
    if consent is None:
        raise NotConsented
    return consent
