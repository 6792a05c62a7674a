from typing import Any

from django.db.models import F, QuerySet

from backend.accounts.models import (
    BreakGlass,
    ConsentForm,
    ContactDetails,
    Disclosure,
    EndedSession,
    Invitation,
    Notice,
    OutsideConsent,
    Person,
    Revocation,
    Session,
)

TEXT = ("version", "language", "text_sha256")
PERIOD = ("granted_at", "expires_at", "revoked_at", "request_id", "form_id")
SITE = F("site__name")
ROLE = F("staff__role")


def export_person(person: Person) -> dict[str, Any]:
    """Account, consents with what was signed, and who looked. Staff stand there by site and role, never by name."""
    return {
        "id": str(person.pk),
        "handle": person.account.handle,
        "locale": person.locale,
        "tzid": person.tzid,
        "country": person.country,
        "created_at": person.account.created_at,
        "adult_confirmed": person.adult_confirmed,
        "contact_details": _contact_details(person),
        "followed_by": list(
            person.assignment_set.values("started_at", "ended_at", site_name=SITE, role=ROLE).order_by("started_at")
        ),
        "joined": list(
            Invitation.objects.filter(accepted_by=person).values("accepted_at", site_name=F("staff__site__name"))
        ),
        "sessions": list(
            Session.objects.filter(user_id=person.pk).values("last_seen_on", id=F("public_id"), created_at=F("created"))
        ),
        "ended_sessions": list(EndedSession.objects.filter(account=person.account).values("ended_at")),
        **_agreed(person),
        **_seen(person),
    }


def _contact_details(person: Person) -> dict[str, Any] | None:
    found = ContactDetails.objects.filter(person=person).first()
    return _columns(found, "legal_name", "phone", "email", "address", "emergency_contact") if found else None


def _agreed(person: Person) -> dict[str, Any]:
    return {
        "notices": list(_own(Notice, person).values("id", "event", "at", *TEXT, site_name=SITE)),
        "consent_forms": [
            {
                **_columns(form, "id", "purpose", "method", "signed_at", "received_at", *TEXT),
                "content": _signed(form),
                "site_name": form.site.name,
            }
            for form in _own(ConsentForm, person).select_related("site")
        ],
        "consents": list(person.consent_set.values("id", "data_class", *PERIOD, site_name=SITE)),
        "outside_consents": [
            {**_columns(each, "id", "recipient", "data_classes", *PERIOD), "site_name": each.site.name}
            for each in _own(OutsideConsent, person).select_related("site")
        ],
        "revocations": list(
            _own(Revocation, person).values("id", "consent_id", "outside_consent_id", "at", site_name=SITE)
        ),
    }


def _signed(form: ConsentForm) -> Any:
    """What was signed; the name of a representative is theirs, and left out."""
    signature = (form.content or {}).get("signed", {})
    if signature.get("signer") != "representative":
        return form.content
    return form.content | {"signed": signature | {"name": None}}


def _seen(person: Person) -> dict[str, Any]:
    told = ("id", "basis", "consent_id", "data_classes", "purpose", "content", "notice_version", "at")
    opened = ("id", "reason_code", "content", "started_at", "ends_at")
    return {
        "looks": list(
            person.accesslog_set.values(
                "id", "data_class", "purpose", "started_at", "looks", site_name=F("staff__site__name"), role=ROLE
            )
        ),
        "break_glass": [
            {**_columns(each, *opened), "site_name": each.site.name, "role": each.staff.role}
            for each in _own(BreakGlass, person).select_related("site", "staff")
        ],
        "disclosures": [
            {**_columns(each, *told), "site_name": each.site.name}
            for each in _own(Disclosure, person).select_related("site")
        ],
    }


def _own(model: Any, person: Person) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(person=person)
    return rows


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
