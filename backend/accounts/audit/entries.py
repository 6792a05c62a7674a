"""What a person's accounting says of each row of the audit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.accounts.models import (
    BreakGlass,
    Consent,
    ConsentForm,
    Disclosure,
    Notice,
    OutsideConsent,
    RestrictionAnswer,
    RestrictionRequest,
    Revocation,
    Staff,
)


class EntryKind(StrEnum):
    NOTICE = "notice"
    CONSENT = "consent"
    OUTSIDE_CONSENT = "outside-consent"
    REVOCATION = "revocation"
    DISCLOSURE = "disclosure"
    BREAK_GLASS = "break-glass"
    RESTRICTION_REQUEST = "restriction-request"
    RESTRICTION_ANSWER = "restriction-answer"


@dataclass(frozen=True)
class Entry:
    """One thing on record. `text` is what was said with it; `purpose` and `basis` are empty where there is none."""

    id: UUID
    at: datetime
    kind: EntryKind
    site: str
    recipient: str | None = None
    affiliation: str | None = None
    data_classes: tuple[str, ...] = ()
    purpose: str = ""
    basis: str = ""
    consent_id: UUID | None = None
    staff: str | None = None
    role: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Source:
    """Where entries come from: rows with all that an entry shows, and the column of their time.

    `told_from`: the column with the instant before which the person is not told.
    """

    rows: QuerySet[Any]
    time: str
    entry: Callable[[Any], Entry]
    told_from: str | None = None


def _notice(row: Notice) -> Entry:
    return Entry(row.pk, row.at, EntryKind.NOTICE, row.site.name, text=f"{row.event}, version {row.version}")


def _consent(row: Consent) -> Entry:
    return Entry(
        row.pk,
        row.granted_at,
        EntryKind.CONSENT,
        row.site.name,
        recipient=row.site.name,
        data_classes=(row.data_class,),
        purpose=row.form.purpose if row.form else ConsentForm.Purpose.CARE,
        consent_id=row.pk,
    )


def _outside_consent(row: OutsideConsent) -> Entry:
    recipient = row.recipient or {}
    return Entry(
        row.pk,
        row.granted_at,
        EntryKind.OUTSIDE_CONSENT,
        row.site.name,
        recipient=recipient.get("name"),
        affiliation=recipient.get("affiliation"),
        data_classes=tuple(row.data_classes),
        purpose=row.form.purpose,
        consent_id=row.pk,
    )


def _revocation(row: Revocation) -> Entry:
    consent = row.consent or row.outside_consent
    assert consent is not None  # noqa: S101 - a constraint of the table
    taken_back = _consent(consent) if isinstance(consent, Consent) else _outside_consent(consent)
    return replace(taken_back, id=row.pk, at=row.at, kind=EntryKind.REVOCATION)


def _disclosure(row: Disclosure) -> Entry:
    content = row.content or {}
    entry = Entry(
        row.pk,
        row.at,
        EntryKind.DISCLOSURE,
        row.site.name,
        recipient=content.get("recipient"),
        affiliation=content.get("affiliation"),
        data_classes=tuple(row.data_classes),
        purpose=row.purpose,
        basis=row.basis,
        consent_id=row.consent_id,
        text=content.get("summary"),
    )
    return _by(row.staff, entry) if row.staff else entry


def _break_glass(row: BreakGlass) -> Entry:
    content = row.content or {}
    entry = Entry(
        row.pk,
        row.started_at,
        EntryKind.BREAK_GLASS,
        row.site.name,
        recipient=content.get("recipient"),
        affiliation=content.get("recipient_affiliation"),
        purpose=row.reason_code,
        basis=Disclosure.Basis.MEDICAL_EMERGENCY,
        text=content.get("text"),
    )
    return _by(row.staff, entry)


def _restriction_request(row: RestrictionRequest) -> Entry:
    return Entry(row.pk, row.at, EntryKind.RESTRICTION_REQUEST, row.site.name, text=row.text)


def _restriction_answer(row: RestrictionAnswer) -> Entry:
    words = f"{row.decision}: {row.words}"
    return _by(row.staff, Entry(row.pk, row.at, EntryKind.RESTRICTION_ANSWER, row.request.site.name, text=words))


def _by(staff: Staff, entry: Entry) -> Entry:
    """Name a staff member as the access log does: by handle and role."""
    return replace(entry, staff=staff.account.handle, role=staff.role)


SOURCES = (
    Source(Notice.objects.select_related("site"), "at", _notice),
    Source(Consent.objects.select_related("site", "form"), "granted_at", _consent),
    Source(OutsideConsent.objects.select_related("site", "form"), "granted_at", _outside_consent),
    Source(
        Revocation.objects.select_related(
            "consent__site", "consent__form", "outside_consent__site", "outside_consent__form"
        ),
        "at",
        _revocation,
    ),
    Source(Disclosure.objects.select_related("site", "staff__account"), "at", _disclosure),
    # Not at all where a supervisor has barred it.
    Source(
        BreakGlass.objects.filter(bar=None).select_related("site", "staff__account"),
        "started_at",
        _break_glass,
        told_from="ends_at",
    ),
    Source(RestrictionRequest.objects.select_related("site"), "at", _restriction_request),
    Source(RestrictionAnswer.objects.select_related("request__site", "staff__account"), "at", _restriction_answer),
)
