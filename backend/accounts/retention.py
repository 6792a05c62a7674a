"""How long things are kept here. What a rule is comes from above: `backend.rights.retention`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from backend.accounts.audit.records import MODELS
from backend.accounts.models import (
    AccessLog,
    Account,
    BreakGlass,
    BreakGlassBar,
    ChainLink,
    Consent,
    ConsentForm,
    Disclosure,
    Invitation,
    Notice,
    OutsideConsent,
    Person,
    RestrictionAnswer,
    RestrictionRequest,
    Revocation,
    StaffSetup,
)


@dataclass(frozen=True)
class Cutoffs:
    """Instants before which things are forgotten. `check_ins_of` has the sites that decided otherwise."""

    check_ins: datetime
    cravings: datetime
    audit: datetime
    devices: datetime
    drafts: datetime
    tombstones: datetime
    check_ins_of: Mapping[UUID, datetime]


def forget_before(cutoffs: Cutoffs, *, at_most: int) -> int:
    """Delete old audit, invitations and links, and the rows of erased people at which nothing points any more.

    Return how many rows went; `at_most` of each kind go at once. What others point at waits for them.
    """
    return sum(
        forget_some(each, at_most=at_most) for each in (*_drafts(cutoffs), *_audit(cutoffs), _tombstones(cutoffs))
    )


def forget_some(old: QuerySet[Any], *, at_most: int) -> int:
    """Delete a bounded number of these; return how many."""
    ids = list(old.values_list("pk", flat=True)[:at_most])
    old.model._base_manager.filter(pk__in=ids).delete()
    return len(ids)


def _drafts(cutoffs: Cutoffs) -> tuple[QuerySet[Any], ...]:
    return (
        Invitation.objects.filter(expires_at__lt=cutoffs.drafts, accepted_at=None),
        StaffSetup.objects.filter(expires_at__lt=cutoffs.drafts),
    )


def _audit(cutoffs: Cutoffs) -> tuple[QuerySet[Any], ...]:
    """What points at others comes before them."""
    before = cutoffs.audit
    ended = Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    return (
        AccessLog.objects.filter(started_at__lt=before),
        BreakGlassBar.objects.filter(at__lt=before),
        BreakGlass.objects.filter(ends_at__lt=before, bar=None),
        Notice.objects.filter(at__lt=before),
        Disclosure.objects.filter(at__lt=before),
        Revocation.objects.filter(at__lt=before),
        RestrictionAnswer.objects.filter(at__lt=before),
        RestrictionRequest.objects.filter(at__lt=before, answer=None),
        Consent.objects.filter(ended, revocation=None),
        OutsideConsent.objects.filter(ended, revocation=None, disclosure=None),
        ConsentForm.objects.filter(received_at__lt=before, consent=None, outsideconsent=None),
        Invitation.objects.filter(accepted_at__lt=before),
        _links(before),
    )


def _links(before: datetime) -> QuerySet[ChainLink]:
    """Chains go whole and from their ends, once nothing in them is left: else the rest could not be checked."""
    newer = ChainLink.objects.filter(person=OuterRef("person"), sealed_at__gte=before)
    old = ChainLink.objects.filter(sealed_at__lt=before).exclude(Exists(newer))
    for model in MODELS.values():
        old = old.exclude(Exists(model._base_manager.filter(person=OuterRef("person"))))
    return old.order_by("person_id", "-number")


def _tombstones(cutoffs: Cutoffs) -> QuerySet[Account]:
    """Whatever table there is: an account that any row points at stays."""
    erased = Person.objects.filter(erased_at__lt=cutoffs.tombstones)
    relations = [
        field.field
        for model in (Person, Account)
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel) and field.related_model is not Person
    ]
    for pointing in relations:
        erased = erased.exclude(Exists(pointing.model._base_manager.filter(**{pointing.name: OuterRef("pk")})))
    return Account.objects.filter(pk__in=erased.values("pk"))
