"""Joining a site: a single-use invitation, and consent per class of data."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backend.accounts import standing
from backend.accounts.models import Consent, Invitation, Person, Site, Staff
from backend.accounts.people import code_hash, new_code
from backend.accounts.requests import ConsentRequest
from backend.accounts.staffing import InvitationExpired, assign
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound

INVITATION_LIFETIME = timedelta(hours=72)


@dataclass(frozen=True)
class Invited:
    """An invitation with its code, which is shown once: None for the same request again."""

    invitation: Invitation
    code: str | None


@transaction.atomic
def invite(staff: Staff, *, id: uuid.UUID | None = None, now: datetime) -> Invited:
    """Make a single-use code. Raises IdTaken."""
    if id and not claim(id, account_id=staff.pk, kind="invitation", body={}, among=Invitation):
        return Invited(Invitation.objects.get(pk=id), None)
    code = new_code()
    invitation = Invitation.objects.create(
        id=id or uuid.uuid4(), code_hash=code_hash(code), staff=staff, expires_at=now + INVITATION_LIFETIME
    )
    return Invited(invitation, code)


@transaction.atomic
def accept_invitation(person: Person, code: str, *, now: datetime) -> Site:
    """Be followed by the staff member who invited. Grants nothing yet: consent is asked class by class.

    Raises InvitationExpired. The same person may send the same code again.
    """
    invitation = (
        Invitation.objects.select_for_update().select_related("staff__site").filter(code_hash=code_hash(code)).first()
    )
    if invitation is None or invitation.accepted_by not in (None, person):
        raise InvitationExpired
    if invitation.accepted_by is None:
        if invitation.expires_at <= now or invitation.accepted_at is not None:
            raise InvitationExpired
        invitation.accepted_by, invitation.accepted_at = person, now
        invitation.save(update_fields=["accepted_by", "accepted_at"])
        assign(person, invitation.staff, now=now)
    return invitation.staff.site


@transaction.atomic
def grant_consents(
    person: Person, wish: ConsentRequest, *, body: dict[str, Any], now: datetime
) -> tuple[list[Consent], bool]:
    """Grant classes of data to a site that one has joined. Returns them and whether they are new.

    The same id sent again grants nothing again: a repeat that comes late may follow a revocation. Raises NotFound for
    any other site, InvalidRequest for an end that has passed, IdTaken.
    """
    if wish.id and not claim(wish.id, account_id=person.pk, kind="consents", body=body, among=None):
        return list(Consent.objects.filter(person=person, request_id=wish.id).order_by("id")), False
    if wish.expires_at is not None and wish.expires_at <= now:
        raise InvalidRequest(Invalid("/expires_at", "Give an instant to come, or leave it out."))
    site = Site.objects.filter(pk=wish.site_id, assignment__person=person, assignment__ended_at=None).first()
    if site is None:
        raise NotFound
    granted_at = corrected(wish.occurred_at, wish.sent_at, now=now)
    consents = [
        Consent(
            person=person,
            site=site,
            data_class=data_class,
            granted_at=granted_at,
            expires_at=wish.expires_at,
            request_id=wish.id,
        )
        for data_class in dict.fromkeys(wish.data_classes)
    ]
    return Consent.objects.bulk_create(consents), True


def revoke_consent(person: Person, consent_id: uuid.UUID, *, now: datetime) -> Consent:
    """Take a consent back, from this instant on. Raises NotFound for somebody else's."""
    consent = Consent.objects.filter(person=person, pk=consent_id).first()
    if consent is None:
        raise NotFound
    standing.note_revocation(person.pk, consent.site_id, consent.data_class, now=now)
    end_consents(person.pk, consent.site_id, consent.data_class, now=now)
    consent.refresh_from_db()
    return consent


def end_consents(person_id: uuid.UUID, site_id: uuid.UUID, data_class: str, *, now: datetime) -> None:
    """End what was granted by now and is not taken back yet; a second call changes nothing."""
    Consent.objects.filter(
        person=person_id, site=site_id, data_class=data_class, granted_at__lte=now, revoked_at=None
    ).update(revoked_at=now)
