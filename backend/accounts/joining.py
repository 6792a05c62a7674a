"""Joining a site: a single-use invitation, and consent per class of data."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Account, Consent, DataClass, Invitation, Person, Site, Staff
from backend.accounts.people import code_hash, new_code
from backend.accounts.staffing import InvitationExpired, assign
from backend.api.problems import Invalid, InvalidRequest, NotFound

INVITATION_LIFETIME = timedelta(hours=72)


@dataclass(frozen=True)
class Invited:
    """A fresh invitation with its code, shown once."""

    invitation: Invitation
    code: str


def invite(staff: Staff, *, now: datetime) -> Invited:
    code = new_code()
    invitation = Invitation.objects.create(code_hash=code_hash(code), staff=staff, expires_at=now + INVITATION_LIFETIME)
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
    person: Person, site_id: uuid.UUID, classes: Sequence[DataClass], *, expires_at: datetime | None, now: datetime
) -> list[Consent]:
    """Grant classes of data to a site that one has joined.

    Raises NotFound for any other site, InvalidRequest for an end that has passed.
    """
    if expires_at is not None and expires_at <= now:
        raise InvalidRequest(Invalid("/expires_at", "Give an instant to come, or leave it out."))
    site = Site.objects.filter(pk=site_id, assignment__person=person, assignment__ended_at=None).first()
    if site is None:
        raise NotFound
    return [
        Consent.objects.create(person=person, site=site, data_class=data_class, granted_at=now, expires_at=expires_at)
        for data_class in dict.fromkeys(classes)
    ]


def revoke_consent(person: Person, consent_id: uuid.UUID, *, now: datetime) -> Consent:
    """Take a consent back, from this instant on. Raises NotFound for somebody else's."""
    consent = Consent.objects.filter(person=person, pk=consent_id).first()
    if consent is None:
        raise NotFound
    Consent.objects.filter(person=person, site=consent.site, data_class=consent.data_class, revoked_at=None).update(
        revoked_at=now
    )
    consent.refresh_from_db()
    return consent


def invitations_of(account: Account) -> QuerySet[Invitation]:
    return Invitation.objects.filter(staff_id=account.pk)
