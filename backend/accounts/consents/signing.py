"""Agreeing that a site may see something: each consent stands on a form that was read and signed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from backend.accounts.consents import offering
from backend.accounts.consents.forms import FormText, as_content
from backend.accounts.consents.problems import ConsentDeficient, ConsentFormChanged
from backend.accounts.consents.requests import Purpose, Signature, Signing, Terms
from backend.accounts.models import Assignment, Consent, ConsentForm, DataClass, OutsideConsent, Person
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Invalid, InvalidRequest, NotFound

State = Literal["active", "ended", "revoked"]
STATES = get_args(State)
# A phone tells the time in whole seconds, and what was on its way is not known better.
TOLERANCE = timedelta(minutes=1)
UNSIGNED = "Sign the form that you were shown."
UNREAD = "Say which form you were shown: ask for it first."


@transaction.atomic
def grant_consents(
    person: Person, terms: Terms, signing: Signing, *, body: dict[str, Any], now: datetime
) -> tuple[list[Consent], bool]:
    """Grant classes of data to a site that one has joined. Returns them and whether they are new.

    The same id sent again grants nothing again: a repeat that comes late may follow a revocation. Raises NotFound for
    any other site, InvalidRequest for what nobody signed and for an end that is past or too far ahead,
    ConsentFormChanged, ConsentDeficient, ConsentBundled, IdTaken.
    """
    if signing.id and not claim(signing.id, account_id=person.pk, kind="consents", body=body, among=None):
        return list(consents_of(person).filter(request_id=signing.id).order_by("id")), False
    signed_at = corrected(signing.occurred_at, signing.sent_at, now=now)
    offer = offering.form_inside(person, terms, at=signed_at, now=now)
    form = sign(
        person, terms.site_id, offer, signing, purpose=_purpose_inside(terms.data_classes), signed_at=signed_at, now=now
    )
    taken_back = _taken_back_since(signed_at, person, form.site_id)
    consents = [
        Consent(
            person=person,
            site=form.site,
            data_class=data_class,
            granted_at=signed_at,
            expires_at=offer.expires_at,
            revoked_at=taken_back.get(data_class),
            request_id=signing.id,
            form=form,
        )
        for data_class in terms.data_classes
    ]
    return Consent.objects.bulk_create(consents), True


def sign(
    person: Person,
    site_id: UUID,
    offer: FormText,
    signing: Signing,
    *,
    purpose: Purpose,
    signed_at: datetime,
    now: datetime,
) -> ConsentForm:
    """Keep a signed form, and that its signer is of age.

    Raises InvalidRequest, ConsentFormChanged, ConsentDeficient.
    """
    signature = _checked(person, site_id, offer, signing, signed_at=signed_at)
    if not person.adult_confirmed:
        # Every form says so above the signature.
        person.adult_confirmed = True
        person.save(update_fields=["adult_confirmed"])
    return ConsentForm.objects.create(
        person=person,
        site_id=site_id,
        purpose=purpose,
        version=offer.version,
        language=offer.language,
        text_sha256=offer.sha256,
        method=signature.method,
        content=as_content(offer, asdict(signature)),
        signed_at=signed_at,
        received_at=now,
    )


def consents_of(person: Person) -> QuerySet[Consent]:
    return Consent.objects.filter(person=person).select_related("site")


def state_of(consent: Consent | OutsideConsent, *, now: datetime) -> State:
    """Tell whether it holds; what ended by itself and was taken back later is revoked."""
    if consent.revoked_at is not None and consent.revoked_at <= now:
        return "revoked"
    return "ended" if consent.expires_at is not None and consent.expires_at <= now else "active"


def find_consent(person: Person, consent_id: UUID) -> Consent:
    """Return one's own consent with its form. Raises NotFound."""
    consent = consents_of(person).select_related("site", "form").filter(pk=consent_id).first()
    if consent is None:
        raise NotFound
    return consent


def copy_of(form: ConsentForm | None) -> Mapping[str, Any] | None:
    """Return what the person signed, as they were shown it; None for what an operator put there unsigned."""
    if form is None:
        return None
    content = form.content
    return {
        "text": content["text"],
        "elements": {name: value for name, value in content.items() if name not in {"text", "signed"}},
        "signature": content["signed"],
        "version": form.version,
        "language": form.language,
        "sha256": form.text_sha256,
        "signed_at": form.signed_at,
    }


def _purpose_inside(data_classes: tuple[DataClass, ...]) -> Purpose:
    return Purpose.OTHER if data_classes == (DataClass.IMPROVE,) else Purpose.CARE


def _taken_back_since(signed_at: datetime, person: Person, site_id: UUID) -> dict[str, datetime]:
    """Return the classes that were taken back after this was signed without signal: it must not bring them back."""
    later = Consent.objects.filter(person=person, site=site_id, revoked_at__gt=signed_at + TOLERANCE)
    return dict(later.order_by("data_class").values_list("data_class").annotate(Max("revoked_at")))


def _checked(person: Person, site_id: UUID, offer: FormText, signing: Signing, *, signed_at: datetime) -> Signature:
    signature, seen = signing.signature, signing.form
    if signature is None:
        raise InvalidRequest(Invalid("/signature", UNSIGNED))
    if seen is None:
        raise InvalidRequest(Invalid("/form", UNREAD))
    if not offer.is_what(**asdict(seen)):
        raise ConsentFormChanged(offer)
    if signature.method == ConsentForm.Method.TYPED_HANDLE and not _is_handle_of(person, signature.name):
        raise ConsentDeficient("This is not the name you use here. Sign with it, or with your own name.")
    if not Assignment.objects.filter(person=person, site=site_id, started_at__lte=signed_at + TOLERANCE).exists():
        raise ConsentDeficient("It was signed before you joined this site. Look at the clock of your phone.")
    return signature


def _is_handle_of(person: Person, name: str) -> bool:
    handle = person.account.handle
    return handle is not None and name.casefold() == handle.strip().casefold()
