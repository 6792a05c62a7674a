"""One of each thing the audit holds, all of it about dana, from the year in which our stories play."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Model

from backend.accounts.models import (
    AccessLog,
    BreakGlass,
    BreakGlassBar,
    Consent,
    ConsentForm,
    DataClass,
    Disclosure,
    Notice,
    OutsideConsent,
    Person,
    RestrictionAnswer,
    RestrictionRequest,
    Revocation,
    Staff,
)
from tests.times import utc

NOON = utc("2026-11-24T12:00")
HOUR = timedelta(hours=1)
RECIPIENT = {"name": "Dr. Grey", "affiliation": "Bay Hospital", "is_covered_entity": True}


def signed_form(person: Person, staff: Staff, *, at: datetime = NOON) -> ConsentForm:
    return ConsentForm.objects.create(
        person=person,
        site=staff.site,
        purpose=ConsentForm.Purpose.CARE,
        version="1",
        language="en",
        text_sha256="0" * 64,
        method=ConsentForm.Method.TYPED_HANDLE,
        content={"signature": "dana"},
        signed_at=at,
        received_at=at,
    )


def outside_consent(
    person: Person,
    staff: Staff,
    *classes: DataClass,
    at: datetime = NOON,
    expires_at: datetime | None = None,
) -> OutsideConsent:
    """The person lets the site tell Dr. Grey."""
    return OutsideConsent.objects.create(
        person=person,
        site=staff.site,
        form=signed_form(person, staff, at=at),
        recipient=RECIPIENT,
        data_classes=list(classes),
        granted_at=at,
        expires_at=expires_at,
        request_id=uuid.uuid4(),
    )


def broken_glass(person: Person, staff: Staff, *, at: datetime = NOON) -> BreakGlass:
    return BreakGlass.objects.create(
        person=person,
        staff=staff,
        site=staff.site,
        reason_code=BreakGlass.Reason.OVERDOSE,
        content={"text": "Found unconscious."},
        started_at=at,
        ends_at=at + HOUR,
    )


def one_of_each(person: Person, staff: Staff, *, at: datetime = NOON) -> Mapping[str, Model]:
    """Return the rows by the names of their tables, nothing in them left open but the seals."""
    site, end = staff.site, at + 365 * 24 * HOUR
    outside = outside_consent(person, staff, DataClass.PLAN, at=at, expires_at=end)
    OutsideConsent.objects.filter(pk=outside.pk).update(revoked_at=at)
    consent = Consent.objects.create(
        person=person,
        site=site,
        data_class=DataClass.PLAN,
        granted_at=at,
        expires_at=end,
        form=outside.form,
        request_id=uuid.uuid4(),
    )
    glass = broken_glass(person, staff, at=at)
    request = RestrictionRequest.objects.create(person=person, site=site, text="Not to my employer.", at=at)
    rows = [
        outside.form,
        outside,
        consent,
        glass,
        request,
        Notice.objects.create(
            person=person,
            site=site,
            event=Notice.Event.SHOWN,
            version="1",
            language="en",
            text_sha256="0" * 64,
            at=at,
        ),
        Revocation.objects.create(person=person, site=site, outside_consent=outside, at=at),
        BreakGlassBar.objects.create(break_glass=glass, person=person, staff=staff, reason="He reads it.", at=at),
        RestrictionAnswer.objects.create(
            request=request,
            person=person,
            staff=staff,
            decision=RestrictionAnswer.Decision.GRANTED,
            words="We will not.",
            at=at,
        ),
        Disclosure.objects.create(
            person=person,
            site=site,
            staff=staff,
            basis=Disclosure.Basis.CONSENT,
            consent=outside,
            data_classes=[DataClass.PLAN],
            purpose=ConsentForm.Purpose.CARE,
            content={"recipient": "Dr. Grey", "affiliation": "Bay Hospital", "summary": "plan"},
            notice_version="short-2024",
            at=at,
        ),
        AccessLog.objects.create(
            id=uuid.uuid4(), staff=staff, person=person, data_class=DataClass.PLAN, purpose="plan", started_at=at
        ),
    ]
    return {row._meta.model_name or "": row for row in rows}
