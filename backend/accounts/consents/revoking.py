"""Taking consents back: at once, always, noted in the journal first, and on record.

In the journal a consent for somebody outside has a name of its own in the place of the class of data.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts import standing
from backend.accounts.models import Consent, ConsentQuerySet, OutsideConsent, Person, Revocation, Site

OUTSIDE = "outside-"
# The journal has room for twenty characters: of the few consents of one person no two begin alike.
DIGITS = 12


def revoke_class(person_id: UUID, site_id: UUID, data_class: str, *, now: datetime) -> None:
    """Take back what was granted of a class, in the caller's transaction; a second time changes nothing.

    What has ended by itself is taken back too: that is what was asked for.
    """
    if _standing(person_id, site_id, data_class, now=now).exists():
        standing.note_revocation(person_id, site_id, data_class, now=now)
        end_consents(person_id, site_id, data_class, now=now)


def revoke_outside_consent(consent: OutsideConsent, *, now: datetime) -> None:
    """Take one back, in the caller's transaction; a second time changes nothing."""
    if consent.revoked_at is None:
        standing.note_revocation(consent.person_id, consent.site_id, journal_name_of(consent), now=now)
        end_outside_consent(consent, now=now)


def revoke_all(person: Person, site: Site, *, now: datetime) -> None:
    """Take everything back from a site, in the caller's transaction: for itself, and for others through it."""
    given = Consent.objects.filter(person=person, site=site, revoked_at=None).order_by("data_class")
    for data_class in given.values_list("data_class", flat=True).distinct():
        revoke_class(person.pk, site.pk, data_class, now=now)
    for consent in OutsideConsent.objects.filter(person=person, site=site, revoked_at=None):
        revoke_outside_consent(consent, now=now)


@transaction.atomic
def end_noted(person_id: UUID, site_id: UUID, what: str, *, now: datetime) -> None:
    """Carry out an entry of the journal, done or not: what a backup that was put back has forgotten."""
    if not what.startswith(OUTSIDE):
        end_consents(person_id, site_id, what, now=now)
        return
    for consent in OutsideConsent.objects.filter(person=person_id, site=site_id, revoked_at=None):
        if journal_name_of(consent) == what:
            end_outside_consent(consent, now=now)


def end_consents(person_id: UUID, site_id: UUID, data_class: str, *, now: datetime) -> None:
    """End what was granted by now and is not taken back yet, in the caller's transaction; safe to call twice."""
    ended = list(_standing(person_id, site_id, data_class, now=now).select_for_update())
    Consent.objects.filter(pk__in=[each.pk for each in ended]).update(revoked_at=now)
    Revocation.objects.bulk_create(
        Revocation(person_id=person_id, site_id=site_id, consent=each, at=now) for each in ended
    )


def end_outside_consent(consent: OutsideConsent, *, now: datetime) -> None:
    if OutsideConsent.objects.filter(pk=consent.pk, revoked_at=None).update(revoked_at=now):
        consent.revoked_at = now
        Revocation.objects.create(person_id=consent.person_id, site_id=consent.site_id, outside_consent=consent, at=now)


def journal_name_of(consent: OutsideConsent) -> str:
    return f"{OUTSIDE}{consent.pk.hex[:DIGITS]}"


def _standing(person_id: UUID, site_id: UUID, data_class: str, *, now: datetime) -> ConsentQuerySet:
    return Consent.objects.filter(
        person=person_id, site=site_id, data_class=data_class, granted_at__lte=now, revoked_at=None
    )
