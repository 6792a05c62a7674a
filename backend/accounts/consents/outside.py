"""Letting a site tell somebody outside: for one purpose each, until an end or the end of care there."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.accounts.consents import offering, signing
from backend.accounts.consents.requests import OutsideTerms, Purpose, Signing
from backend.accounts.consents.revoking import revoke_outside_consent
from backend.accounts.models import Assignment, DataClass, OutsideConsent, Person, Site
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import NotFound


@transaction.atomic
def grant_outside(
    person: Person, terms: OutsideTerms, wish: Signing, *, body: dict[str, Any], now: datetime
) -> tuple[list[OutsideConsent], bool]:
    """Let a site tell somebody: one consent for each purpose, under one signature. Returns them and whether new.

    Raises what `signing.grant_consents` raises.
    """
    if wish.id and not claim(wish.id, account_id=person.pk, kind="outside-consents", body=body, among=None):
        return list(outside_consents_of(person, now=now).filter(request_id=wish.id).order_by("id")), False
    signed_at = corrected(wish.occurred_at, wish.sent_at, now=now)
    offer = offering.form_outside(person, terms, now=now)
    request_id = wish.id or uuid4()
    for purpose in terms.purposes:
        OutsideConsent.objects.create(
            person=person,
            site_id=terms.site_id,
            # A record of its own for each purpose, with the whole text in each.
            form=signing.sign(person, terms.site_id, offer, wish, purpose=purpose, signed_at=signed_at, now=now),
            recipient=asdict(terms.recipient),
            data_classes=list(terms.data_classes),
            granted_at=signed_at,
            expires_at=offer.expires_at,
            request_id=request_id,
        )
    return list(outside_consents_of(person, now=now).filter(request_id=request_id).order_by("id")), True


def outside_consents_of(person: Person, *, now: datetime) -> QuerySet[OutsideConsent]:
    """Return all of them; `is_cared_for` says whether the site still follows the person."""
    given = OutsideConsent.objects.filter(person=person).select_related("site", "form")
    return given.annotate(is_cared_for=Exists(_care(now)))


def find_outside_consent(person: Person, consent_id: UUID, *, now: datetime) -> OutsideConsent:
    """Raises NotFound."""
    consent = outside_consents_of(person, now=now).filter(pk=consent_id).first()
    if consent is None:
        raise NotFound
    return consent


def state_of(consent: OutsideConsent, *, now: datetime) -> signing.State:
    """Tell whether one of `outside_consents_of` holds: without a date it ends with the care at the site."""
    state = signing.state_of(consent, now=now)
    is_over = consent.expires_at is None and not getattr(consent, "is_cared_for", True)
    return "ended" if state == "active" and is_over else state


@transaction.atomic
def revoke_outside(person: Person, consent_id: UUID, *, now: datetime) -> OutsideConsent:
    """Take it back, from this instant on; a second time changes nothing. Raises NotFound."""
    consent = find_outside_consent(person, consent_id, now=now)
    revoke_outside_consent(consent, now=now)
    return consent


def standing_outside_consents(*, now: datetime) -> QuerySet[Any]:
    """Return everybody's that hold at this instant. One without a date holds while the site follows the person."""
    standing = OutsideConsent.objects.active(now).filter(Q(expires_at__isnull=False) | Q(Exists(_care(now))))
    return standing.select_related("site", "form")


def active_outside_consents(person: Person, site: Site, *, now: datetime) -> QuerySet[Any]:
    """Return those that hold at this instant."""
    return standing_outside_consents(now=now).filter(person=person, site=site)


def active_outside_consent(
    person: Person,
    site: Site,
    consent_id: UUID,
    *,
    purpose: Purpose,
    data_classes: Iterable[DataClass],
    now: datetime,
) -> OutsideConsent | None:
    """Return this consent if it holds now for this purpose and for every one of these classes; else None."""
    held = active_outside_consents(person, site, now=now).filter(pk=consent_id, form__purpose=purpose)
    consent: OutsideConsent | None = held.first()
    return consent if consent and set(data_classes) <= set(consent.data_classes) else None


def _care(now: datetime) -> QuerySet[Assignment]:
    return Assignment.objects.active(now).filter(person=OuterRef("person"), site=OuterRef("site"))
