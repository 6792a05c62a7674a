"""What is left of an erased account: an empty row for the audit to point at."""

import os
from datetime import datetime

from backend.accounts import sessions
from backend.accounts.models import (
    AlertAccess,
    Assignment,
    Consent,
    ContactDetails,
    EndedSession,
    Invitation,
    OutsideConsent,
    Person,
)
from backend.api import client_ids, idempotency


def erase_person(person: Person, *, now: datetime) -> None:
    """Sign out everywhere, end every consent, delete contact details and who follows, and empty the account.

    Access log, consents, notices, disclosures and break-glass stay: what was written in them was sealed under the
    person's key.
    """
    sessions.end_sessions(person.account, now=now)
    # Answers that come under an old token are nobody's any more.
    EndedSession.objects.filter(account=person.account).update(account=None)
    client_ids.forget(person.pk)
    idempotency.forget(person.pk)
    for model in (ContactDetails, AlertAccess, Assignment):
        model.objects.filter(person=person).delete()
    Invitation.objects.filter(accepted_by=person).delete()
    for consents in (Consent.objects, OutsideConsent.objects):
        consents.filter(person=person, revoked_at=None).update(revoked_at=now)
    _empty(person, now=now)


def _empty(person: Person, *, now: datetime) -> None:
    blank = Person(account=person.account)
    person.locale, person.tzid, person.country = blank.locale, blank.tzid, blank.country
    person.adult_confirmed = blank.adult_confirmed
    # The column wants a hash that is nobody else's; no code leads to this one.
    person.recovery_hash = os.urandom(32)
    person.erased_at = person.erased_at or now
    person.save(update_fields=["locale", "tzid", "country", "adult_confirmed", "recovery_hash", "erased_at"])
    account = person.account
    account.handle, account.is_active = None, False
    account.save(update_fields=["handle", "is_active"])
